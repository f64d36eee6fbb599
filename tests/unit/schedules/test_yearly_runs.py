from datetime import date, timedelta

import pytest

from schedules import SpecialDay
from schedules.model import ANY_YEAR, yearly_run

A_LEAP_YEAR = [date(2028, 1, 1) + timedelta(days=ahead) for ahead in range(366)]


def covered(first: str, last: str) -> set[tuple[int, int]]:
    run = yearly_run(*(date.fromisoformat(f"{ANY_YEAR}-{day}") for day in (first, last)))
    return {(day.month, day.day) for day in SpecialDay("Season", *run, (), yearly=True).dates()}


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("02-24", "01-12"),
        ("02-28", "02-27"),
        ("03-01", "02-29"),
        ("03-02", "03-01"),
        ("12-29", "01-03"),
        ("01-02", "01-01"),
        ("02-29", "12-31"),
        ("02-24", "03-02"),
        ("02-29", "02-29"),
    ],
)
def test_a_yearly_run_has_each_day_of_a_leap_year_that_lies_within_it(first: str, last: str) -> None:
    within = set()
    for day in A_LEAP_YEAR:
        written = f"{day:%m-%d}"
        if first <= written <= last if first <= last else (written >= first or written <= last):
            within.add((day.month, day.day))
    assert covered(first, last) == within
