"""Limits against abuse and cost: texts per day to a number, to a range of numbers, and in total."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sentences import word

DAY = timedelta(days=1)
"""The period of the daily limits: the last 24 hours, not a calendar day."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most texts in a day: to one number, to one range of 10,000 numbers, in total.

    The owner of a keyed-in number has not asked for a text. Such numbers have limits of their own: one text to each,
    three from one caller, and a tenth of the total.
    """

    per_number: int = 10
    per_range: int = 20
    in_all: int = 2000
    keyed_per_number: int = 1
    keyed_per_caller: int = 3

    @property
    def keyed_in_all(self) -> int:
        """The most texts in a day to keyed-in numbers."""
        return max(self.in_all // 10, 1)


@dataclass(frozen=True, slots=True)
class Lately:
    """The number of texts promised in the last day.

    The fields ``keyed_...`` count only texts to keyed-in numbers; ``keyed_by_caller`` those from the same caller.
    """

    to_number: int = 0
    to_range: int = 0
    in_all: int = 0
    keyed_to_number: int = 0
    keyed_by_caller: int = 0
    keyed_in_all: int = 0


class Limit(StrEnum):
    """A limit that is reached. The value is shown to ops staff."""

    NUMBER = word("too many texts to this number in a day")
    RANGE = word("too many texts to this range of numbers in a day")
    ALL = word("too many texts in a day")
    KEYED_NUMBER = word("this number has been keyed in before today")
    KEYED_CALLER = word("this caller has keyed in too many numbers in a day")
    KEYED_ALL = word("too many texts to numbers keyed in, in a day")


def reached(keyed: bool, lately: Lately, limits: Limits) -> Limit | None:
    """Return the first limit that one more text would exceed, or None; ``keyed``: its number was keyed in."""
    checks = [
        (Limit.NUMBER, lately.to_number, limits.per_number),
        (Limit.RANGE, lately.to_range, limits.per_range),
        (Limit.ALL, lately.in_all, limits.in_all),
    ]
    if keyed:
        checks += [
            (Limit.KEYED_NUMBER, lately.keyed_to_number, limits.keyed_per_number),
            (Limit.KEYED_CALLER, lately.keyed_by_caller, limits.keyed_per_caller),
            (Limit.KEYED_ALL, lately.keyed_in_all, limits.keyed_in_all),
        ]
    return next((limit for limit, count, most in checks if count >= most), None)


class Answering(StrEnum):
    """Whether an inbound text is answered; LAST: the answer says that it is the last."""

    YES = "yes"
    LAST = "last"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Inbound:
    """The number of texts that the same number sent before this one, in the last ten minutes and in the last day.

    ``not_understood`` counts those of the day in which no language or command was recognised, such as automatic
    replies. ``answers`` are those to all numbers in the last day; ``known``: this number has written or called on an
    earlier day.
    """

    ten_minutes: int = 0
    day: int = 0
    not_understood: int = 0
    answers: int = 0
    known: bool = False


MOST_IN_TEN_MINUTES, MOST_IN_A_DAY, MOST_NOT_UNDERSTOOD = 6, 30, 3
"""The most inbound texts of one number that are answered: in ten minutes, in a day, and not understood in a day."""


def answering(understood: bool, inbound: Inbound) -> Answering:
    """Return whether to answer an inbound text. It stops loops with automatic replies."""
    if not understood and inbound.not_understood >= MOST_NOT_UNDERSTOOD:
        return Answering.LAST if inbound.not_understood == MOST_NOT_UNDERSTOOD else Answering.NO
    if inbound.ten_minutes < MOST_IN_TEN_MINUTES and inbound.day < MOST_IN_A_DAY:
        return Answering.YES
    # The first text over a limit gets the last answer. A text further over the other limit comes after that answer.
    first = inbound.ten_minutes <= MOST_IN_TEN_MINUTES and inbound.day <= MOST_IN_A_DAY
    return Answering.LAST if first else Answering.NO
