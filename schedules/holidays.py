"""Japan's public holidays, and the New Year closure of its offices.

Public holidays are those of the Act on National Holidays (1948 No. 178) as the package ``jpholiday``
computes them, substitute and citizens' holidays included. The New Year closure is our own rule, after the
Act on Holidays of Administrative Organs (1988 No. 91), article 1 (1) (iii): 29 December to 3 January.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import jpholiday

from schedules.model import HolidayRule

ANNOUNCED_UNTIL = 2027
"""The last year whose holidays the Cabinet Office has announced (each February, those of the next year)."""
_EQUINOXES = ("春分の日", "秋分の日")
NEW_YEAR = "年末年始"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday by its Japanese name. ``forecast``: an equinox that has not been announced yet."""

    name: str
    forecast: bool = False

    def __str__(self) -> str:
        return f"{self.name} (forecast)" if self.forecast else self.name


@lru_cache(maxsize=64)
def public_holidays(year: int) -> Mapping[date, Holiday]:
    """The public holidays of a year, in order."""
    announced = year <= ANNOUNCED_UNTIL
    return {
        day: Holiday(name, forecast=not announced and _hangs_on_equinox(name))
        for day, name in jpholiday.year_holidays(year)
    }


def holiday(day: date, rules: frozenset[HolidayRule]) -> Holiday | None:
    """The holiday that closes a tier with these rules on a date; New Year's Day counts as public."""
    if HolidayRule.PUBLIC in rules and (found := public_holidays(day.year).get(day)):
        return found
    if HolidayRule.NEW_YEAR in rules and ((day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)):
        return Holiday(NEW_YEAR)
    return None


def _hangs_on_equinox(name: str) -> bool:
    return any(equinox in name for equinox in _EQUINOXES) or name == "国民の休日"
