"""What is exported as HSDS and imported again is what it was."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from schedules import Directory, Hours, Line, Timetable, Week, Windows, parse_hours
from schedules.formats.hsds import Imported
from tests.support.examples import examples
from tests.support.hsds import SHIPPED, VIETNAMESE, exported, imported, one_line, sayable
from tests.support.strategies import ZONES, dates, weeks


def test_the_shipped_directory_comes_back_as_it_was() -> None:
    assert imported(exported(SHIPPED), source=VIETNAMESE.source) == Imported(
        replace(SHIPPED, notices=(), agencies={}), ()
    )


@examples(50)
@given(weeks().map(sayable), st.sampled_from(ZONES), st.booleans())
def test_any_week_comes_back_as_it_was(week: Week, zone: str, charged: bool) -> None:
    assume(any(week))
    directory = one_line(hours=(Hours(week),), zone=ZoneInfo(zone), charged=charged)
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


def windows_on(directory: Directory, day: date) -> list[Windows]:
    return [found for line in directory.lines if (found := Timetable(directory).day(line, day).windows)]


@examples(40)
@given(served_lines(), st.lists(dates, min_size=20, max_size=20))
def test_versions_of_hours_come_back_and_hold_on_the_same_dates(line: Line, days: list[date]) -> None:
    before = Directory((line,), {})
    after = imported(exported(before), line.zone.key).directory
    for day in days:
        assert windows_on(after, day) == windows_on(before, day)


def test_hours_that_changed_come_back_with_the_days_of_service() -> None:
    hours = (Hours(parse_hours("Mon 9:00-17:00")), Hours(parse_hours("Tue 9:00-17:00"), date(2026, 4, 1)))
    directory = one_line(hours=hours, first_day=date(2026, 1, 1), last_day=date(2026, 12, 31))
    assert imported(exported(directory), source=VIETNAMESE.source).directory == directory
