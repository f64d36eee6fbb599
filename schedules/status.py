"""What a line's state is, and why: a closed vocabulary."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Because(StrEnum):
    """Why a line is open or closed, in words for those who run the service."""

    WEEKLY_HOURS = "within its weekly hours"
    OUTSIDE_HOURS = "outside its weekly hours"
    SPECIAL_HOURS = "within the hours of a special day"
    OUTSIDE_SPECIAL_HOURS = "outside the hours of a special day"
    SPECIAL_CLOSURE = "closed on a special day"
    HOLIDAY = "closed on a public holiday"
    NEW_YEAR = "closed over New Year"
    OPENED = "opened by hand"
    CLOSED = "closed by hand"
    NOT_IN_SERVICE = "not in service on this date"


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


def why(status: Status) -> str:
    """The reason with the name of what it comes from: ``closed on a public holiday: 文化の日``."""
    return f"{status.because}: {status.name}" if status.name else str(status.because)
