"""Opening hours as ``OpeningHoursSpecification`` of schema.org, which search engines read.

The format is https://schema.org/OpeningHoursSpecification. Closed days and closing at midnight follow Google's
guidelines (https://developers.google.com/search/docs/appearance/structured-data/local-business).
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from schedules.hours import END_OF_DAY, Window, Windows, grouped
from schedules.model import Line
from schedules.timetable import Timetable

AHEAD = 90
"""Days from today for which holidays and special days are included."""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CLOSED = {"opens": "00:00", "closes": "00:00"}


def opening_hours(timetable: Timetable, line: Line, today: date) -> list[dict[str, Any]]:
    """Return the weekly hours of a line, then each day within :data:`AHEAD` that has other hours."""
    return [*_weekly(line), *_exceptions(timetable, line, today)]


def _weekly(line: Line) -> Iterator[dict[str, Any]]:
    for week, first, last in line.periods():
        for days, windows in grouped(week):
            for window in windows:
                yield _specification(_times(window), first, last) | {"dayOfWeek": [_DAYS[day] for day in days]}


def _exceptions(timetable: Timetable, line: Line, today: date) -> Iterator[dict[str, Any]]:
    for day in (today + timedelta(days=ahead) for ahead in range(AHEAD)):
        usual: Windows = line.week_on(day)[day.weekday()] if line.serves_on(day) else ()
        windows = timetable.day(line, day).windows
        if windows != usual:
            yield from (_specification(times, day, day) for times in [*map(_times, windows)] or [_CLOSED])


def _specification(times: dict[str, str], first: date | None, last: date | None) -> dict[str, Any]:
    limits = {"validFrom": first, "validThrough": last}
    dated = {name: str(day) for name, day in limits.items() if day}
    return {"@type": "OpeningHoursSpecification", **times, **dated}


def _times(window: Window) -> dict[str, str]:
    """Return the opening and closing time of a window.

    Closing at 24:00 becomes 23:59, and 24 hours become one minute less, because equal times would mean closed. A
    window that opens at 23:59 closes at 00:00 for the same reason.
    """
    last_minute = window.opens == END_OF_DAY - 1
    short = (window.closes == END_OF_DAY and not last_minute) or window.closes - window.opens == END_OF_DAY
    return {"opens": _clock(window.opens), "closes": _clock((window.closes - short) % END_OF_DAY)}


def _clock(minutes: int) -> str:
    return time(*divmod(minutes, 60)).isoformat("minutes")
