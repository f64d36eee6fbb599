"""When an agency is asked by mail whether its hours still hold: once a month, in office hours."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from schedules import home_time
from schedules.holidays import public_holidays

MONTH = timedelta(days=30)
LINK_LASTS = timedelta(days=14)
"""How long a link works."""
_OFFICE_HOURS = range(9, 17)
"""Whole hours of a working day in Japan."""
_WORKING_DAYS = range(5)


def is_due(confirmed: Collection[date], asked: datetime | None, now: datetime) -> bool:
    """Whether an agency is to be asked: hours of a line are confirmed no later than a month ago, and it was not asked
    since.

    ``confirmed`` are the dates of its lines, ``asked`` is when its last link was made.
    """
    local = home_time(now)
    at_work = local.weekday() in _WORKING_DAYS and local.hour in _OFFICE_HOURS
    rests = local.date() in public_holidays(local.year)
    return (
        at_work
        and not rests
        and min(confirmed, default=local.date()) <= local.date() - MONTH
        and (asked is None or asked <= now - MONTH)
    )
