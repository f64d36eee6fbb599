"""Promises of texts, made in a call, in the answer to an inbound text, or when somebody is called back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sentences import Sentence, word


class Texted(StrEnum):
    """The result of a promise. NOT_YET: none was made. ALREADY: it was made before."""

    NOT_YET = ""
    COMING = word("coming")
    ALREADY = word("already")
    IMPOSSIBLE = word("impossible")


class Purpose(StrEnum):
    """The purpose of a text.

    KEYED: information for a number that the caller keyed in. MOVED: a line is closed after all, and the reminder
    comes later. CALL_MISSED, CALL_MOVED, CALL_LATER: of a call-back, that it was not possible, that the line is closed
    after all, that many others wait.
    """

    INFORMATION = word("information")
    KEYED = word("keyed in")
    REMINDER = word("reminder")
    MOVED = word("moved")
    CALL_MISSED = word("call-back missed")
    CALL_MOVED = word("call-back moved")
    CALL_LATER = word("call-back waits")


@dataclass(frozen=True, slots=True)
class Promise:
    """A text that a caller is about to be promised.

    Attributes:
        key: idempotency key: a second promise with the same key has no effect.
        to: E.164.
        body: the text; None: it is written when it is due, from the schedule in force then.
        not_before: when it is due.
        asked_by: E.164 of the caller, if ``to`` was keyed in.
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
    """The result of a promise, and the reason, for ops staff."""

    texted: Texted
    because: Sentence | None = None
