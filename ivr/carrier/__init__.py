"""Carriers: sending of texts, and verification of webhooks."""

from collections.abc import Sequence
from typing import Protocol

from ivr.core.text.delivery import Message, State
from sentences import Sentence, SentenceError

STATES = {
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "undelivered": State.FAILED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}
"""States by ``MessageStatus``. All other statuses precede these (Twilio, "Track outbound message status")."""


class SendError(SentenceError):
    """The carrier did not accept a text, or the result is unknown.

    Attributes:
        permanent: a retry would fail as well.
        maybe_sent: the result is unknown; call :meth:`Carrier.sent_to` before a retry.
        opted_out: the receiver has opted out at the carrier.
        of_us: it is about our account or our sender, so no text of ours is taken.
    """

    def __init__(
        self,
        reason: Sentence,
        *,
        permanent: bool = False,
        maybe_sent: bool = False,
        opted_out: bool = False,
        of_us: bool = False,
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.maybe_sent = maybe_sent
        self.opted_out = opted_out
        self.of_us = of_us


class Carrier(Protocol):
    """A carrier that sends texts. It has no idempotency key: a text that is submitted twice is sent twice."""

    @property
    def has_spare(self) -> bool:
        """Whether there is a second sender."""
        ...

    def send(self, to: str, body: str, reference: str, *, spare: bool = False) -> Message:
        """Submit a text, from the second sender if ``spare``. Its receipts include ``reference``.

        Raises:
            SendError: the carrier refused the text, or the result is unknown.
        """
        ...

    def sent_to(self, to: str) -> Sequence[Message]:
        """Return the latest texts that the carrier has accepted for a number, newest first.

        Raises:
            SendError: the request failed.
        """
        ...
