"""Languages that a line speaks on some of its days only."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import DAILY, rrule
from hypothesis import given
from hypothesis import strategies as st

from schedules import (
    Because,
    Closed,
    Directory,
    DirectoryError,
    HolidayRule,
    HolidayRules,
    Hours,
    HoursError,
    Open,
    Override,
    Scope,
    Timetable,
    load_directory,
    parse_hours,
    parse_windows,
    print_hours,
    write_directory,
)
from schedules.days import Days, parse_days, print_days, said_days
from schedules.formats.hsds import export_hsds
from schedules.hours import CLOSED
from schedules.report import report
from tests.support import strategies
from tests.support.examples import examples
from tests.support.strategies import PUBLIC, windows_by_the_rules
from tests.support.timetables import japan, one_line, special

DIRECTORY, LINE = one_line("Mon-Fri 17:00-22:00, Sat, Sun 9:00-21:00")
RULES = {1: HolidayRules({HolidayRule.PUBLIC: parse_windows("9:00-21:00"), HolidayRule.NEW_YEAR: ()})}


def speaking(days: dict[str, str], **changes: object) -> Timetable:
    own = tuple((code, parse_days(text)) for code, text in days.items())
    line = replace(LINE, languages=frozenset(["en", "fil", "vi"]), days=own)
    return Timetable(replace(DIRECTORY, lines=(line,), holidays=RULES, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "printed", "japanese"),
    [
        ("Tue, Wed, Sat", "Tue, Wed, Sat", "火・水・土"),
        ("daily", "Mon-Sun", "月～日"),
        ("Mon ~ Fri", "Mon-Fri", "月～金"),
        ("水・日、祝日", "Wed, Sun, PH", "水・日・祝日"),
        ("Sat, Sun, public holidays", "Sat, Sun, PH", "土・日・祝日"),
        ("PH", "PH", "祝日"),
    ],
)
def test_days_are_read_as_people_write_them(text: str, printed: str, japanese: str) -> None:
    days = parse_days(text)
    assert (print_days(days), said_days(days).ja) == (printed, japanese)
    assert parse_days(printed) == parse_days(japanese) == days


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Tue, Wen", "column 6, 'wen': not a day"),
        ("PH Wen", "column 4, 'wen': not a day"),
        ("", "a day is expected here"),
        ("Mon 9:00-10:00, Tue", "only days are expected here"),
    ],
)
def test_what_is_no_day_is_refused(text: str, reason: str) -> None:
    with pytest.raises(HoursError, match=reason):
        parse_days(text)


@pytest.mark.parametrize(
    ("language", "now", "status"),
    [
        ("fil", "2026-12-08 18:00", Open(japan("2026-12-08 22:00"))),  # a Tuesday
        ("fil", "2026-12-10 18:00", Closed(japan("2026-12-12 09:00"), Because.OTHER_DAYS)),
        ("en", "2026-12-10 18:00", Open(japan("2026-12-10 22:00"))),  # every day of the line
        ("vi", "2027-05-05 10:00", Open(japan("2027-05-05 21:00"), Because.HOLIDAY_HOURS, "こどもの日")),  # a Wednesday
        ("vi", "2027-05-04 10:00", Closed(japan("2027-05-05 09:00"), Because.OTHER_DAYS)),  # a holiday, a Tuesday
        ("fil", "2027-05-03 10:00", Open(japan("2027-05-03 21:00"), Because.HOLIDAY_HOURS, "憲法記念日")),  # PH
        (
            "vi",
            "2027-01-02 10:00",
            Closed(japan("2027-01-06 17:00"), Because.NEW_YEAR, "年末年始"),
        ),  # the line is closed
    ],
)
def test_each_language_has_its_days(language: str, now: str, status: Open | Closed) -> None:
    timetable = speaking({"fil": "Tue, Wed, Sat, PH", "vi": "Wed, Fri, Sat"})
    (line,) = timetable.lines_for(language, japan(now))
    assert timetable.status(line, japan(now)) == status


def test_the_line_as_a_whole_has_all_its_hours() -> None:
    timetable = speaking({"fil": "Tue"})
    assert isinstance(timetable.status(timetable.directory.lines[0], japan("2026-12-10 18:00")), Open)
    (line,) = timetable.lines_for("fil", japan("2026-12-10 18:00"))
    assert print_hours(line.week_on(date(2026, 12, 10))) == "Tue 17:00-22:00"


def test_a_line_that_speaks_only_languages_with_days_is_open_on_these() -> None:
    line = replace(LINE, languages=frozenset(["vi"]), days=(("vi", parse_days("Wed, Fri, Sat")),))
    timetable = Timetable(replace(DIRECTORY, lines=(line,)))
    assert timetable.status(line, japan("2026-12-07 18:00")) == Closed(japan("2026-12-09 17:00"), Because.OTHER_DAYS)
    none = replace(DIRECTORY, lines=(replace(line, hours=(Hours(CLOSED),)),))
    assert str(report(none, timetable.directory, date(2026, 12, 7))[-1]) == "otit-vi: 0 min a week becomes 22 h"


def test_a_day_without_hours_says_so_also_if_the_language_is_not_spoken_on_it() -> None:
    only = (Hours(parse_hours("Tue 17:00-22:00")),)
    line = replace(LINE, languages=frozenset(["en", "fil"]), hours=only, days=(("fil", parse_days("Tue")),))
    timetable = Timetable(replace(DIRECTORY, lines=(line,)))
    (serving,) = timetable.lines_for("fil", japan("2026-12-07 18:00"))
    assert timetable.day(serving, date(2026, 12, 7)).because_closed == Because.OUTSIDE_HOURS


def test_special_days_keep_to_the_days_and_overrides_do_not() -> None:
    timetable = speaking({"fil": "Tue"}, special_days=(special("Fair", "2026-12-10", "9:00-12:00"),))
    now = japan("2026-12-10 10:00")
    (line,) = timetable.lines_for("fil", now)
    assert timetable.status(line, now) == Closed(japan("2026-12-15 17:00"), Because.OTHER_DAYS)
    held = timetable.with_overrides((Override(Scope(line=line.id), True, now, None, "Ms Reyes is there"),))
    assert isinstance(held.status(held.lines_for("fil", now)[0], now), Open)


def test_days_that_begin_with_a_later_revision() -> None:
    later = speaking({"fil": "Sat"})
    moment = japan("2026-12-10 00:00")
    now = Timetable(speaking({}).directory, then=(moment, later))
    before = japan("2026-12-09 23:00")
    (line,) = now.lines_for("fil", before)
    assert now.status(line, before) == Closed(japan("2026-12-12 09:00"), Because.OUTSIDE_HOURS)


@given(
    strategies.directories(zones=("Asia/Tokyo",), overnight=False, words=False),
    st.builds(Days, st.frozensets(st.integers(0, 6)), st.booleans()),
    strategies.dates,
)
@examples(30)
def test_against_a_table_of_rrule_days(directory: Directory, days: Days, first: date) -> None:
    """By the list of the dates on which the language is spoken, made by dateutil, and the windows of the oracle."""
    line = replace(directory.lines[0], languages=frozenset(["vi", "en"]), days=(("vi", days),))
    timetable = Timetable(replace(directory, lines=(line, *directory.lines[1:])))
    begin = datetime(first.year, first.month, first.day)  # noqa: DTZ001
    weekdays = sorted(days.weekdays)
    dates = [each.date() for each in rrule(DAILY, begin, count=60, byweekday=weekdays)] if weekdays else []
    spoken = {*dates, *(PUBLIC if days.holidays else ())}
    served = timetable.serving(timetable.directory.lines[0], "vi")
    for day in (first + timedelta(days=ahead) for ahead in range(40)):
        windows = windows_by_the_rules(directory, directory.lines[0], day) if day in spoken else ()
        assert timetable.day(served, day).windows == windows
        for minute in {0, *(edge for each in windows for edge in (each.opens, each.closes - 1))}:
            now = datetime(day.year, day.month, day.day, *divmod(minute, 60), tzinfo=served.zone)
            is_open = any(each.opens <= minute < each.closes for each in windows)
            assert isinstance(timetable.status(served, now), Open) is is_open


def test_a_document_with_days() -> None:
    directory = speaking({"fil": "Tue, PH", "vi": "Wed"}).directory
    text = write_directory(directory)
    assert "days:\n    fil: Tue, PH\n    vi: Wed\n" in text
    assert load_directory(text) == directory


@pytest.mark.parametrize(
    ("written", "refused"),
    [
        ("{fil: Tuu}", "days: fil: column 1, 'tuu': not a day"),
        ("{ko: Tue}", "days: ko is not a language of the line"),
        ("[fil]", "days: days by language are expected, such as fil: Tue, Sat"),
        ("{fil: 7}", "days: fil: 7 is not a text; put it in quotes"),
    ],
)
def test_wrong_days_of_a_document(written: str, refused: str) -> None:
    text = write_directory(speaking({"fil": "Tue"}).directory).replace("days:\n    fil: Tue\n", f"days: {written}\n")
    with pytest.raises(DirectoryError) as error:
        load_directory(text)
    assert refused in str(error.value)


def test_a_change_of_days_in_words() -> None:
    one, other = (speaking(days).directory for days in ({"fil": "Tue"}, {"fil": "Tue, Sat", "vi": "PH"}))
    assert [str(each) for each in report(one, other, date(2026, 12, 7))] == [
        "otit-vi: days of fil: Tue becomes Tue, Sat; days of vi: all its days becomes PH"
    ]


def test_an_export_to_hsds_has_the_hours_of_each_language() -> None:
    """HSDS has no hours of a language, so a line is a service for each set of days."""
    services = export_hsds(speaking({"fil": "Tue", "vi": "Tue, PH"}).directory, {}, date(2026, 12, 7))
    found = {
        service["alternate_name"]: (
            [each["code"] for each in service["languages"]],
            [row["description"] for row in service["schedules"]],
        )
        for service in services
    }
    assert found == {
        "otit-vi, tier 1": (["en"], ["Mon-Fri 17:00-22:00", "Sat, Sun 09:00-21:00"]),
        "otit-vi-fil, tier 1": (["fil"], ["Tue 17:00-22:00"]),
        "otit-vi-vi, tier 1": (["vi"], ["Tue 17:00-22:00"]),
    }
    assert "Open 09:00-21:00 on the public holidays of Japan." in services[2]["alert"]
    assert "On holidays too only on these days (PH: public holidays): vi: Tue, PH." in services[2]["alert"]
