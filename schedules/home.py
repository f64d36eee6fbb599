"""Japan time: the zone of the callers, the staff and the lines, unless a line names another.

Japan's clocks neither skip nor repeat an hour.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Asia/Tokyo")


def home_time(moment: datetime) -> datetime:
    """The same moment on Japan's clocks."""
    return moment.astimezone(HOME)


def home_date(moment: datetime) -> date:
    """The date in Japan at a moment."""
    return home_time(moment).date()


def home_midnight(day: date) -> datetime:
    """The moment at which a date begins in Japan, in UTC."""
    return datetime.combine(day, time(), HOME).astimezone(UTC)
