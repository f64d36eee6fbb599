"""Simulated carriers that differ from Twilio as real ones do."""

import uuid
from collections.abc import Mapping

from ivr.phone.carrier import DeskCarrier
from ivr.phone.signing import sign

SIGNING_KEY = "PSK_signing"


class SignalWireDesk(DeskCarrier):
    """SignalWire: its API has another path, its ids another form, and its receipts another signature header and key."""

    prefix = "/api/laml"

    def new_sid(self) -> str:
        return str(uuid.uuid4())

    def signed(self, url: str, form: Mapping[str, str]) -> dict[str, str]:
        return {"X-SignalWire-Signature": sign(SIGNING_KEY, url, form)}


class SomlengDesk(DeskCarrier):
    """Somleng: its ids have another form, and its list is not filtered by receiver."""

    def new_sid(self) -> str:
        return str(uuid.uuid4())

    def listed_to(self) -> str | None:
        return None
