"""Hours are printed as OSM's opening_hours, and read back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules import EVERYTHING, Scope, SpecialDay, Week, Window, Windows, parse_hours
from schedules.formats.osm import OsmHours, parse_osm, print_osm
from schedules.hours import CLOSED
from tests.support import strategies
from tests.support.examples import examples


@pytest.mark.parametrize(
    ("week", "printed"),
    [
        ("Mon-Fri 11:00-19:00, Sun 9:00-17:00", "Mo-Fr 11:00-19:00; Su 09:00-17:00"),
        ("Tue, Thu 10:00-12:00, 13:00-15:00", "Tu,Th 10:00-12:00,13:00-15:00"),
        ("Mon-Sun 9:00-17:00", "Mo-Su 09:00-17:00"),
        ("24/7", "24/7"),
        ("closed", "off"),
        ("Fri 22:00-2:00 next day, Sat 10:00-12:00", "Fr 22:00-26:00, Sa 10:00-12:00"),
    ],
)
def test_weeks_are_printed(week: str, printed: str) -> None:
    assert print_osm(OsmHours(parse_hours(week))) == printed


def test_rules_are_printed_in_the_order_in_which_the_later_one_wins() -> None:
    new_year = SpecialDay("New Year", date(1999, 12, 29), date(2000, 1, 3), (), yearly=True)
    short = SpecialDay("Short day", date(2026, 11, 23), date(2026, 11, 23), (Window(600, 720), Window(1320, 1560)))
    hours = OsmHours(parse_hours("Mon 9:00-17:00"), (new_year, short), holidays=())
    assert print_osm(hours) == (
        'Mo 09:00-17:00; PH off; Dec 29-Jan 03 off "New Year"; 2026 Nov 23 10:00-12:00,22:00-26:00 "Short day"'
    )


@pytest.mark.parametrize(
    ("special", "complaint"),
    [
        (SpecialDay("a", date(2026, 11, 23), date(2026, 11, 23), (), Scope(tier=1)), "its scope, tier 1, can't"),
        (SpecialDay("a", date(2026, 11, 23), date(2026, 11, 23), (Window(0, 9),), extra=True), "on top of the usual"),
        (SpecialDay('the "day"', date(2026, 11, 23), date(2026, 11, 23), ()), "its name can't be a comment"),
        (SpecialDay("", date(2026, 11, 23), date(2026, 11, 23), ()), "its name can't be a comment"),
    ],
)
def test_what_osm_can_not_say_is_not_printed(special: SpecialDay, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        print_osm(OsmHours(CLOSED, (special,)))


@given(strategies.weeks(), strategies.special_days([EVERYTHING]), st.none() | strategies.day_windows)
@examples(50)
def test_what_is_printed_reads_back(week: Week, special_days: tuple[SpecialDay, ...], holidays: Windows | None) -> None:
    hours = OsmHours(week, special_days, holidays)
    assert parse_osm(print_osm(hours)) == hours
