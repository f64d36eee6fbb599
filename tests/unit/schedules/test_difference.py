from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from schedules import (
    Directory,
    HolidayRule,
    Hours,
    Line,
    SpecialDay,
    Week,
    load_directory,
    parse_hours,
    write_directory,
)
from schedules.difference import apply, difference
from schedules.report import date_changes, lost, report
from tests.support.examples import examples
from tests.support.strategies import directories, weeks

SHIPPED = load_directory()
MONDAY = date(2026, 11, 23)


def with_line(line_id: str, **changes: object) -> Directory:
    lines = tuple(replace(line, **changes) if line.id == line_id else line for line in SHIPPED.lines)  # type: ignore[arg-type]
    return replace(SHIPPED, lines=lines)


@given(directories(), directories())
def test_a_difference_applied_to_the_one_gives_the_other(a: Directory, b: Directory) -> None:
    assert apply(a, difference(a, b)) == b
    assert difference(a, a) == ()
    assert (difference(a, b) == ()) is (a == b)


@examples(30)
@given(directories(), directories())
def test_every_difference_has_words(a: Directory, b: Directory) -> None:
    sentences = report(a, b, date(2026, 6, 1))
    assert bool(sentences) is (a != b)
    assert all("\n" not in sentence for sentence in sentences)


@given(directories(overnight=False))
def test_writing_a_document_and_reading_it_back_changes_nothing(directory: Directory) -> None:
    assert load_directory(write_directory(directory)) == directory


@pytest.mark.parametrize("other", [replace(SHIPPED, lines=SHIPPED.lines[:3]), with_line("otit-vi", tier=2)])
def test_lines_that_move_or_go(other: Directory) -> None:
    assert apply(SHIPPED, difference(SHIPPED, other)) == other
    assert apply(other, difference(other, SHIPPED)) == SHIPPED


def test_hours_that_are_lost_are_said_in_hours_a_week() -> None:
    fewer = with_line("otit-zh", hours=(Hours(parse_hours("Mon, Wed 11:00-19:00, Sun 9:00-17:30")),))
    assert report(SHIPPED, fewer, MONDAY) == [
        "otit-zh loses Fri 11:00-19:00, 8 h a week; gains Sun 17:00-17:30, 30 min a week",
        "otit-zh: 32 h a week becomes 24 h 30 min",
    ]


def test_hours_from_a_date_on() -> None:
    hours = (*SHIPPED.lines[0].hours, Hours(parse_hours("Mon 9:00-17:00"), date(2027, 4, 1)))
    assert report(SHIPPED, with_line("otit-vi", hours=hours), MONDAY) == [
        "otit-vi gets hours of its own from 2027-04-01 on: Mon 09:00-17:00",
        "otit-vi: 48 h a week becomes 8 h",
    ]


def test_dates_are_said_one_by_one() -> None:
    closed = replace(
        SHIPPED,
        holidays={1: frozenset([HolidayRule.PUBLIC])},
        special_days=(SpecialDay("Staff training", date(2026, 11, 26), date(2026, 11, 26), ()),),
    )
    sentences = report(SHIPPED, closed, MONDAY)
    assert sentences[:2] == [
        "special day added for all: 2026-11-26 (Staff training): closed",
        "tier 1 closes on holidays: none becomes public",
    ]
    assert "on Mon 2026-11-23, 勤労感謝の日: otit-vi, otit-zh: 11:00-19:00 becomes closed" in sentences
    assert "on Thu 2026-11-26, Staff training: fresc: 09:00-17:00 becomes closed" in sentences
    assert len([each for each in date_changes(SHIPPED, closed, MONDAY) if each.day.year == 2026]) == 3


@given(weeks(), weeks())
def test_what_is_lost_and_gained_makes_up_the_week(a: Week, b: Week) -> None:
    def minutes(week: Week) -> int:
        return sum(window.closes - window.opens for windows in week for window in windows)

    assert minutes(a) - minutes(lost(a, b)) + minutes(lost(b, a)) == minutes(b)


def test_a_line_that_comes_and_goes_is_described() -> None:
    line: Line = replace(SHIPPED.lines[0], id="extra")
    more = replace(SHIPPED, lines=(*SHIPPED.lines, line))
    assert report(SHIPPED, more, MONDAY)[0] == (
        "extra is added: OTIT 0120-250-168 (vi), Mon-Fri 11:00-19:00, Sun 09:00-17:00"
    )
