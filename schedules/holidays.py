"""Japan's public holidays, and the New Year closure of its offices.

Public holidays are those of the Act on National Holidays (1948 No. 178), including substitute and citizens' holidays,
as computed by the package ``jpholiday``. The New Year closure, 29 December to 3 January, follows the Act on Holidays
of Administrative Organs (1988 No. 91), article 1 (1) (iii).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import jpholiday

from schedules.model import HolidayRule

ANNOUNCED_UNTIL = 2027
"""The last year whose holidays the Cabinet Office has announced. Each February it announces those of the next year."""
_EQUINOXES = ("春分の日", "秋分の日")
NEW_YEAR = "年末年始"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday by its Japanese name. ``forecast``: its date depends on an equinox that is not announced yet."""

    name: str
    forecast: bool = False

    def __str__(self) -> str:
        return f"{self.name} (forecast)" if self.forecast else self.name


@lru_cache(maxsize=64)
def public_holidays(year: int) -> Mapping[date, Holiday]:
    """Return the public holidays of a year, in order of date."""
    announced = year <= ANNOUNCED_UNTIL
    return {
        day: Holiday(name, forecast=not announced and _hangs_on_equinox(name))
        for day, name in jpholiday.year_holidays(year)
    }


def holiday(day: date, rules: frozenset[HolidayRule]) -> Holiday | None:
    """Return the holiday that closes a tier with these rules on a date, or None. New Year's Day counts as public."""
    if HolidayRule.PUBLIC in rules and (found := public_holidays(day.year).get(day)):
        return found
    if HolidayRule.NEW_YEAR in rules and ((day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)):
        return Holiday(NEW_YEAR)
    return None


def _hangs_on_equinox(name: str) -> bool:
    return any(equinox in name for equinox in _EQUINOXES) or name == "国民の休日"
