"""Constants and functions that export and import share."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from schedules.hours import END_OF_DAY

BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST_MINUTE = END_OF_DAY - 1
"""The closing time, in minutes after midnight, that HSDS writes for 24:00."""
ONE_DAY = timedelta(days=1)
ZONE_NOTE = "Local time of "
CHARGED = "A call to this number may cost its caller money."
"""The description of the telephone of a line that is charged. HSDS has costs of services, but the advice is free."""
SOURCE, UNCONFIRMED = "hours_source", "hours_unconfirmed"
"""Labels of attributes that go with ``assured_date``."""
NOTHING: tuple[Any, ...] = (None, "", [], {})


def filled(**properties: Any) -> dict[str, Any]:
    """Return the properties that have a value."""
    return {name: value for name, value in properties.items() if value not in NOTHING}


def offset(zone: ZoneInfo, day: date) -> timedelta:
    """Return the UTC offset of a date at noon, since clocks change at night."""
    found = datetime.combine(day, time(12), zone).utcoffset()
    assert found is not None
    return found


def offsets(zone: ZoneInfo, year: int) -> set[timedelta]:
    """Return the UTC offsets of a zone in a year; there are two with daylight saving time."""
    return {offset(zone, date(year, month, 1)) for month in range(1, 13)}


def digits(number: str) -> str:
    """Return only the digits of a telephone number."""
    return re.sub("[^0-9]", "", number)


def latest(*days: date | None) -> date | None:
    """Return the latest of the dates that are not None, or None."""
    return max(filter(None, days), default=None)


def earliest(*days: date | None) -> date | None:
    """Return the earliest of the dates that are not None, or None."""
    return min(filter(None, days), default=None)
