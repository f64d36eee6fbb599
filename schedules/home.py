"""Time at home: the zone of the callers and the staff, and of each line that has no other zone.

The profile has it (:mod:`profiles`). It may have summer time, so an hour of a day may be missing or come twice.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from profiles import profile


def home_zone() -> ZoneInfo:
    """Return the zone."""
    return profile().zone


def home_time(moment: datetime) -> datetime:
    """Convert a moment to the time at home."""
    return moment.astimezone(profile().zone)


def home_date(moment: datetime) -> date:
    """Return the date at home at a moment."""
    return home_time(moment).date()


def home_midnight(day: date) -> datetime:
    """Return the moment, in UTC, at which a date begins at home."""
    return datetime.combine(day, time(), profile().zone).astimezone(UTC)
