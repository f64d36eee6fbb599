"""The status of a line: open or closed, until when, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sentences import Sentence, word


class Because(StrEnum):
    """Why a line is open or closed, in words for operators."""

    WEEKLY_HOURS = word("within its weekly hours")
    OUTSIDE_HOURS = word("outside its weekly hours")
    SPECIAL_HOURS = word("within the hours of a special day")
    OUTSIDE_SPECIAL_HOURS = word("outside the hours of a special day")
    SPECIAL_CLOSURE = word("closed on a special day")
    HOLIDAY = word("closed on a public holiday")
    NEW_YEAR = word("closed over New Year")
    HOLIDAY_HOURS = word("within its hours on public holidays")
    OUTSIDE_HOLIDAY_HOURS = word("outside its hours on public holidays")
    NEW_YEAR_HOURS = word("within its hours over New Year")
    OUTSIDE_NEW_YEAR_HOURS = word("outside its hours over New Year")
    OTHER_DAYS = word("it does not speak the language on this day")
    OPENED = word("opened manually")
    CLOSED = word("closed manually")
    NOT_IN_SERVICE = word("not in service on this date")


@dataclass(frozen=True, slots=True)
class Open:
    """Open until the moment ``until``, exclusive; None if the line never closes.

    ``name`` is the special day or holiday that causes it, or the reason of the override; empty for weekly hours.
    """

    until: datetime | None
    because: Because = Because.WEEKLY_HOURS
    name: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed until the moment ``opens``; None if the line never opens. ``name`` is as in :class:`Open`."""

    opens: datetime | None
    because: Because = Because.OUTSIDE_HOURS
    name: str = ""


Status = Open | Closed


def why(status: Status) -> Sentence:
    """Return the reason with the name of its cause: ``closed on a public holiday: 文化の日``."""
    if not status.name:
        return Sentence(status.because)
    return Sentence("{because}: {name}", because=status.because, name=status.name)
