"""HSDS against its published schemas, dateutil's recurrence rules, and itself."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from prompts.load import load_language
from schedules import (
    Directory,
    HolidayRule,
    Hours,
    Line,
    Scope,
    SpecialDay,
    Timetable,
    Week,
    Window,
    Windows,
    load_directory,
    parse_hours,
    print_hours,
    write_directory,
)
from schedules.formats.hsds import HsdsError, Imported, export_hsds, import_hsds
from sentences import render
from tests.support.examples import examples
from tests.support.hsds_facts import VALIDATOR
from tests.support.strategies import ZONES, dates, directories, weeks

TODAY = date(2026, 11, 22)
CHECKED = date(2021, 6, 28)
SHIPPED = load_directory()
VIETNAMESE = SHIPPED.lines[0]
LANGUAGES = ("vi", "zh", "id", "fil", "en", "th", "km", "my", "ja", "ko", "es", "pt", "ne", "mn")
NAMES = {"vi": "Vietnamese", "zh": "Chinese", "en": "English"}


def exported(directory: Directory, on: date = TODAY) -> list[Any]:
    services: list[Any] = json.loads(json.dumps(export_hsds(directory, NAMES, on)))
    return services


def imported(data: object, zone: str = "Asia/Tokyo", source: str = "the page") -> Imported:
    return import_hsds(data, LANGUAGES, zone, CHECKED, source)


def unsaid(found: Imported) -> list[str]:
    return [str(each) for each in found.unsaid]


def one_line(**changes: Any) -> Directory:
    return Directory((replace(VIETNAMESE, **changes),), {})


def schedule(**changes: Any) -> dict[str, Any]:
    row = {"freq": "WEEKLY", "interval": 1, "byday": "MO,TU", "opens_at": "09:00+09:00", "closes_at": "17:00+09:00"}
    return {name: value for name, value in {**row, **changes}.items() if value is not None}


def service(*schedules: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "id": "48102e86-bb50-41c4-8f1e-e269368c41d1",
        "name": "Helpline",
        "status": "active",
        "assured_date": "2026-06-01",
        "organization": {"name": "City Hall"},
        "phones": [{"number": "03-5551-2345", "type": "voice", "languages": [{"code": "en"}]}],
        "schedules": list(schedules or (schedule(),)),
        **changes,
    }


def hours_of(data: object) -> list[tuple[date | None, str]]:
    (line,) = imported(data).directory.lines
    return [(each.since, print_hours(each.week)) for each in line.hours]


# Export


@examples(25)
@given(directories(), dates)
def test_whatever_is_exported_keeps_to_the_standard(directory: Directory, on: date) -> None:
    for each in exported(directory, on):
        VALIDATOR.validate(each)


def test_the_shipped_lines_keep_to_the_standard_with_ids_of_their_own() -> None:
    services = exported(SHIPPED)
    for each in services:
        VALIDATOR.validate(each)
    ids = [found for each in services for found in own_ids(each)]
    assert len(set(ids)) == len(ids)
    assert services == exported(SHIPPED)


def own_ids(each: dict[str, Any]) -> Iterator[str]:
    yield each["id"]
    for name in ("phones", "languages", "schedules"):
        for child in each.get(name, []):
            yield from own_ids(child)


def test_a_line_is_a_service_with_all_that_is_known_of_it() -> None:
    (vietnamese, *_) = exported(SHIPPED)
    (phone,) = vietnamese["phones"]
    weekdays, sunday = vietnamese["schedules"]
    assert vietnamese["name"] == "OTIT 0120-250-168 (vi)"
    assert vietnamese["status"] == "active"
    assert vietnamese["assured_date"] == "2021-06-28"
    assert vietnamese["url"] == SHIPPED.email["vi"]
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
        {"en": "https://example.org/en"},
        (
            SpecialDay("Training", day, day, ()),
            SpecialDay("Late night", day, day, (Window(1200, 1260),), Scope(tier=1), extra=True),
            SpecialDay("Elsewhere", day, day, (), Scope(tier=2)),
        ),
        {1: frozenset(HolidayRule)},
    )
    assert exported(directory)[0]["alert"] == (
        "2026-12-30 (Training): closed. "
        "2026-12-30 (Late night): besides the usual hours 20:00-21:00. "
        "Closed from 29 December to 3 January. Closed on Japanese public holidays. "
        "Dialled as sip:vi@example.org. "
        "Consultation by e-mail in English: https://example.org/en"
    )


def test_hours_that_no_row_can_say_are_said_in_words() -> None:
    changed = date(2026, 4, 1)
    directory = one_line(hours=(Hours(parse_hours("closed")), Hours(parse_hours("Mon 10:00-10:00 next day"), changed)))
    (each,) = exported(directory)
    assert each["alert"] == ("From ever to 2026-03-31: closed. From 2026-04-01 on: also open Mon 10:00-10:00 next day.")
    assert "schedules" not in each


# There and back


def test_the_shipped_directory_comes_back_as_it_was() -> None:
    assert imported(exported(SHIPPED), source=VIETNAMESE.source) == Imported(replace(SHIPPED, notices=()), ())


def is_sayable(window: Window) -> bool:
    closes = 1439 if window.closes == 1440 else window.closes % 1440
    return window.closes != 1439 and closes != window.opens


def sayable(week: Week) -> Week:
    return tuple(tuple(window for window in windows if is_sayable(window)) for windows in week)


@examples(50)
@given(weeks().map(sayable), st.sampled_from(ZONES))
def test_any_week_comes_back_as_it_was(week: Week, zone: str) -> None:
    assume(any(week))
    directory = one_line(hours=(Hours(week),), zone=ZoneInfo(zone))
    found = imported(exported(directory), zone, VIETNAMESE.source)
    assert found == Imported(directory, ())


@st.composite
def served_lines(draw: st.DrawFn) -> Line:
    since = sorted(draw(st.sets(dates, max_size=2)))
    hours = tuple(Hours(draw(weeks().map(sayable)), day) for day in (None, *since))
    first_day, last_day = sorted(draw(st.lists(dates, min_size=2, max_size=2)))
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    return replace(
        VIETNAMESE,
        hours=hours,
        zone=zone,
        first_day=draw(st.sampled_from([None, first_day])),
        last_day=draw(st.sampled_from([None, last_day])),
    )


@examples(40)
@given(served_lines(), st.lists(dates, min_size=20, max_size=20))
def test_versions_of_hours_come_back_and_hold_on_the_same_dates(line: Line, days: list[date]) -> None:
    before = Directory((line,), {})
    after = imported(exported(before), line.zone.key).directory
    for day in days:
        assert windows_on(after, day) == windows_on(before, day)


def windows_on(directory: Directory, day: date) -> list[Windows]:
    return [found for line in directory.lines if (found := Timetable(directory).day(line, day).windows)]


def test_hours_that_changed_come_back_with_the_days_of_service() -> None:
    hours = (Hours(parse_hours("Mon 9:00-17:00")), Hours(parse_hours("Tue 9:00-17:00"), date(2026, 4, 1)))
    directory = one_line(hours=hours, first_day=date(2026, 1, 1), last_day=date(2026, 12, 31))
    assert imported(exported(directory), source=VIETNAMESE.source).directory == directory


# By another's arithmetic

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


# Import


@pytest.mark.parametrize(
    "data",
    [
        service(),
        [service()],
        {"contents": [service()], "page_number": 1},
        {"services": [service()]},
        {"name": "City Hall", "services": [service(organization=None)]},
        {"contents": [{"name": "City Hall", "services": [service(organization=None)]}]},
    ],
)
def test_services_are_found_in_every_wrapping(data: object) -> None:
    directory = imported(data).directory
    (line,) = directory.lines
    assert (line.id, line.tier, line.number, line.dial) == ("city-hall-0355512345", 1, "03-5551-2345", "+81355512345")
    assert line.languages == {"en"}
    assert line.hours == (Hours(parse_hours("Mon, Tue 9:00-17:00")),)
    assert line.agency in ("City Hall", "Helpline")
    assert load_directory(write_directory(directory)) == directory


def test_an_organization_is_the_agency_of_its_services() -> None:
    (line,) = imported({"name": "Town", "services": [service(organization=None)]}).directory.lines
    assert line.agency == "Town"


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ({"code": "tl"}, "fil"),
        ({"code": "tgl"}, "fil"),
        ({"code": "zho"}, "zh"),
        ({"code": "zh-CN"}, "zh"),
        ({"code": "zh_Hans"}, "zh"),
        ({"code": "mon"}, "mn"),
        ({"code": "por", "name": "whatever"}, "pt"),
        ({"code": "NE"}, "ne"),
        ({"name": "Vietnamese"}, "vi"),
        ({"code": None, "name": "khmer"}, "km"),
    ],
)
def test_languages_are_known_by_code_or_name(language: dict[str, Any], code: str) -> None:
    (line,) = imported(service(phones=[{"number": "03-5551-2345"}], languages=[language])).directory.lines
    assert line.languages == {code}


@pytest.mark.parametrize(
    ("row", "hours"),
    [
        ({"opens_at": "09:00", "closes_at": "17:00"}, "Mon, Tue 09:00-17:00"),
        ({"opens_at": "9:00:00", "closes_at": "17:00:00", "timezone": 9}, "Mon, Tue 09:00-17:00"),
        ({"closes_at": "23:59:59+0900"}, "Mon, Tue 09:00-24:00"),
        ({"closes_at": "00:00"}, "Mon, Tue 09:00-24:00"),
        ({"closes_at": "24:00"}, "Mon, Tue 09:00-24:00"),
        ({"opens_at": "22:00", "closes_at": "02:00"}, "Mon, Tue 22:00-02:00 next day"),
        ({"byday": "SU, MO", "interval": None}, "Mon, Sun 09:00-17:00"),
        ({"valid_from": "1900-01-01", "valid_to": "9999-12-31"}, "Mon, Tue 09:00-17:00"),
    ],
)
def test_times_are_read_as_they_are_written(row: dict[str, Any], hours: str) -> None:
    assert hours_of(service(schedule(**row))) == [(None, hours)]


def test_rows_that_hold_at_different_times_add_up() -> None:
    summer = schedule(byday="SA", valid_from="2026-07-01", valid_to="2026-08-31")
    assert hours_of(service(schedule(), summer)) == [
        (None, "Mon, Tue 09:00-17:00"),
        (date(2026, 7, 1), "Mon, Tue, Sat 09:00-17:00"),
        (date(2026, 9, 1), "Mon, Tue 09:00-17:00"),
    ]


def test_a_gap_between_rows_is_closed_and_what_lies_around_them_is_no_service() -> None:
    spring = schedule(valid_from="2026-04-01T00:00:00Z", dtstart="2026-03-01", valid_to="2026-06-30")
    autumn = schedule(byday="FR", valid_from="2026-09-01", until="2026-11-30")
    data = service(spring, autumn)
    (line,) = imported(data).directory.lines
    assert (line.first_day, line.last_day) == (date(2026, 4, 1), date(2026, 11, 30))
    assert hours_of(data) == [
        (None, "Mon, Tue 09:00-17:00"),
        (date(2026, 7, 1), "closed"),
        (date(2026, 9, 1), "Fri 09:00-17:00"),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"freq": "MONTHLY", "byday": "1SA"}, "freq MONTHLY; only WEEKLY can be expressed"),
        ({"freq": None}, "freq is missing; only WEEKLY can be expressed"),
        ({"interval": 2}, "interval 2; only every week can be expressed"),
        ({"interval": 2, "dtstart": "2026-01-05"}, "interval 2; only every week can be expressed"),
        ({"byweekno": "41,42"}, "byweekno can't be expressed"),
        ({"bymonthday": "1"}, "bymonthday can't be expressed"),
        ({"byyearday": "-1"}, "byyearday can't be expressed"),
        ({"count": 10}, "count can't be expressed"),
        ({"byday": "Monday~Friday"}, "byday Monday~Friday; days such as MO,TU,WE,TH,FR,SA,SU are expected"),
        ({"byday": "1MO"}, "byday 1MO; days such as MO,TU,WE,TH,FR,SA,SU are expected"),
        ({"byday": None}, "byday is missing; days such as MO,TU,WE,TH,FR,SA,SU are expected"),
        ({"opens_at": "25:99"}, "opens_at 25:99; a time such as 09:00+09:00 is expected"),
        ({"opens_at": "9am"}, "opens_at 9am; a time such as 09:00+09:00 is expected"),
        ({"opens_at": "09:30:59"}, "opens_at 09:30:59; a time such as 09:00+09:00 is expected"),
        ({"opens_at": None}, "opens_at is missing; a time such as 09:00+09:00 is expected"),
        ({"opens_at": "24:00"}, "nothing opens at 24:00"),
        ({"closes_at": "09:00"}, "it closes when it opens, which may mean all day or never"),
        ({"opens_at": "00:00Z"}, "its times are at UTC+0, where Asia/Tokyo is at UTC+9"),
        ({"closes_at": "17:00+05:45"}, "its times are at UTC+5.75, where Asia/Tokyo is at UTC+9"),
        ({"timezone": 10**400}, "timezone is not a possible number"),
        ({"timezone": -3.5}, "its times are at UTC-3.5, where Asia/Tokyo is at UTC+9"),
        ({"valid_from": "2026-02-30"}, "valid_from 2026-02-30 is not a date such as 2026-01-05"),
        (
            {"valid_from": "2026-05-01", "until": "2026-04-01"},
            "it ends on 2026-04-01, before it begins on 2026-05-01",
        ),
    ],
)
def test_a_schedule_that_can_not_be_meant_or_expressed_is_left_out_with_its_reason(
    row: dict[str, Any], reason: str
) -> None:
    found = imported(service(schedule(byday="FR"), schedule(**row)))
    assert unsaid(found) == [f"Helpline: schedule 2 is left out: {reason}"]
    assert [print_hours(each.week) for each in found.directory.lines[0].hours] == ["Fri 09:00-17:00"]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"phones": []}, ["left out: no telephone that takes calls"]),
        (
            {"phones": [{"number": "03-5551-2345", "type": "fax"}]},
            [
                "telephone 03-5551-2345 is left out: it is for fax, not for calls",
                "left out: no telephone that takes calls",
            ],
        ),
        (
            {"languages": [{"code": "eo"}], "phones": [{"number": "03-5551-2345"}]},
            [
                "the language eo is left out: it is not supported",
                "left out: no supported language",
            ],
        ),
        ({"phones": [{"number": "03-5551-2345"}]}, ["left out: no supported language"]),
        ({"schedules": []}, ["left out: no schedule that can be used"]),
        ({"status": "defunct"}, ["left out: its status is defunct"]),
        ({"status": "temporarily closed"}, ["left out: its status is temporarily closed"]),
        (
            {"schedules": [schedule(), schedule(opens_at="16:00", closes_at="18:00")]},
            ["left out: its hours 16:00-18:00 on Mon overlap or touch 09:00-17:00 on Mon"],
        ),
    ],
)
def test_a_service_that_is_no_line_is_left_out_with_its_reason(changes: dict[str, Any], reasons: list[str]) -> None:
    found = imported(service(**changes))
    assert found.directory == Directory((), {})
    assert unsaid(found) == [f"Helpline: {reason}" for reason in reasons]


def test_our_own_rules_count_for_what_is_imported() -> None:
    phone = {"number": "12", "languages": [{"code": "en"}]}
    (reason,) = unsaid(imported(service(phones=[phone])))
    assert "12 is not a telephone number that can be dialled" in reason


def test_what_is_left_out_is_said_in_japanese_throughout() -> None:
    phones = [{"number": "03-5551-2346", "type": "fax"}, {"number": "12", "languages": [{"code": "en"}]}]
    found = imported(service(schedule(), schedule(freq=None), phones=phones))
    assert [render(each, load_language("ja")) for each in found.unsaid] == [
        "Helpline：電話番号 03-5551-2346 は取り込まれません：通話用ではありません（fax）",
        "Helpline：日程2は取り込まれません：freqがありません。扱えるのはWEEKLYだけです",
        "Helpline：取り込まれません：窓口にできません：city-hall-12：電話番号（number）：12は発信できる電話番号ではありません",
    ]


def test_a_number_is_taken_once() -> None:
    found = imported([service(), service()])
    assert len(found.directory.lines) == 1
    assert unsaid(found) == ["Helpline: left out: there is already a line city-hall-0355512345"]


def test_what_is_only_for_people_or_not_read_is_said() -> None:
    phones = [
        {"number": "03-5551-2346", "type": "textphone"},
        {"number": "03-5551-2345", "languages": [{"code": "en"}, {"name": "Klingon"}]},
        {"number": "03-5551-2347", "extension": 12},
        {"number": "03-5551-2348"},
    ]
    row = schedule(notes="Not on holidays", schedule_link="https://example.org")
    found = imported(
        service(row, phones=phones, alert="Moved\nin May", opening_hours="9-17", service_at_locations=[{}], fees="none")
    )
    assert len(found.directory.lines) == 1
    assert unsaid(found) == [
        "Helpline: telephone 03-5551-2346 is left out: it is for textphone, not for calls",
        "Helpline: telephone 03-5551-2347 is left out: an extension can't be dialled",
        "Helpline: telephone 03-5551-2348 is left out: a line has one number",
        "Helpline: the language Klingon is left out: it is not supported",
        "Helpline: notes is only for people to read: Not on holidays",
        "Helpline: opening_hours is not read",
        "Helpline: service_at_locations is not read",
        "Helpline: alert is only for people to read: Moved in May",
    ]


def test_only_of_our_own_lines_is_the_page_taken_for_consultation_by_e_mail() -> None:
    page = "https://example.org/en"
    assert imported(service(url=page)).directory.email == {}
    assert imported(service(url=page, alternate_name="city-en, tier 2")).directory.email == {"en": page}


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("text", "data: an object is expected, not a text"),
        (12, "data: an object is expected, not a number"),
        (None, "data: an object is expected, not null"),
        ([[service()]], "data[0]: an object is expected, not a list"),
        ({"contents": service()}, "data.contents: a list is expected, not an object"),
        (service(phones="03-5551-2345"), "data.phones: a list is expected, not a text"),
        ([service(phones=[{"number": 355512345}])], "data[0].phones[0].number: a text is expected, not a number"),
        (service(schedule(interval=True)), "data.schedules[0].interval: a number is expected, not true or false"),
        (service(schedule(byday=["MO"])), "data.schedules[0].byday: a text is expected, not a list"),
        ({"services": [service(organization=[])]}, "data.services[0].organization: an object is expected, not a list"),
        (service(organization="City"), "data.organization: an object is expected, not a text"),
    ],
)
def test_json_of_the_wrong_shape_is_refused_with_its_place(data: object, complaint: str) -> None:
    with pytest.raises(HsdsError) as refused:
        imported(data)
    assert str(refused.value) == complaint


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
clocks = st.from_regex(r"\A[0-2]?[0-9]:[0-6][0-9](:00|:59)?(Z|[+-]0[0-9]:?[03]0)?\Z") | st.just("23:59")
days = st.from_regex(r"\A(19|20|99)[0-9][0-9]-[01][0-9]-[0-3][0-9]\Z")
rows = st.fixed_dictionaries(
    {"freq": st.just("WEEKLY"), "byday": st.sampled_from(["MO", "SU,MO", "MO,MO", "FR,"])},
    optional={
        **dict.fromkeys(("opens_at", "closes_at"), clocks),
        **dict.fromkeys(("valid_from", "valid_to", "until", "dtstart"), days),
        **dict.fromkeys(("timezone", "interval"), st.sampled_from([1, 9, 9.0, float("nan"), float("inf")])),
        **dict.fromkeys(("notes", "open", "count"), anything),
    },
)
near_services = st.fixed_dictionaries(
    {"schedules": st.lists(rows, max_size=3)},
    optional={
        "name": st.text(),
        "organization": st.fixed_dictionaries({"name": st.text(st.characters(codec=None))}),
        "phones": st.just([{"number": "03-5551-2345", "languages": [{"code": "en"}]}]),
        "alternate_name": st.sampled_from(["all, tier 1", "-, tier 0", "a, tier 9"]),
        **dict.fromkeys(("status", "url", "alert"), st.text()),
    },
)


@examples(120)
@given(anything | near_services | st.lists(near_services, max_size=3))
def test_any_json_is_read_or_refused(data: object) -> None:
    with suppress(HsdsError):
        found = imported(data)
        assert all(len(sentence.splitlines()) == 1 for sentence in unsaid(found))
        if found.directory.lines:
            assert load_directory(write_directory(found.directory), LANGUAGES) == found.directory


def test_when_it_was_checked_is_taken_from_it_or_asked_for() -> None:
    (line,) = imported(service()).directory.lines
    assert line.confirmed == date(2026, 6, 1)
    silent = imported(service(assured_date=None))
    assert unsaid(silent) == [
        "Helpline: it does not say when it was checked (assured_date), so it counts as never confirmed",
    ]
    assert silent.directory.lines[0].confirmed != line.confirmed
