"""The days on which a line speaks a language, if it does not on all of its days.

>>> print_days(parse_days("火・水・土、祝日"))
'Tue, Wed, Sat, PH'
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from schedules.hours import DAYS, DAYS_JA, END_OF_DAY, HoursError, Week, Window, print_windows, runs
from schedules.parsing import parse_hours
from sentences import Rendered, Sentence

HOLIDAYS = "PH"
"""Public holidays, as in OpenStreetMap."""
_HOLIDAYS = re.compile(r"(?<![A-Za-z])(?:PH|(?:public )?holidays?)(?![A-Za-z])|祝祭日|祝日|祝", re.IGNORECASE)
_ALL_DAY = (Window(0, END_OF_DAY),)


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the week (0 is Monday), whether or not they are holidays; ``holidays``: and each public holiday."""

    weekdays: frozenset[int]
    holidays: bool = False

    def include(self, day: date, public: Collection[date]) -> bool:
        """Whether a date is one of them; ``public`` are the public holidays of its year."""
        return day.weekday() in self.weekdays or (self.holidays and day in public)

    def of(self, week: Week) -> Week:
        """Return the hours of a week on these days of the week."""
        return tuple(windows if day in self.weekdays else () for day, windows in enumerate(week))


def parse_days(text: str) -> Days:
    """Parse days as people write them: ``daily``, ``Mon-Fri``, ``Tue, Wed, Sat, PH``.

    Raises:
        HoursError: with the column and the reason.
    """
    # Spaces, so that columns stay; the hours behind make weekly hours of it.
    weekdays = _HOLIDAYS.sub(lambda match: " " * len(match[0]), text)
    holidays = weekdays != text
    if holidays and not weekdays.strip(" ,、・;"):
        return Days(frozenset(), holidays)
    week = parse_hours(f"{weekdays} {print_windows(_ALL_DAY)}")
    if any(windows not in ((), _ALL_DAY) for windows in week):
        raise HoursError(Sentence("only days are expected here, such as Tue, Sat"))
    return Days(frozenset(day for day, windows in enumerate(week) if windows), holidays)


def print_days(days: Days) -> str:
    """Format days canonically: ``parse_days(print_days(days)) == days``."""
    return ", ".join([*_runs(days, DAYS, "-"), *([HOLIDAYS] if days.holidays else [])])


def said_days(days: Days) -> Rendered:
    """Return days as a value for a sentence."""
    japanese = "・".join([*_runs(days, DAYS_JA, "～"), *(["祝日"] if days.holidays else [])])
    return Rendered(print_days(days), japanese)


def _runs(days: Days, names: Collection[str], dash: str) -> list[str]:
    named = list(names)
    return [named[a] if a == b else f"{named[a]}{dash}{named[b]}" for a, b in runs(sorted(days.weekdays))]
