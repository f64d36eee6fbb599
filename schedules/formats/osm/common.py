"""Constants and types that reading and printing share."""

from collections.abc import Iterable
from dataclasses import dataclass

from schedules.hours import DAYS, END_OF_DAY, Week, Window
from schedules.model import SpecialDay

WEEKDAYS = tuple(day[:2] for day in DAYS)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ALL_DAY = Window(0, END_OF_DAY)


@dataclass(frozen=True, slots=True)
class OsmHours:
    """The meaning of an ``opening_hours`` value; ``holidays_off``: closed on public holidays."""

    week: Week
    special_days: tuple[SpecialDay, ...] = ()
    holidays_off: bool = False


def has_night(windows: Iterable[Window]) -> bool:
    """Whether one of the windows ends on the next day."""
    return any(window.passes_midnight for window in windows)
