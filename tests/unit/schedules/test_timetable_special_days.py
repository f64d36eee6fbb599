"""Special days and holidays: which hours hold on them."""

from dataclasses import replace

import pytest

from schedules import EVERYTHING, Because, Closed, HolidayRule, HolidayRules, Open, Scope, Timetable, parse_windows
from tests.support.timetables import SHIPPED, VIETNAMESE, at, japan, special


def test_a_closed_date() -> None:
    days = (special("Staff training", "2026-11-23", "closed"),)
    found = at("Mon-Fri 9:00-17:00", "2026-11-23 10:00", special_days=days)
    assert found == Closed(japan("2026-11-24 09:00"), Because.SPECIAL_CLOSURE, "Staff training")


def test_other_hours_on_a_date() -> None:
    days = (special("Short day", "2026-11-23", "10:00-12:00"),)
    assert at("Mon-Fri 9:00-17:00", "2026-11-23 09:30", special_days=days) == Closed(
        japan("2026-11-23 10:00"), Because.OUTSIDE_SPECIAL_HOURS, "Short day"
    )
    assert at("Mon-Fri 9:00-17:00", "2026-11-23 10:00", special_days=days) == Open(
        japan("2026-11-23 12:00"), Because.SPECIAL_HOURS, "Short day"
    )


def test_extra_hours_leave_the_usual_ones() -> None:
    days = (special("Evening", "2026-11-23", "19:00-21:00", extra=True),)
    assert at("Mon 9:00-17:00", "2026-11-23 12:00", special_days=days) == Open(
        japan("2026-11-23 17:00"), Because.SPECIAL_HOURS, "Evening"
    )
    assert isinstance(at("Mon 9:00-17:00", "2026-11-23 19:30", special_days=days), Open)


def test_a_special_day_takes_its_own_night_along_and_leaves_that_of_the_day_before() -> None:
    """What OSM and others get wrong: the tail of a closed Friday stays open on Saturday at 1."""
    closed_friday = (special("closed", "2026-11-27", "closed"),)
    closed_saturday = (special("closed", "2026-11-28", "closed"),)
    nights = "Fri, Sat 22:00-2:00 next day"
    assert isinstance(at(nights, "2026-11-28 01:00", special_days=closed_friday), Closed)
    assert isinstance(at(nights, "2026-11-28 01:00", special_days=closed_saturday), Open)
    assert isinstance(at(nights, "2026-11-29 01:00", special_days=closed_saturday), Closed)


def test_a_run_over_new_year_that_comes_every_year() -> None:
    days = (special("New Year", "1999-12-29 to 2000-01-03", "closed", yearly=True),)
    found = at("Mon-Sun 9:00-17:00", "2026-12-28 18:00", special_days=days)
    assert found == Closed(japan("2027-01-04 09:00"))
    assert at("Mon-Sun 9:00-17:00", "2031-01-03 12:00", special_days=days).name == "New Year"


def test_a_winter_that_comes_every_year_has_a_29_february_in_it() -> None:
    days = (special("Winter", "1999-12-01 to 2000-03-01", "closed", yearly=True),)
    for day in ("2028-02-28", "2028-02-29", "2028-03-01", "2027-02-28", "2026-12-01"):
        assert at("24/7", f"{day} 12:00", special_days=days).name == "Winter"
    assert at("24/7", "2028-03-02 12:00", special_days=days).name == ""


def test_open_only_on_a_29_february() -> None:
    days = (special("Leap day", "2000-02-29", "9:00-10:00", yearly=True),)
    assert at("closed", "2096-03-01 09:00", special_days=days) == Closed(japan("2104-02-29 09:00"))


@pytest.mark.parametrize(
    ("scopes", "counts"),
    [((EVERYTHING, Scope(tier=1)), 1), ((Scope(tier=1), Scope(line="otit-vi")), 1), ((Scope(tier=2), EVERYTHING), 1)],
)
def test_the_narrower_scope_wins(scopes: tuple[Scope, Scope], counts: int) -> None:
    days = tuple(special(f"day {number}", "2026-11-23", "closed", scope) for number, scope in enumerate(scopes))
    assert at("Mon 9:00-17:00", "2026-11-23 10:00", special_days=days).name == f"day {counts}"


# --- holidays


def test_rules_are_off_as_shipped() -> None:
    assert isinstance(Timetable(SHIPPED).status(VIETNAMESE, japan("2026-11-23 12:00")), Open)  # 勤労感謝の日


def test_holidays_close_the_tier_that_has_the_rule() -> None:
    timetable = Timetable(replace(SHIPPED, holidays={2: HolidayRules.closed(HolidayRule.PUBLIC)}))
    fresc = SHIPPED.lines[-1]
    noon = japan("2026-11-23 12:00")
    assert timetable.status(fresc, noon) == Closed(japan("2026-11-24 09:00"), Because.HOLIDAY, "勤労感謝の日")
    assert isinstance(timetable.status(VIETNAMESE, noon), Open)


def test_new_year_is_a_rule_of_its_own() -> None:
    rules = {1: HolidayRules.closed(HolidayRule.NEW_YEAR)}
    assert at("Mon-Sun 9:00-17:00", "2026-12-29 10:00", holidays=rules) == Closed(
        japan("2027-01-04 09:00"), Because.NEW_YEAR, "年末年始"
    )


OPEN_ON_HOLIDAYS = {1: HolidayRules({HolidayRule.PUBLIC: parse_windows("9:00-21:00"), HolidayRule.NEW_YEAR: ()})}
"""As the Labour Standards Advice Hotline."""
EVENINGS = "Mon-Fri 17:00-22:00"


@pytest.mark.parametrize(
    ("now", "status"),
    [
        ("2027-01-11 08:00", Closed(japan("2027-01-11 09:00"), Because.OUTSIDE_HOLIDAY_HOURS, "成人の日")),
        ("2027-01-11 20:59", Open(japan("2027-01-11 21:00"), Because.HOLIDAY_HOURS, "成人の日")),
        ("2027-01-11 21:00", Closed(japan("2027-01-12 17:00"), Because.OUTSIDE_HOLIDAY_HOURS, "成人の日")),
        ("2027-03-21 12:00", Open(japan("2027-03-21 21:00"), Because.HOLIDAY_HOURS, "春分の日")),  # a Sunday
        ("2026-12-29 18:00", Closed(japan("2027-01-04 17:00"), Because.NEW_YEAR, "年末年始")),
        ("2027-01-01 12:00", Closed(japan("2027-01-04 17:00"), Because.NEW_YEAR, "年末年始")),  # also a public holiday
        ("2026-12-28 18:00", Open(japan("2026-12-28 22:00"))),
    ],
)
def test_holidays_can_open(now: str, status: Open | Closed) -> None:
    assert at(EVENINGS, now, holidays=OPEN_ON_HOLIDAYS) == status


def test_new_year_can_have_hours_too() -> None:
    rules = {1: HolidayRules({HolidayRule.PUBLIC: (), HolidayRule.NEW_YEAR: parse_windows("10:00-12:00")})}
    found = at(EVENINGS, "2027-01-01 11:00", holidays=rules)
    assert found == Open(japan("2027-01-01 12:00"), Because.NEW_YEAR_HOURS, "年末年始")
    found = at(EVENINGS, "2027-01-01 13:00", holidays=rules)
    assert found == Closed(japan("2027-01-02 10:00"), Because.OUTSIDE_NEW_YEAR_HOURS, "年末年始")


def test_a_special_day_has_priority_over_a_holiday_that_opens() -> None:
    days = (special("Move", "2027-01-11", "closed"),)
    found = at(EVENINGS, "2027-01-11 12:00", holidays=OPEN_ON_HOLIDAYS, special_days=days)
    assert found == Closed(japan("2027-01-12 17:00"), Because.SPECIAL_CLOSURE, "Move")


def test_a_special_day_opens_on_a_holiday() -> None:
    rules = {1: HolidayRules.closed(HolidayRule.PUBLIC)}
    days = (special("Open all the same", "2026-11-23", "9:00-12:00"),)
    assert isinstance(at("closed", "2026-11-23 10:00", holidays=rules, special_days=days), Open)
