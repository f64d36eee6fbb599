"""Public holidays, and the New Year closure of offices. The profile lists them (:mod:`profiles`).

Those of Japan are computed by the package ``jpholiday``, including substitute and citizens' holidays.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import jpholiday

from profiles import Holidays, profile
from schedules.model import HolidayRule

ANNOUNCED_UNTIL = 2027
"""Japan: the last year whose holidays the Cabinet Office has announced. In February it announces those of the next."""
_EQUINOXES = ("春分の日", "秋分の日")


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday by its name in the language of its calendar.

    ``forecast``: its date depends on an equinox that is not announced yet. ``new_year``: it is one of the days around
    New Year on which offices are closed, and no public holiday.
    """

    name: str
    forecast: bool = False
    new_year: bool = False

    @property
    def rule(self) -> HolidayRule:
        """The rule that applies to it, if the tier has that rule."""
        return HolidayRule.NEW_YEAR if self.new_year else HolidayRule.PUBLIC

    def __str__(self) -> str:
        return f"{self.name} (forecast)" if self.forecast else self.name


def public_holidays(year: int) -> Mapping[date, Holiday]:
    """Return the public holidays of a year, in order of date."""
    return _in_year(profile().holidays, year)


@lru_cache(maxsize=64)
def _in_year(calendar: Holidays, year: int) -> Mapping[date, Holiday]:
    if not calendar.japanese:
        return {day: Holiday(name) for day, name in calendar.in_year(year)}
    announced = year <= ANNOUNCED_UNTIL
    return {
        day: Holiday(name, forecast=not announced and _hangs_on_equinox(name))
        for day, name in jpholiday.year_holidays(year)
    }


def known_until() -> int | None:
    """Return the last year whose public holidays are known; None: the profile has rules for all years."""
    calendar = profile().holidays
    if calendar.japanese:
        return ANNOUNCED_UNTIL
    return max((each.once.year for each in calendar.listed if each.once), default=None)


def holiday(day: date, rules: Collection[HolidayRule]) -> Holiday | None:
    """Return the holiday to which one of the rules applies on a date, or None.

    On 1 January, a public holiday, the New Year rule has priority: who is open on holidays is closed over New Year.
    """
    closure = profile().holidays.new_year
    if HolidayRule.NEW_YEAR in rules and closure and closure.covers(day):
        return Holiday(closure.name, new_year=True)
    return public_holidays(day.year).get(day) if HolidayRule.PUBLIC in rules else None


def _hangs_on_equinox(name: str) -> bool:
    return any(equinox in name for equinox in _EQUINOXES) or name == "国民の休日"
