"""The feed as a calendar reads it, against the timetable, day by day. The reader is dateutil, by the RFC."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from schedules import (
    Directory,
    Hours,
    Line,
    Timetable,
    parse_hours,
)
from tests.support.examples import examples
from tests.support.feeds import (
    DAY,
    FULL,
    NOW,
    SHIPPED,
    SPECIAL_DAYS,
    VIETNAMESE,
    as_planned,
    as_read,
    closures,
    feed,
    held,
    of_vietnamese,
    one_line,
    planned,
    read,
    rule_of,
    special,
)
from tests.support.strategies import directories

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
        ("2026-12-29", "2027-01-01", "OTIT closed: 年末年始"),
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
