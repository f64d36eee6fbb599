"""The feed as a calendar reads it, against the timetable, day by day. The reader is dateutil, by the RFC."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from icalendar import Calendar, Event

from schedules import (
    EVERYTHING,
    Directory,
    HolidayRule,
    Hours,
    Line,
    Open,
    Override,
    Scope,
    SpecialDay,
    Timetable,
    load_directory,
    parse_hours,
    parse_windows,
)
from schedules.formats.ics import AHEAD, BACK, calendar_feed
from tests.support.examples import examples
from tests.support.strategies import directories

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
HOLIDAYS = {1: frozenset(HolidayRule), 2: frozenset([HolidayRule.NEW_YEAR])}
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


# --- what a calendar shows is what the timetable says


@pytest.mark.parametrize("directory", [SHIPPED, FULL], ids=["shipped", "full"])
@pytest.mark.parametrize("line", SHIPPED.lines, ids=lambda line: line.id)
def test_the_openings_are_those_of_the_timetable(directory: Directory, line: Line) -> None:
    timetable = Timetable(directory)
    assert as_read(timetable, line) == as_planned(timetable, line) != []


@pytest.mark.parametrize(
    "directory",
    [
        one_line("Fri 22:00-2:00 next day"),
        one_line("24/7"),
        one_line("Mon 9:00-12:00, 13:00-17:00, Tue 9:00-12:00"),
        one_line("Mon-Fri 9:00-17:00", first_day=date(2026, 12, 9), last_day=date(2027, 3, 9)),
        one_line("Mon-Fri 9:00-17:00", last_day=date(2020, 3, 9)),
        one_line("closed"),
        one_line("Mon-Fri 9:00-17:00", "Europe/Berlin"),
        one_line("Sat 22:00-6:00 next day, Sun 8:00-10:00, Mon 0:00-1:00", "Europe/Berlin"),
        one_line("Sun 2:30-10:00", "Europe/Berlin"),
        one_line("24/7", "Europe/Berlin", first_day=date(2027, 3, 28)),
        one_line("24/7", "America/New_York"),
    ],
)
def test_hours_of_every_kind(directory: Directory) -> None:
    timetable = Timetable(directory)
    assert as_read(timetable, directory.lines[0]) == as_planned(timetable, directory.lines[0])


def test_versions_of_hours_follow_each_other() -> None:
    texts = ["Mon-Fri 9:00-24:00", "Mon-Sun 0:00-4:00, 9:00-18:00", "closed", "Mon-Fri 9:00-18:00"]
    since = [None, date(2026, 12, 1), date(2027, 1, 10), date(2027, 2, 1)]
    hours = tuple(Hours(parse_hours(text), day) for text, day in zip(texts, since, strict=True))
    line = replace(VIETNAMESE, hours=hours)
    timetable = Timetable(replace(FULL, lines=(line,)))
    assert as_read(timetable, line) == as_planned(timetable, line)
    rules = [rule_of(each) for each in read(feed(timetable)).events if "RRULE" in each]
    assert rules[0] == "FREQ=WEEKLY;UNTIL=20261130T145900Z;BYDAY=MO,TU,WE,TH,FR"
    assert rules[-1] == "FREQ=WEEKLY;UNTIL=20271224T145900Z;BYDAY=MO,TU,WE,TH,FR"


@examples(10)
@given(directory=directories(zones=("Asia/Tokyo", "America/Lima")))
def test_any_directory(directory: Directory) -> None:
    timetable = Timetable(directory)
    for line in directory.lines:
        assert as_read(timetable, line) == as_planned(timetable, line)


def test_a_closure_of_long_ago_or_of_years_ahead_is_no_opening() -> None:
    for day in (date(2026, 9, 1), date(2028, 3, 1)):  # beyond what the feed has day by day
        closed = Timetable(replace(SHIPPED, special_days=(special("Training", str(day)),)))
        starts = [begin.date() for line in SHIPPED.lines for begin, _ in as_read(closed, line)]
        assert day not in starts
        assert starts


# --- a revision that takes effect later

LATER = datetime(2027, 3, 1, 6, tzinfo=UTC)  # a Monday, 15:00 in Japan


def planned(becomes: Directory, moment: datetime = LATER) -> Timetable:
    return Timetable(SHIPPED, then=(moment, Timetable(becomes, revision=2)))


def as_lived(timetable: Timetable, line: Line) -> list[Span]:
    """When the line is open, by the status at each change."""
    found, last = [], datetime.combine(NOW.date() + AHEAD, datetime.min.time(), line.zone)
    change: datetime | None = datetime.combine(NOW.date() - BACK, datetime.min.time(), line.zone)
    while (moment := change) and moment < last:
        change = timetable.next_change(line, moment)
        if isinstance(timetable.status(line, moment), Open) and change:
            found.append((moment.astimezone(UTC), change.astimezone(UTC)))
    return found


def of_vietnamese(**changes: Any) -> Directory:
    return replace(SHIPPED, lines=(replace(VIETNAMESE, **changes), *SHIPPED.lines[1:]))


@pytest.mark.parametrize(
    "becomes",
    [
        of_vietnamese(hours=(Hours(parse_hours("closed")),)),
        of_vietnamese(hours=(Hours(parse_hours("Mon 12:00-14:00, 14:30-16:00, Thu 22:00-2:00 next day")),)),
        of_vietnamese(last_day=date(2027, 3, 4)),
        replace(SHIPPED, lines=SHIPPED.lines[1:]),
        replace(SHIPPED, special_days=(special("Move", "2027-03-01", last="2027-05-01"),)),
    ],
)
@pytest.mark.parametrize(
    "moment",
    [LATER, LATER + timedelta(hours=9), LATER + timedelta(hours=10), datetime(2030, 1, 1, tzinfo=UTC)],
    ids=["during a window", "midnight", "after midnight", "beyond the feed"],
)
def test_openings_end_with_their_revision(becomes: Directory, moment: datetime) -> None:
    timetable = planned(becomes, moment)
    found = as_read(timetable, VIETNAMESE)
    if (halves := [each for each in found if LATER in each]) and halves[0][1] == halves[-1][0]:
        found = sorted({*found}.difference(halves) | {(halves[0][0], halves[-1][1])})  # an opening of both revisions
    assert found == as_lived(timetable, VIETNAMESE) != []


def test_a_number_changes_with_its_revision() -> None:
    timetable = planned(of_vietnamese(number="0120-250-169", dial="+81120250169"))
    ends: dict[str, set[bool]] = {}
    for event in read(feed(timetable, NOW, VIETNAMESE)).events:
        ends.setdefault(str(event.summary), set()).update(end <= LATER for _, end in spans(event))
    assert ends == {"OTIT 0120-250-168": {True}, "OTIT 0120-250-169": {False}}


def test_a_language_that_a_line_no_longer_speaks_ends_with_the_revision() -> None:
    timetable = planned(of_vietnamese(languages=frozenset(["en"])))
    text = calendar_feed(timetable, [VIETNAMESE], "Hours", words, NOW, "vi")
    found = [span for event in read(text).events if "0120-250-168" in event.summary for span in spans(event)]
    assert max(found)[1] == LATER


def test_events_of_two_revisions_do_not_share_a_uid() -> None:
    closed = (special("Move", "2027-02-22", last="2027-03-05"),)
    before, after = replace(SHIPPED, special_days=closed), replace(FULL, special_days=(*SPECIAL_DAYS, *closed))
    events = read(feed(Timetable(before, then=(LATER, Timetable(after))))).events
    assert len({str(each.uid) for each in events}) == len(events)


# --- form of the recurrences


def test_a_window_of_the_week_begins_within_the_feed() -> None:
    starts = [each.start for each in read(feed(Timetable(SHIPPED), NOW, VIETNAMESE)).events]
    tokyo = ZoneInfo("Asia/Tokyo")
    assert starts == [datetime(2026, 10, 25, 9, tzinfo=tokyo), datetime(2026, 10, 20, 11, tzinfo=tokyo)]


# --- closures


def test_closures_are_on_days_that_would_be_open() -> None:
    found = [each for each in closures(FULL, VIETNAMESE) if date(2026, 11, 20) < each[0] < date(2027, 3, 2)]
    assert [(first.isoformat(), last.isoformat(), text) for first, last, text in found] == [
        ("2026-11-23", "2026-11-23", "OTIT closed: 勤労感謝の日"),
        ("2026-11-25", "2026-11-25", "OTIT closed: Audit, all day; 監査 🏮\nsorry"),
        ("2026-12-29", "2026-12-31", "OTIT closed: 年末年始"),
        ("2027-01-01", "2027-01-01", "OTIT closed: 元日"),
        ("2027-01-03", "2027-01-03", "OTIT closed: 年末年始"),
        ("2027-01-11", "2027-01-11", "OTIT closed: 成人の日"),
        ("2027-02-11", "2027-02-11", "OTIT closed: 建国記念の日"),
        ("2027-02-23", "2027-02-23", "OTIT closed: 天皇誕生日"),
        ("2027-02-28", "2027-03-01", "OTIT closed: Founding"),
    ]


def test_a_closure_keeps_its_first_day_as_it_leaves_the_horizon() -> None:
    fresc = SHIPPED.lines[-1]
    weeks = [closures(FULL, fresc, now=NOW + ahead * DAY)[0][:2] for ahead in (0, 1, 2, 3)]
    assert weeks == [(date(2026, 10, 19), date(2026, 10, 22))] * 3 + [(date(2026, 11, 25), date(2026, 11, 25))]


# --- what is held by hand


def held(*, opened: bool, scope: Scope = EVERYTHING, until: datetime | None = None) -> Timetable:
    return Timetable(SHIPPED, [Override(scope, opened, NOW - timedelta(hours=1), until, "Mr Sato is ill")])


def added(timetable: Timetable, *lines: Line) -> list[Event]:
    usual = {str(each.uid) for each in read(feed(timetable.scheduled())).events}
    return [each for each in read(feed(timetable, NOW, *lines)).events if str(each.uid) not in usual]


def test_held_closed() -> None:
    until = NOW + timedelta(hours=5)
    (rest, event) = added(held(opened=False, until=until), VIETNAMESE)
    assert (rest.start, rest.end, str(rest.summary)) == (until, NOW + timedelta(hours=7), "OTIT 0120-250-168")
    assert (event.start, event.end, str(event.summary)) == (NOW - timedelta(hours=1), until, "OTIT closed: ")
    assert b"Sato" not in feed(held(opened=False))


@pytest.mark.parametrize("until", [NOW + timedelta(minutes=1), NOW + 100 * DAY, None])
def test_a_line_that_is_held_closed_has_no_openings(until: datetime | None) -> None:
    timetable = held(opened=False, until=until)
    begin, end = NOW - timedelta(hours=1), until or datetime(2026, 11, 27, tzinfo=UTC)
    found = as_read(timetable, VIETNAMESE)
    assert all(closes <= begin or end <= opens for opens, closes in found)
    usual = as_planned(timetable.scheduled(), VIETNAMESE)
    assert [each for each in usual if each[1] <= begin or end <= each[0]] == [each for each in found if each in usual]


def test_held_open_until_reset() -> None:
    (event,) = added(held(opened=True, scope=Scope(line="otit-vi")))
    assert event.end == datetime(2026, 11, 27, tzinfo=UTC)
    assert (str(event.summary), str(event.url)) == ("OTIT 0120-250-168", "tel:+81120250168")


def test_a_line_that_does_not_serve_is_not_held() -> None:
    line = replace(VIETNAMESE, first_day=date(2026, 12, 1))
    timetable = Timetable(replace(SHIPPED, lines=(line,)), held(opened=True).overrides)
    assert not added(timetable)


# --- the form of it


def test_it_is_the_same_all_day() -> None:
    late = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
    text = feed(Timetable(FULL), NOW, VIETNAMESE)
    assert text == feed(Timetable(FULL), late, VIETNAMESE) != feed(Timetable(FULL), NOW + DAY, VIETNAMESE)


def test_every_event_is_one_of_its_kind() -> None:
    timetable = Timetable(FULL, held(opened=False).overrides, revision=7)
    events = read(feed(timetable)).events
    assert len({str(each.uid) for each in events}) == len(events)
    for each in events:
        assert each.DTSTAMP == each.last_modified == datetime(2026, 11, 20, tzinfo=UTC)
        assert each.start < each.end
        assert (each.sequence, each.transparency) == (7, "TRANSPARENT")


def test_uids_stay() -> None:
    def uids(directory: Directory, now: datetime = NOW, only: str = "") -> set[str]:
        events = read(feed(Timetable(directory), now, VIETNAMESE)).events
        return {str(each.uid) for each in events if only in each or not only}

    more = replace(FULL, special_days=(*SPECIAL_DAYS, special("Move", "2027-01-20")))
    assert uids(FULL) < uids(more)
    assert uids(FULL, only="RRULE") == uids(FULL, NOW + 30 * DAY, only="RRULE")
    assert uids(FULL) - uids(FULL, NOW + DAY) == set()


def test_the_calendar_says_what_it_is() -> None:
    text = feed(Timetable(FULL))
    lines = text.decode().split("\r\n")
    assert {"NAME:相談窓口\\, hours\\; 🕘", "X-WR-CALNAME:相談窓口\\, hours\\; 🕘"} < {*lines}
    assert {"VERSION:2.0", "METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"} < {*lines}
    assert all(len(line.encode()) <= 75 and "\n" not in line for line in lines)
    assert lines[-1] == ""


def test_a_line_that_is_no_telephone_number_has_no_link() -> None:
    line = replace(VIETNAMESE, dial="sip:vi@example.org")
    assert b"URL" not in feed(Timetable(replace(FULL, lines=(line,))))


def test_each_zone_is_described() -> None:
    later = of_vietnamese(zone=ZoneInfo("Europe/Berlin"))
    assert [each.tz_name for each in read(feed(planned(later))).timezones] == ["Asia/Tokyo", "Europe/Berlin"]
