"""Timetables of one line, asked at a moment."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from schedules import (
    EVERYTHING,
    Closed,
    Directory,
    Hours,
    Line,
    Open,
    Scope,
    SpecialDay,
    Timetable,
    Week,
    load_directory,
    parse_hours,
    parse_windows,
)
from tests.support.published import TOKYO

SHIPPED = load_directory()
VIETNAMESE = SHIPPED.lines[0]


def one_line(hours: str | Week, zone: str = "Asia/Tokyo", **changes: Any) -> tuple[Directory, Line]:
    """Return a directory with one line, tier 1, that has these hours, and the line."""
    week = parse_hours(hours) if isinstance(hours, str) else hours
    line = replace(VIETNAMESE, hours=(Hours(week),), zone=ZoneInfo(zone))
    return replace(SHIPPED, lines=(line,), **changes), line


def with_hours(directory: Directory, **weeks: str) -> Directory:
    """Return a directory in which some lines have other hours."""
    lines = (
        replace(line, hours=(Hours(parse_hours(weeks[line.id])),)) if line.id in weeks else line
        for line in directory.lines
    )
    return replace(directory, lines=tuple(lines))


def japan(text: str) -> datetime:
    """Return the moment at which clocks in Japan show this."""
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def at(hours: str, moment: str, zone: str = "Asia/Tokyo", **changes: Any) -> Open | Closed:
    """Return how a line with these hours stands at a moment; both are by the clocks of the zone."""
    directory, line = one_line(hours, zone, **changes)
    return Timetable(directory).status(line, datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)))


def special(name: str, day: str, hours: str, scope: Scope = EVERYTHING, **more: bool) -> SpecialDay:
    """Return a special day, or a run of them: ``2026-12-29 to 2027-01-03``."""
    first, _, last = day.partition(" to ")
    return SpecialDay(
        name, date.fromisoformat(first), date.fromisoformat(last or first), parse_windows(hours), scope, **more
    )
