"""Carriers: sending texts, and checking that a webhook is genuine."""

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
"""What a ``MessageStatus`` means; all others are before these (Twilio, "Track outbound message status")."""


class SendError(SentenceError):
    """A text was not, or perhaps not, accepted.

    Attributes:
        permanent: do not retry.
        maybe_sent: the result is unknown; ask :meth:`Carrier.sent_to` before sending again.
        opted_out: the receiver has told the carrier to stop.
    """

    def __init__(
        self, reason: Sentence, *, permanent: bool = False, maybe_sent: bool = False, opted_out: bool = False
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.maybe_sent = maybe_sent
        self.opted_out = opted_out


class Carrier(Protocol):
    """Sends texts. There is no idempotency key: a text that is submitted twice is sent twice."""

    @property
    def has_spare(self) -> bool:
        """Whether there is a second sender."""
        ...

    def send(self, to: str, body: str, reference: str, *, spare: bool = False) -> Message:
        """Hand over a text, from the second sender if ``spare``. Its receipts will carry ``reference``.

        Raises:
            SendError: it was refused, or its end is unknown.
        """
        ...

    def sent_to(self, to: str) -> Sequence[Message]:
        """The texts that the carrier has taken for a number, newest first.

        Raises:
            SendError: the carrier could not be asked.
        """
        ...
