"""Japan's holidays, against the Cabinet Office's list and against another package's where that is right."""

from datetime import date

import pytest

from schedules import HolidayRule
from schedules.holidays import holiday, public_holidays
from tests.support.strategies import PUBLIC

BOTH = frozenset(HolidayRule)


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_announced_years(year: int) -> None:
    assert set(public_holidays(year)) == {day for day in PUBLIC if day.year == year}
    assert not any(each.forecast for each in public_holidays(year).values())


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 5, 3), "憲法記念日"),  # a Sunday: the Vietnamese line would be open
        (date(2026, 5, 6), "憲法記念日 振替休日"),
        (date(2026, 9, 22), "国民の休日"),
        (date(2027, 3, 22), "春分の日 振替休日"),
    ],
)
def test_substitute_and_citizens_holidays(day: date, name: str) -> None:
    found = holiday(day, BOTH)
    assert found is not None
    assert found.name == name


def test_an_equinox_that_is_not_announced_yet_is_a_forecast() -> None:
    days = public_holidays(2028)
    assert {day for day, each in days.items() if each.forecast} == {date(2028, 3, 20), date(2028, 9, 22)}
    assert str(days[date(2028, 3, 20)]) == "春分の日 (forecast)"
    assert str(days[date(2028, 1, 1)]) == "元日"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2032, 9, 21), "国民の休日"),  # between two holidays, one of them an equinox
        (date(2029, 9, 24), "秋分の日 振替休日"),
        (date(2033, 3, 21), "春分の日 振替休日"),
    ],
)
def test_what_hangs_on_an_equinox_is_a_forecast_too(day: date, name: str) -> None:
    assert str(holiday(day, BOTH)) == f"{name} (forecast)"


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2026, 12, 28), False),
        (date(2026, 12, 29), True),
        (date(2027, 1, 3), True),
        (date(2027, 1, 4), False),
        (date(2026, 5, 3), False),  # a public holiday
    ],
)
def test_new_year(day: date, closed: bool) -> None:
    found = holiday(day, frozenset([HolidayRule.NEW_YEAR]))
    assert (str(found) if found else "") == ("年末年始" if closed else "")
    assert holiday(day, frozenset()) is None
