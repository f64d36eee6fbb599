import pytest

from schedules import HoursError, parse_hours
from schedules.formats.osm import parse_osm


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("Mo-Fr 09:00-12:00; 13:00-17:00", 20),
        ("Mo-Fr 09:00-12:00; 10:00-11:00", 20),
        ("10:00-12:00; 13:00-14:00", 14),
        ("24/7; 13:00-14:00", 7),
        ("Mo 09:00-12:00; We off; 13:00-17:00,18:00-19:00", 25),
    ],
)
def test_hours_without_days_after_a_semicolon_and_others_are_refused(written: str, column: int) -> None:
    with pytest.raises(HoursError, match=rf"^opening_hours, column {column}, '1.:00': OSM tools differ on whether"):
        parse_osm(written)


@pytest.mark.parametrize(
    ("written", "week"),
    [
        ("Mo-Fr 09:00-12:00, 13:00-17:00", "Mon-Fri 9:00-12:00, 13:00-17:00"),
        ("off; 13:00-17:00", "Mon-Sun 13:00-17:00"),
        ("Mo-Fr 09:00-12:00; off; 13:00-17:00", "Mon-Sun 13:00-17:00"),
        ("Mo-Fr 09:00-12:00; Mo-Fr 13:00-17:00", "Mon-Fri 13:00-17:00"),
    ],
)
def test_where_all_tools_agree_they_are_read(written: str, week: str) -> None:
    assert parse_osm(written).week == parse_hours(week)
