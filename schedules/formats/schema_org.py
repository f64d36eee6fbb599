"""Opening hours as schema.org has them: ``OpeningHoursSpecification``, which search engines read.

https://schema.org/OpeningHoursSpecification; how a closed day and an end at midnight are written is Google's reading of
it (https://developers.google.com/search/docs/appearance/structured-data/local-business).
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from schedules.hours import END_OF_DAY, Window, Windows, grouped
from schedules.model import Line
from schedules.timetable import Timetable

AHEAD = 90
"""Days for which holidays and special days are written out."""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CLOSED = {"opens": "00:00", "closes": "00:00"}


def opening_hours(timetable: Timetable, line: Line, today: date) -> list[dict[str, Any]]:
    """The weekly hours of a line, then each day of the next three months that has others."""
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
    """Midnight at the end of a day is 23:59; so are 24 hours a minute short, or they would be none.

    The last minute of a day ends at 00:00, since from 23:59 to 23:59 nobody would be there.
    """
    last_minute = window.opens == END_OF_DAY - 1
    short = (window.closes == END_OF_DAY and not last_minute) or window.closes - window.opens == END_OF_DAY
    return {"opens": _clock(window.opens), "closes": _clock((window.closes - short) % END_OF_DAY)}


def _clock(minutes: int) -> str:
    return time(*divmod(minutes, 60)).isoformat("minutes")
