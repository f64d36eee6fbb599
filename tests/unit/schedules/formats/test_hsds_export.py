"""What is exported as HSDS, against its published schemas and dateutil's recurrence rules."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given

from schedules import (
    Directory,
    EmailPage,
    HolidayRule,
    HolidayRules,
    Hours,
    Line,
    Scope,
    SpecialDay,
    Timetable,
    Week,
    Window,
    parse_hours,
)
from tests.support.examples import examples
from tests.support.hsds import SHIPPED, TODAY, VIETNAMESE, exported, one_line, sayable
from tests.support.hsds_facts import SERVICE
from tests.support.json_schema import WITH_JSON_SCHEMA, faults
from tests.support.strategies import dates, directories, weeks


@pytest.mark.long
@WITH_JSON_SCHEMA
@examples(25)
@given(directories(), dates)
def test_whatever_is_exported_keeps_to_the_standard(directory: Directory, on: date) -> None:
    for each in exported(directory, on):
        assert faults(SERVICE, each) == []


def own_ids(each: dict[str, Any]) -> Iterator[str]:
    yield each["id"]
    for name in ("phones", "languages", "schedules"):
        for child in each.get(name, []):
            yield from own_ids(child)


@WITH_JSON_SCHEMA
def test_the_shipped_lines_keep_to_the_standard_with_ids_of_their_own() -> None:
    services = exported(SHIPPED)
    for each in services:
        assert faults(SERVICE, each) == []
    ids = [found for each in services for found in own_ids(each)]
    assert len(set(ids)) == len(ids)
    assert services == exported(SHIPPED)


def test_a_line_is_a_service_with_all_that_is_known_of_it() -> None:
    (vietnamese, *_) = exported(SHIPPED)
    (phone,) = vietnamese["phones"]
    weekdays, sunday = vietnamese["schedules"]
    assert vietnamese["name"] == "OTIT 0120-250-168 (vi)"
    assert vietnamese["status"] == "active"
    assert vietnamese["assured_date"] == "2021-06-28"
    assert vietnamese["url"] == SHIPPED.email["vi"].address
    assert "alert" not in vietnamese
    assert (phone["number"], phone["type"], phone["service_id"]) == ("0120-250-168", "voice", vietnamese["id"])
    assert [(each["name"], each["code"]) for each in phone["languages"]] == [("Vietnamese", "vi")]
    assert (weekdays["byday"], weekdays["opens_at"], weekdays["closes_at"]) == (
        "MO,TU,WE,TH,FR",
        "11:00+09:00",
        "19:00+09:00",
    )
    assert (sunday["byday"], sunday["timezone"], sunday["description"]) == ("SU", 9, "Sun 09:00-17:00")
    assert "Asia/Tokyo" in sunday["notes"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "active"),
        ({"first_day": TODAY}, "active"),
        ({"first_day": TODAY + timedelta(days=1)}, "inactive"),
        ({"last_day": TODAY}, "active"),
        ({"last_day": TODAY - timedelta(days=1)}, "defunct"),
    ],
)
def test_the_status_is_that_of_the_day(changes: dict[str, date], status: str) -> None:
    assert exported(one_line(**changes))[0]["status"] == status


@pytest.mark.parametrize(
    ("hours", "opens", "closes"),
    [
        ("Mon 11:00-19:00", "11:00+09:00", "19:00+09:00"),
        ("Mon 0:00-24:00", "00:00+09:00", "23:59+09:00"),
        ("Mon 22:00-2:00 next day", "22:00+09:00", "02:00+09:00"),
        ("Mon 22:00-24:00", "22:00+09:00", "23:59+09:00"),
    ],
)
def test_windows_are_clock_times(hours: str, opens: str, closes: str) -> None:
    (row,) = exported(one_line(hours=(Hours(parse_hours(hours)),)))[0]["schedules"]
    assert (row["opens_at"], row["closes_at"]) == (opens, closes)


@pytest.mark.parametrize(
    ("zone", "on", "opens", "timezone", "note"),
    [
        ("Asia/Kathmandu", date(2026, 7, 1), "11:00+05:45", 5.75, "Local time of Asia/Kathmandu."),
        ("Europe/Berlin", date(2026, 7, 1), "11:00+02:00", 2, "the UTC offset is that of 2026-07-01"),
        ("Europe/London", date(2026, 1, 1), "11:00+00:00", 0, "daylight saving time"),
        ("America/St_Johns", date(2026, 1, 1), "11:00-03:30", -3.5, "daylight saving time"),
    ],
)
def test_offsets_are_those_of_the_day_with_a_note_on_the_zone(
    zone: str, on: date, opens: str, timezone: float, note: str
) -> None:
    row = exported(one_line(zone=ZoneInfo(zone)), on)[0]["schedules"][0]
    assert (row["opens_at"], row["timezone"]) == (opens, timezone)
    assert note in row["notes"]


def test_what_the_standard_has_no_property_for_is_said_in_words() -> None:
    day = date(2026, 12, 30)
    directory = Directory(
        (replace(VIETNAMESE, dial="sip:vi@example.org", languages=frozenset({"vi", "en"})),),
        {"en": EmailPage("https://example.org/en")},
        (
            SpecialDay("Training", day, day, ()),
            SpecialDay("Late night", day, day, (Window(1200, 1260),), Scope(tier=1), extra=True),
            SpecialDay("Elsewhere", day, day, (), Scope(tier=2)),
        ),
        {1: HolidayRules.closed(*HolidayRule)},
    )
    assert exported(directory)[0]["alert"] == (
        "2026-12-30 (Training): closed. "
        "2026-12-30 (Late night): besides the usual hours 20:00-21:00. "
        "Closed from 29 December to 3 January. Closed on the public holidays of Japan. "
        "Dialled as sip:vi@example.org. "
        "Consultation by e-mail in English: https://example.org/en"
    )


def test_of_a_charged_line_the_telephone_says_so_and_the_service_stays_free() -> None:
    (free,), (charged,) = exported(one_line()), exported(one_line(charged=True))
    assert "description" not in free["phones"][0]
    assert charged["phones"][0].pop("description") == "A call to this number may cost its caller money."
    assert charged == free


def test_hours_that_no_row_can_say_are_said_in_words() -> None:
    changed = date(2026, 4, 1)
    directory = one_line(hours=(Hours(parse_hours("closed")), Hours(parse_hours("Mon 10:00-10:00 next day"), changed)))
    (each,) = exported(directory)
    assert each["alert"] == ("From ever to 2026-03-31: closed. From 2026-04-01 on: also open Mon 10:00-10:00 next day.")
    assert "schedules" not in each


# --- against dateutil

THREE_WEEKS = [TODAY + timedelta(days=ahead) for ahead in range(21)]


def openings_by_rules(rows: list[dict[str, Any]]) -> list[tuple[datetime, datetime]]:
    """What dateutil makes of the rows, as naive local times."""
    spans = []
    for row in rows:
        opens, closes = (time.fromisoformat(row[name][:5]) for name in ("opens_at", "closes_at"))
        rule = f"FREQ={row['freq']};INTERVAL={row['interval']};WKST={row['wkst']};BYDAY={row['byday']}"
        begin = datetime.combine(THREE_WEEKS[0], opens)
        for start in rrulestr(rule, dtstart=begin).between(begin, begin + timedelta(days=21), inc=True):
            end = datetime.combine(start, closes)
            if closes == time(23, 59):
                end += timedelta(minutes=1)
            if start.date() in THREE_WEEKS:
                spans.append((start, end if end > start else end + timedelta(days=1)))
    return sorted(spans)


def openings_by_timetable(directory: Directory, line: Line) -> list[tuple[datetime, datetime]]:
    timetable = Timetable(directory)
    return [
        (midnight + timedelta(minutes=window.opens), midnight + timedelta(minutes=window.closes))
        for day in THREE_WEEKS
        for midnight in [datetime.combine(day, time())]
        for window in timetable.day(line, day).windows
    ]


@pytest.mark.parametrize("line", SHIPPED.lines, ids=lambda line: line.id)
def test_the_rows_open_the_shipped_lines_when_the_timetable_does(line: Line) -> None:
    (each,) = [each for each in exported(SHIPPED) if each["phones"][0]["number"] == line.number]
    assert openings_by_rules(each["schedules"]) == openings_by_timetable(SHIPPED, line)


@examples(40)
@given(weeks().map(sayable))
def test_the_rows_open_any_week_when_the_timetable_does(week: Week) -> None:
    directory = one_line(hours=(Hours(week),))
    rows = exported(directory)[0].get("schedules", [])
    assert openings_by_rules(rows) == openings_by_timetable(directory, directory.lines[0])
