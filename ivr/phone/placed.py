"""Calls that the simulated carrier was asked to make to telephones, as Twilio's Calls API shows them."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from time import monotonic

from ivr.phone.answers import API


@dataclass
class Placed:
    """A call that the carrier was asked to make.

    Attributes:
        to: the number that is called, in E.164.
        sender: the number that the called person sees.
        answered: the address that is asked what to do when somebody answers.
        ended: the address that is told how the call ended, or empty.
        status: its ``CallStatus``.
        seconds: for how long it rings.
    """

    to: str
    sender: str
    answered: str
    ended: str = ""
    status: str = "queued"
    seconds: float = 60
    sid: str = field(default_factory=lambda: "CA" + secrets.token_hex(16))
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _heard: float = field(default_factory=monotonic)

    @property
    def rings(self) -> bool:
        """Whether nobody has taken it yet."""
        return self.status in ("queued", "ringing")

    def ring(self) -> None:
        """Ring at a telephone, whose person may take their time."""
        self.status, self._heard = "ringing", monotonic()

    def give_up(self) -> None:
        """End the call if no telephone has heard it for as long as it rings."""
        if self.rings and monotonic() - self._heard > self.seconds:
            self.status = "no-answer"

    def as_json(self, account: str) -> dict[str, object]:
        """Return the resource with the fields that Twilio documents."""
        at, uri = format_datetime(self.at), f"/{API}/Accounts/{account}/Calls/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": account,
            "parent_call_sid": None,
            "to": self.to,
            "to_formatted": self.to,
            "from": self.sender,
            "from_formatted": self.sender,
            "phone_number_sid": "PN" + "0" * 32,
            "status": self.status,
            "direction": "outbound-api",
            "answered_by": None,
            "forwarded_from": None,
            "caller_name": None,
            "group_sid": None,
            "trunk_sid": None,
            "queue_time": "0",
            "duration": None,
            "price": None,
            "price_unit": "USD",
            "date_created": at,
            "date_updated": at,
            "start_time": None,
            "end_time": None,
            "annotation": None,
            "api_version": API,
            "uri": f"{uri}.json",
            "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
        }
