"""Constants and types that reading and printing share."""

from collections.abc import Iterable
from dataclasses import dataclass

from schedules.hours import DAYS, END_OF_DAY, Week, Window, Windows
from schedules.model import SpecialDay

WEEKDAYS = tuple(day[:2] for day in DAYS)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ALL_DAY = Window(0, END_OF_DAY)


@dataclass(frozen=True, slots=True)
class OsmHours:
    """The meaning of an ``opening_hours`` value.

    ``holidays`` are the hours on public holidays in place of the weekly hours; empty: closed; None: the weekly hours.
    """

    week: Week
    special_days: tuple[SpecialDay, ...] = ()
    holidays: Windows | None = None


def has_night(windows: Iterable[Window]) -> bool:
    """Whether one of the windows ends on the next day."""
    return any(window.passes_midnight for window in windows)
