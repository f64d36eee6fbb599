"""OSM's opening_hours that are read: weeks, holidays and dates; any other text is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules import HoursError, SpecialDay, Window, parse_hours
from schedules.formats.osm import OsmHours, parse_osm, print_osm
from schedules.hours import CLOSED
from tests.support.examples import examples


@pytest.mark.parametrize(
    ("written", "week"),
    [
        ("Mo-Fr 11:00-19:00", "Mon-Fri 11:00-19:00"),
        ("Mo,We,Fr 11:00-19:00", "Mon, Wed, Fri 11:00-19:00"),
        ("Sa-Mo 10:00-12:00", "Sat-Mon 10:00-12:00"),
        ("10:00-12:00,13:00-15:00", "Mon-Sun 10:00-12:00, 13:00-15:00"),
        ("24/7", "Mon-Sun 0:00-24:00"),
        ("24/7; Su closed", "Mon-Sat 0:00-24:00"),
        ("off", "closed"),
        ("Mo-Fr 11:00-19:00; Mo 09:00-10:00", "Mon 9:00-10:00, Tue-Fri 11:00-19:00"),
        ("Mo-Fr 11:00-19:00, Mo 09:00-10:00", "Mon 9:00-10:00, 11:00-19:00, Tue-Fri 11:00-19:00"),
        ("Mo-Fr 11:00-19:00, 20:00-21:00", "Mon-Fri 11:00-19:00, 20:00-21:00"),
        ("Mo-Fr 11:00-19:00; We off", "Mon, Tue, Thu, Fri 11:00-19:00"),
        ("Mo-Fr 11:00-19:00, We off", "Mon, Tue, Thu, Fri 11:00-19:00"),
        ("Mo-Fr 11:00-19:00; off", "closed"),
        ("Mo 22:00-02:00", "Mon 22:00-2:00 next day"),
        ("Mo 22:00-26:00", "Mon 22:00-2:00 next day"),
        ("Mo 22:00-00:00", "Mon 22:00-24:00"),
        ("Mo 11:00-35:00", "Mon 11:00-11:00 next day"),
        ("Mo-Th 10:00-22:00; Fr,Sa 10:00-02:00", "Mon-Thu 10:00-22:00, Fri, Sat 10:00-2:00 next day"),
        ("Fr 22:00-02:00, Sa 10:00-12:00", "Fri 22:00-2:00 next day, Sat 10:00-12:00"),
        ("Fr 22:00-02:00; Fr,Sa 10:00-12:00", "Fri, Sat 10:00-12:00"),
        (" mo-FR  9:00 - 10:00 ;\tsA off ", "Mon-Fri 9:00-10:00"),
    ],
)
def test_weeks_are_read(written: str, week: str) -> None:
    assert parse_osm(written) == OsmHours(parse_hours(week) if week != "closed" else CLOSED)


@pytest.mark.parametrize("written", ["Mo 10:00-12:00; PH off", "Mo 10:00-12:00, PH off", "Mo 10:00-12:00; Su,PH off"])
def test_holidays_can_be_off(written: str) -> None:
    assert parse_osm(written) == OsmHours(parse_hours("Mon 10:00-12:00"), holidays=())


@pytest.mark.parametrize(
    ("written", "week"),
    [
        ("Mo-Fr 17:00-22:00; PH 09:00-12:00,13:00-21:00", "Mon-Fri 17:00-22:00"),
        ("Mo 10:00-12:00; PH off; PH 09:00-12:00,13:00-21:00", "Mon 10:00-12:00"),
        (
            "Mo-Fr 17:00-22:00; Sa,Su,PH 09:00-12:00,13:00-21:00",
            "Mon-Fri 17:00-22:00, Sat, Sun 9:00-12:00, 13:00-21:00",
        ),
    ],
)
def test_holidays_can_have_hours(written: str, week: str) -> None:
    assert parse_osm(written) == OsmHours(parse_hours(week), holidays=(Window(540, 720), Window(780, 1260)))


@pytest.mark.parametrize(
    ("written", "special"),
    [
        ("2026 Dec 31 off", SpecialDay("special day", date(2026, 12, 31), date(2026, 12, 31), ())),
        (
            '2026 Dec 29-2027 Jan 03 off "New Year"',
            SpecialDay("New Year", date(2026, 12, 29), date(2027, 1, 3), ()),
        ),
        ("2026 Dec 29-Jan 03 off", SpecialDay("special day", date(2026, 12, 29), date(2027, 1, 3), ())),
        ("2026 Nov 23-25 off", SpecialDay("special day", date(2026, 11, 23), date(2026, 11, 25), ())),
        ("Dec 29-Jan 03 off", SpecialDay("special day", date(1999, 12, 29), date(2000, 1, 3), (), yearly=True)),
        ("Feb 29 off", SpecialDay("special day", date(2000, 2, 29), date(2000, 2, 29), (), yearly=True)),
        (
            '2026 Nov 23 10:00-12:00, 22:00-26:00 "Short; day"',
            SpecialDay("Short; day", date(2026, 11, 23), date(2026, 11, 23), (Window(600, 720), Window(1320, 1560))),
        ),
    ],
)
def test_dates_are_read(written: str, special: SpecialDay) -> None:
    week = parse_hours("Mon-Fri 9:00-17:00")
    assert parse_osm(f"Mo-Fr 09:00-17:00; PH off; {written}") == OsmHours(week, (special,), holidays=())


def test_several_dates_keep_their_order() -> None:
    found = parse_osm('off; 2026 Dec 31 off "b"; 2026 Nov 23 off "a"; Aug 11 off "c"').special_days
    assert [special.name for special in found] == ["b", "a", "c"]


# --- any text

WORDS = [
    *("Mo", "Su", "Mo-Fr", "PH", "SH", "off", "closed", "open", "24/7", "2026", "9999", "31", "29", "0", "Jan", "Feb"),
    *("10:00-12:00", "22:00-26:00", "00:00", "48:00", "99:99", "week", "sunset", '"a"', "Mon", "ſa", "²", "١٠:٠٠"),
    *(" ", "-", ",", ";", "; ", ":", "+", "||", "[", "/", '"', "\n", "'"),
]
phrases = st.tuples(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(["", " "]))


@given(phrases.map(lambda phrase: phrase[1].join(phrase[0])) | st.text())
@examples(300)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse_osm(text)
    except HoursError:
        return
    assert parse_osm(print_osm(found)) == found
