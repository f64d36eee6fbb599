"""Japan time: the zone of the callers and the staff, and of each line that has no other zone.

Japan has no daylight saving time, so its clocks neither skip nor repeat an hour.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Asia/Tokyo")


def home_time(moment: datetime) -> datetime:
    """Convert a moment to Japan time."""
    return moment.astimezone(HOME)


def home_date(moment: datetime) -> date:
    """Return the date in Japan at a moment."""
    return home_time(moment).date()


def home_midnight(day: date) -> datetime:
    """Return the moment, in UTC, at which a date begins in Japan."""
    return datetime.combine(day, time(), HOME).astimezone(UTC)
