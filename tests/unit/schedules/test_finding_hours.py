"""Weekly hours in what agencies write: found where they are clear, and not made up where they are not."""

import doctest

import pytest
from hypothesis import given

from schedules import parse_hours, print_hours, print_hours_ja
from schedules.hours import CLOSED, Week
from schedules.parsing import finding
from schedules.parsing.finding import Found, find_hours
from tests.support.strategies import weeks

WEEKDAYS = "Mon-Fri 09:00-17:00"


def test_the_example() -> None:
    assert doctest.testmod(finding).failed == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Open Monday to Friday from 9 am to 5 pm, except national holidays.", WEEKDAYS),
        ("Hours: Mon-Fri (except public holidays) 9:00-17:00", WEEKDAYS),
        ("受付時間 平日9時～17時 電話 03-1234-5678", WEEKDAYS),
        ("月曜日から金曜日　午前９時から午後５時まで（祝日を除く）", WEEKDAYS),
        ("月～金（祝日・年末年始を除く）9:00～17:00", WEEKDAYS),
        ("平日：9:00〜17:00 （土日祝・年末年始は休み）", WEEKDAYS),
        ("TEL 0120‐250‐168（月－金 9:00-17:00）", WEEKDAYS),
        ("電話：０１２０－２５０－１６８\n月～金　９：００～１７：００", WEEKDAYS),
        ("Call 0120-250-168 | Mon-Fri | 9:00-17:00", WEEKDAYS),
        ("9:00-17:00 (Mon-Fri)", WEEKDAYS),
        ("11:00-19:00 (Tue), 9:00-17:00 (Sun)", "Tue 11:00-19:00, Sun 09:00-17:00"),
        ("Mon-Fri 11:00-19:00 | Sun 9:00-17:00", "Mon-Fri 11:00-19:00, Sun 09:00-17:00"),
        ("月・水・金：11時～19時／日：9時～17時", "Mon, Wed, Fri 11:00-19:00, Sun 09:00-17:00"),
        ("土・日・祝 10:00～16:00", "Sat, Sun 10:00-16:00"),
        ("毎日 9:00~21:00", "Mon-Sun 09:00-21:00"),
        ("Sat closed. Mon-Fri 9:00-17:00 at 10-2 Chuo", WEEKDAYS),
    ],
)
def test_hours_are_found(text: str, expected: str) -> None:
    found = find_hours(text)
    assert ([print_hours(each) for each in found.weeks], found.rest) == ([expected], False)


@pytest.mark.parametrize(
    "text",
    [
        "9:00-17:00",
        "2026年4月1日(水) 9:00～17:00",
        "4/1(火) 9:00-17:00",
        "3 May (Sun) 10:00-12:00",
        "December 24th, 2026 (Thu) 18:00-20:00",
        "毎月第2土曜 10:00～12:00",
        "every other Mon 9:00-17:00",
        "Thứ Hai 9:00-17:00",
        "Sun | 11:00-19:00 (Mon-Fri), 9:00-17:00 (Sun)",
        "9:00-17:00 Mon-Fri 10:00-12:00",
        "Mon-Fri 19:00-11:00 25:00",
    ],
)
def test_what_is_not_clear_is_left_over(text: str) -> None:
    assert find_hours(text) == Found((), rest=True)


MONTHS = ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug.", "Sept", "Oct", "Nov", "December"]


@pytest.mark.parametrize("month", MONTHS)
def test_the_hours_of_a_date_are_not_those_of_each_week(month: str) -> None:
    for text in (f"3 {month} (Sun) 10:00-12:00", f"{month} 3rd (Sun) 10:00-12:00"):
        assert find_hours(f"Mon-Fri 9:00-17:00. Open day: {text}").weeks == (parse_hours(WEEKDAYS),), text


def test_the_hours_of_holidays_are_not_those_of_the_days_before_them() -> None:
    found = find_hours("月～金 9:00～17:00 祝日 18:00～20:00")
    assert [print_hours(each) for each in found.weeks] == [WEEKDAYS]
    assert found.rest


def test_several_hours_for_a_day_are_told_apart() -> None:
    found = find_hours("Counter: Mon-Fri 9:00-17:00. Telephone: Mon-Fri 10:00-16:00.")
    assert [print_hours(each) for each in found.weeks] == [WEEKDAYS, "Mon-Fri 10:00-16:00"]


def test_a_text_without_times_has_none() -> None:
    assert find_hours("We speak Vietnamese from Monday to Friday.") == Found((), rest=False)


@given(weeks())
def test_what_we_write_ourselves_is_found(week: Week) -> None:
    if week != CLOSED:
        for text in (print_hours(week), print_hours_ja(week)):
            assert find_hours(f"Our hours are {text} as ever.") == Found((week,), rest=False), text
