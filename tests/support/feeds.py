"""Calendar feeds as a calendar reads them. The reader is dateutil, by the RFC."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar

from schedules import (
    EVERYTHING,
    Directory,
    HolidayRule,
    HolidayRules,
    Hours,
    Line,
    Override,
    Scope,
    SpecialDay,
    Timetable,
    load_directory,
    parse_hours,
    parse_windows,
)
from schedules.formats.ics import AHEAD, BACK, calendar_feed

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
DAY = timedelta(days=1)
SHIPPED = load_directory()
VIETNAMESE = SHIPPED.lines[0]
Span = tuple[datetime, datetime]


def special(name: str, first: str, hours: str = "closed", last: str = "", **more: Any) -> SpecialDay:
    return SpecialDay(name, date.fromisoformat(first), date.fromisoformat(last or first), parse_windows(hours), **more)


SPECIAL_DAYS = (
    special("Audit, all day; 監査 🏮\nsorry", "2026-11-25"),
    special("Short", "2026-12-01", "10:00-12:00, 22:00-2:00 next day", "2026-12-03"),
    special("Fair", "2026-12-06", "20:00-22:00", extra=True),
    special("As ever", "2026-12-08", "11:00-19:00"),
    special("Founding", "2000-02-28", last="2000-03-01", yearly=True),
    special("Inventory", "2026-10-01", last="2026-10-22", scope=Scope(tier=2)),
)
HOLIDAYS = {1: HolidayRules.closed(*HolidayRule), 2: HolidayRules.closed(HolidayRule.NEW_YEAR)}
FULL = replace(SHIPPED, special_days=SPECIAL_DAYS, holidays=HOLIDAYS)


def one_line(hours: str, zone: str = "Asia/Tokyo", **changes: Any) -> Directory:
    line = replace(VIETNAMESE, hours=(Hours(parse_hours(hours)),), zone=ZoneInfo(zone))
    return replace(FULL, lines=(replace(line, **changes),), holidays={1: HOLIDAYS[1]})


def words(line: Line, name: str) -> str:
    return f"{line.agency} closed: {name}"


def feed(timetable: Timetable, now: datetime = NOW, *lines: Line) -> bytes:
    return calendar_feed(timetable, lines or timetable.directory.lines, "相談窓口, hours; 🕘", words, now)


def read(text: bytes) -> Calendar:
    return Calendar.from_ical(text)


def closures(directory: Directory, *lines: Line, now: datetime = NOW) -> list[tuple[date, date, str]]:
    events = read(feed(Timetable(directory), now, *lines)).events
    return [(each.start, each.end - DAY, str(each.summary)) for each in events if " closed: " in str(each.summary)]


def spans(event: Any) -> Iterator[Span]:
    """Each time it happens. All last equally long, by the second (RFC 5545, 3.8.5.3)."""
    begin, lasting = event.start, event.end.astimezone(UTC) - event.start.astimezone(UTC)
    starts = [begin]
    if "RRULE" in event:
        recurrence = rrulestr(rule_of(event), dtstart=begin)
        assert begin == recurrence[0]
        starts = recurrence.between(NOW - 3650 * DAY, NOW + 3650 * DAY)
    left_out = [each.dt for each in event["EXDATE"].dts] if "EXDATE" in event else []
    assert len(set(left_out)) == len(left_out)
    return ((each.astimezone(UTC), each.astimezone(UTC) + lasting) for each in starts if each not in left_out)


def rule_of(event: Any) -> str:
    return str(event["RRULE"].to_ical().decode())


def as_read(timetable: Timetable, line: Line) -> list[Span]:
    openings = [each for each in read(feed(timetable, NOW, line)).events if "closed" not in str(each.summary)]
    return sorted(span for event in openings for span in spans(event))


def as_planned(timetable: Timetable, line: Line) -> list[Span]:
    found = []
    for ahead in range(-BACK.days, AHEAD.days + 1):
        midnight = datetime.combine(NOW.date() + ahead * DAY, datetime.min.time(), line.zone)
        for window in timetable.day(line, midnight.date()).windows:
            edges = [midnight + timedelta(minutes=each) for each in (window.opens, window.closes)]
            found.append((edges[0].astimezone(UTC), edges[1].astimezone(UTC)))
    return sorted(found)


LATER = datetime(2027, 3, 1, 6, tzinfo=UTC)  # a Monday, 15:00 in Japan


def planned(becomes: Directory, moment: datetime = LATER) -> Timetable:
    return Timetable(SHIPPED, then=(moment, Timetable(becomes, revision=2)))


def of_vietnamese(**changes: Any) -> Directory:
    return replace(SHIPPED, lines=(replace(VIETNAMESE, **changes), *SHIPPED.lines[1:]))


def held(*, opened: bool, scope: Scope = EVERYTHING, until: datetime | None = None) -> Timetable:
    return Timetable(SHIPPED, [Override(scope, opened, NOW - timedelta(hours=1), until, "Mr Sato is ill")])
