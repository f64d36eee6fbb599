"""Carriers: how a text leaves, and how a webhook proves where it comes from."""

from datetime import datetime
from typing import Protocol


class SendError(Exception):
    """A text was not, or perhaps not, accepted.

    Attributes:
        permanent: trying again can't help.
        maybe_sent: the end is unknown; ask :meth:`Carrier.find` before sending again.
    """

    def __init__(self, reason: str, *, permanent: bool = False, maybe_sent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.maybe_sent = maybe_sent


class Carrier(Protocol):
    """Sends texts."""

    def send(self, to: str, body: str, reference: str) -> str:
        """Hand over a text; returns the carrier's id of it. Its receipts will carry ``reference``.

        Raises:
            SendError: it was refused, or its end is unknown.
        """
        ...

    def find(self, to: str, body: str, since: datetime) -> str | None:
        """The id of a text that the carrier has accepted since a moment, or None.

        Raises:
            SendError: the carrier could not be asked.
        """
        ...
