"""The hours for search engines say of each day what the timetable says."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given

from schedules import Directory, Line, Timetable
from schedules.formats.schema_org import AHEAD, opening_hours
from schedules.hours import END_OF_DAY
from tests.support.examples import examples
from tests.support.strategies import dates, directories

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def read(specifications: list[dict[str, Any]], day: date) -> list[tuple[str, str]]:
    """What a search engine takes to be the hours of a date: those of the date itself, else the weekly ones."""
    holding = [
        each
        for each in specifications
        if each.get("validFrom", "0000") <= str(day) <= each.get("validThrough", "9999")
        and DAYS[day.weekday()] in each.get("dayOfWeek", DAYS)
    ]
    found = [each for each in holding if "dayOfWeek" not in each] or holding
    return [(each["opens"], each["closes"]) for each in found if each["opens"] != each["closes"]]


def said(timetable: Timetable, line: Line, day: date) -> list[tuple[str, str]]:
    """In the form that a search engine reads: a day ends at 23:59, and 24 hours end a minute before they began.

    What begins at 23:59 ends at 00:00.
    """

    def clock(minutes: int) -> str:
        return "{:02}:{:02}".format(*divmod(minutes % END_OF_DAY, 60))

    found = []
    for window in timetable.day(line, day).windows:
        opens, closes = clock(window.opens), clock(window.closes)
        short = closes == opens or (closes == "00:00" and opens != "23:59")
        found.append((opens, clock(window.closes - 1) if short else closes))
    return found


@examples(50)
@given(directories(), dates)
def test_each_of_the_next_ninety_days_is_that_of_the_timetable(directory: Directory, today: date) -> None:
    timetable = Timetable(directory)
    for line in directory.lines:
        specifications = opening_hours(timetable, line, today)
        for ahead in range(AHEAD):
            day = today + timedelta(days=ahead)
            assert sorted(read(specifications, day)) == sorted(said(timetable, line, day)), day
