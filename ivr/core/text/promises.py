"""Texts that are promised in a call or by text."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sentences import Sentence, word


class Texted(StrEnum):
    """What became of the information text in this call."""

    NOT_YET = ""
    COMING = word("coming")
    ALREADY = word("already")
    IMPOSSIBLE = word("impossible")


class Purpose(StrEnum):
    """What a text is for. MOVED: it says that a line is closed after all and that the reminder comes later."""

    INFORMATION = word("information")
    KEYED = word("keyed in")
    REMINDER = word("reminder")
    MOVED = word("moved")


@dataclass(frozen=True, slots=True)
class Promise:
    """A text that a caller is about to be promised.

    Attributes:
        key: idempotency key of the promise: making it again changes nothing.
        to: E.164.
        body: what it says; None: made when it is due, from the schedule of that moment.
        not_before: when it is due.
        asked_by: E.164 of the caller who has keyed in the number of another telephone.
    """

    key: str
    purpose: Purpose
    language: str
    to: str
    body: str | None
    not_before: datetime
    asked_by: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a promise, and why, in words for those who run the service."""

    texted: Texted
    because: Sentence | None = None
