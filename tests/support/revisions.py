"""Documents to publish in tests, the moments at which this happens, and the schedules of processes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from ivr.service.schedule.live import LiveSchedule
from schedules import Directory, shipped
from schedules.edits import set_hours

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)  # Monday, 12:00 in Japan
LATER = timedelta(minutes=5)
NO_FRIDAYS = shipped().replace("Mon, Wed, Fri 11:00-19:00", "Mon, Wed 11:00-19:00")
NO_SUNDAYS = shipped().replace("Mon-Fri 11:00-19:00, Sun 09:00-17:00", "Mon-Fri 11:00-19:00")
Schedules = Callable[..., LiveSchedule]


def hours(line_id: str, text: str) -> Callable[[Directory], Directory]:
    """Return the change of a line's weekly hours."""
    return lambda directory: set_hours(directory, line_id, text)
