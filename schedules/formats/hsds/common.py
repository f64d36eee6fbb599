"""What export and import share: how HSDS writes days, the end of a day, and absence."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from schedules.hours import END_OF_DAY

BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST_MINUTE = END_OF_DAY - 1
"""HSDS has no 24:00 and writes 23:59 for it."""
ONE_DAY = timedelta(days=1)
ZONE_NOTE = "Local time of "
NOTHING: tuple[Any, ...] = (None, "", [], {})


def filled(**properties: Any) -> dict[str, Any]:
    """Those that have a value."""
    return {name: value for name, value in properties.items() if value not in NOTHING}


def offset(zone: ZoneInfo, day: date) -> timedelta:
    """The UTC offset at noon; clocks are changed at night."""
    found = datetime.combine(day, time(12), zone).utcoffset()
    assert found is not None
    return found


def offsets(zone: ZoneInfo, year: int) -> set[timedelta]:
    """The UTC offsets in the course of a year: two, where there is daylight saving time."""
    return {offset(zone, date(year, month, 1)) for month in range(1, 13)}


def digits(number: str) -> str:
    """Only the digits of a number."""
    return re.sub("[^0-9]", "", number)


def latest(*days: date | None) -> date | None:
    """The latest of those that are there."""
    return max(filter(None, days), default=None)


def earliest(*days: date | None) -> date | None:
    """The earliest of those that are there."""
    return min(filter(None, days), default=None)
