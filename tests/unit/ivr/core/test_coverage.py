"""The hours of a week with a person, against a sweep of every quarter of an hour."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from ivr.core.coverage import coverage, mean
from ivr.core.routing import decide
from prompts import LANGUAGES
from schedules import Directory, Line, Timetable, load_directory, print_hours
from schedules.document.reader import example
from schedules.edits import add_part
from tests.support.published import TOKYO

SHIPPED = load_directory()
EXAMPLE = load_directory(example("labour-standards"), LANGUAGES, whole=False)
MONDAY = date(2026, 12, 7)
"""A week without holidays."""
GOLDEN = date(2027, 5, 3)
"""A week whose Monday, Tuesday and Wednesday are public holidays."""
QUARTER = timedelta(minutes=15)


def any_line(_: Line) -> None:
    return None


def offered() -> Directory:
    return add_part(SHIPPED, replace(EXAMPLE, lines=tuple(replace(line, hidden=False) for line in EXAMPLE.lines)))


def swept(timetable: Timetable, code: str, monday: date) -> float:
    """Count the quarters of an hour in which a line would be dialled."""
    begin = datetime(monday.year, monday.month, monday.day, tzinfo=TOKYO)
    moments = (begin + number * QUARTER for number in range(7 * 96))
    return sum(decide(timetable, code, moment).line is not None for moment in moments) / 4


@pytest.mark.parametrize("monday", [MONDAY, GOLDEN, date(2026, 12, 28)])
@pytest.mark.parametrize("directory", [SHIPPED, offered()])
def test_a_sweep_of_every_quarter_of_an_hour_finds_the_same(directory: Directory, monday: date) -> None:
    timetable = Timetable(directory)
    for found in coverage(timetable, LANGUAGES, monday, any_line):
        assert found.hours == swept(timetable, found.language, monday), found.language


def test_what_the_example_would_bring() -> None:
    before = coverage(Timetable(SHIPPED), LANGUAGES, MONDAY, any_line)
    after = coverage(Timetable(offered()), LANGUAGES, MONDAY, any_line)
    assert mean(before) == 45.0
    assert round(mean(after), 2) == 54.86  # 55.9 with Indonesian on Thursday and Saturday, which nobody has confirmed
    gained = {each.language: each.hours for each in after if each.hours != dict(_hours(before))[each.language]}
    assert gained == {"vi": 76, "zh": 89, "fil": 62, "en": 89, "ko": 57, "ne": 57}


def _hours(found: list) -> list[tuple[str, float]]:  # type: ignore[type-arg]
    return [(each.language, each.hours) for each in found]


def test_gaps_are_told_whole() -> None:
    (khmer,) = coverage(Timetable(SHIPPED), ["km"], MONDAY, any_line)
    assert print_hours(khmer.nobody) == (
        "Mon-Wed, Fri 00:00-09:00, 17:00-24:00, Thu 00:00-09:00, 19:00-24:00, Sat, Sun 00:00-24:00"
    )
    weekend = khmer.longest[0]
    assert (weekend.end - weekend.begin, weekend.begin.weekday()) == (timedelta(hours=64), 4)


def test_a_line_that_is_not_dialled_is_nobody() -> None:
    (found,) = coverage(Timetable(SHIPPED), ["km"], MONDAY, lambda line: "no" if line.tier == 2 else None)  # type: ignore[arg-type,return-value]
    assert found.hours == 8


def test_the_example_is_offered_to_nobody_as_it_ships() -> None:
    assert all(line.hidden for line in EXAMPLE.lines)
    assert {line.confirmed for line in EXAMPLE.lines} == {date(2000, 1, 1)}
    timetable = Timetable(add_part(SHIPPED, EXAMPLE))
    assert timetable.lines(datetime(2026, 12, 12, 20, tzinfo=TOKYO)) == SHIPPED.lines
