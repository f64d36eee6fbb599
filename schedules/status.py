"""Is a line open at a moment, and when does that change next?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from schedules.model import Line

_DAYS_AHEAD = 8
"""Weekly hours repeat after seven days; the eighth finds this weekday's earlier window again."""


class Because(StrEnum):
    """Why a line is open or closed, in words for those who run the service."""

    WEEKLY_HOURS = "within its weekly hours"
    OUTSIDE_HOURS = "outside its weekly hours"


@dataclass(frozen=True, slots=True)
class Open:
    """Open now and ``until`` that moment, exclusive; None: it never closes."""

    until: datetime | None
    because: Because = Because.WEEKLY_HOURS


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed now; ``opens`` next at that moment; None: it never opens."""

    opens: datetime | None
    because: Because = Because.OUTSIDE_HOURS


Status = Open | Closed


def status(line: Line, now: datetime) -> Status:
    """The status of ``line`` at ``now``; moments in the answer are in the zone of the line.

    Raises:
        ValueError: ``now`` is naive.
    """
    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime")
    local = now.astimezone(line.zone)
    wall = local.replace(tzinfo=None)
    until = None
    for opens, closes in _windows(line, local.date()):
        if until is not None:
            if opens > until:
                break
            until = closes  # 24:00 and the next day's 0:00 are one opening
        elif wall < opens:
            return Closed(opens.replace(tzinfo=line.zone))
        elif wall < closes:
            until = closes
    else:
        return Closed(None) if until is None else Open(None)
    return Open(until.replace(tzinfo=line.zone))


def _windows(line: Line, first: date) -> Iterator[tuple[datetime, datetime]]:
    """Opening and closing of each window from ``first`` on, as local wall-clock times."""
    for ahead in range(_DAYS_AHEAD + 1):
        day = first + timedelta(days=ahead)
        for window in line.week[day.weekday()]:
            yield _moment(day, window.opens), _moment(day, window.closes)


def _moment(day: date, minutes: int) -> datetime:
    midnight = datetime.combine(day, time())
    return midnight + timedelta(minutes=minutes)
