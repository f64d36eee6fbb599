"""Limits against abuse and cost: texts per day to a number, to a range of numbers, and in all."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sentences import word

DAY = timedelta(days=1)
"""What "a day" is here: the last 24 hours."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Texts in a day: to one number, to one range of 10,000 numbers, in all.

    The owner of a keyed-in number has not asked for a text, so such numbers have limits of their own: one text
    to each, three from one caller, and a tenth of all.
    """

    per_number: int = 10
    per_range: int = 20
    in_all: int = 2000
    keyed_per_number: int = 1
    keyed_per_caller: int = 3

    @property
    def keyed_in_all(self) -> int:
        """How many texts to numbers that were keyed in."""
        return max(self.in_all // 10, 1)


@dataclass(frozen=True, slots=True)
class Lately:
    """How many texts have been promised in the last day; of those to keyed numbers, also by whom."""

    to_number: int = 0
    to_range: int = 0
    in_all: int = 0
    keyed_to_number: int = 0
    keyed_by_caller: int = 0
    keyed_in_all: int = 0


class Limit(StrEnum):
    """A limit that is reached: what is shown to those who run the service."""

    NUMBER = word("too many texts to this number in a day")
    RANGE = word("too many texts to this range of numbers in a day")
    ALL = word("too many texts in a day")
    KEYED_NUMBER = word("this number has been keyed in before today")
    KEYED_CALLER = word("this caller has keyed in too many numbers in a day")
    KEYED_ALL = word("too many texts to numbers keyed in, in a day")


def reached(keyed: bool, lately: Lately, limits: Limits) -> Limit | None:
    """The first limit that one more text would pass; ``keyed``: its number was keyed in."""
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
    """Texts that one number has sent before this one, in the last ten minutes and in the last day.

    ``not_understood`` are those of the day in which no language or command was found, as the answers of
    other robots are.
    """

    ten_minutes: int = 0
    day: int = 0
    not_understood: int = 0


MOST_IN_TEN_MINUTES, MOST_IN_A_DAY, MOST_NOT_UNDERSTOOD = 6, 30, 3


def answering(understood: bool, inbound: Inbound) -> Answering:
    """Answer people, and stop answering bots, so that two bots cannot loop."""
    if not understood and inbound.not_understood >= MOST_NOT_UNDERSTOOD:
        return Answering.LAST if inbound.not_understood == MOST_NOT_UNDERSTOOD else Answering.NO
    if inbound.ten_minutes < MOST_IN_TEN_MINUTES and inbound.day < MOST_IN_A_DAY:
        return Answering.YES
    # The first beyond either; one that is further beyond the other has had its last answer.
    first = inbound.ten_minutes <= MOST_IN_TEN_MINUTES and inbound.day <= MOST_IN_A_DAY
    return Answering.LAST if first else Answering.NO
