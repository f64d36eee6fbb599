"""What a line's state is, and why: a closed vocabulary."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sentences import Sentence, word


class Because(StrEnum):
    """Why a line is open or closed, in words for those who run the service."""

    WEEKLY_HOURS = word("within its weekly hours")
    OUTSIDE_HOURS = word("outside its weekly hours")
    SPECIAL_HOURS = word("within the hours of a special day")
    OUTSIDE_SPECIAL_HOURS = word("outside the hours of a special day")
    SPECIAL_CLOSURE = word("closed on a special day")
    HOLIDAY = word("closed on a public holiday")
    NEW_YEAR = word("closed over New Year")
    OPENED = word("opened manually")
    CLOSED = word("closed manually")
    NOT_IN_SERVICE = word("not in service on this date")


@dataclass(frozen=True, slots=True)
class Open:
    """Open now and ``until`` that moment, exclusive; None: it never closes.

    ``name`` is that of the special day, holiday or override that makes it so.
    """

    until: datetime | None
    because: Because = Because.WEEKLY_HOURS
    name: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed now; ``opens`` next at that moment; None: it never opens."""

    opens: datetime | None
    because: Because = Because.OUTSIDE_HOURS
    name: str = ""


Status = Open | Closed


def why(status: Status) -> Sentence:
    """The reason with the name of what it comes from: ``closed on a public holiday: 文化の日``."""
    if not status.name:
        return Sentence(status.because)
    return Sentence("{because}: {name}", because=status.because, name=status.name)
