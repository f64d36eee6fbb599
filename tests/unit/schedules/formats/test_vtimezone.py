"""The clock changes of zones, against zoneinfo, years ahead. The reader is icalendar, which follows rules to 2038."""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from schedules.formats.vtimezone import vtimezone
from tests.support.strategies import ZONES

FIRST = date(2026, 10, 19)
BERLIN = {
    ("20261019T020000", "+0200", "+0200", None),
    ("20261025T030000", "+0200", "+0100", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"),
    ("20270328T020000", "+0100", "+0200", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"),
}


def parts(zone: str) -> set[tuple[str | None, ...]]:
    names = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE")
    found = vtimezone(ZoneInfo(zone), FIRST).subcomponents
    return {tuple(written(each[name]) if name in each else None for name in names) for each in found}


def written(value: Any) -> str:
    text = value.to_ical()
    return text.decode() if isinstance(text, bytes) else str(text)


def test_yearly_changes_are_rules() -> None:
    assert parts("Europe/Berlin") == BERLIN
    rules = {part[3] for part in parts("America/New_York")}
    assert rules == {None, "FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"}
    friday = "FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29;BYMONTH=3"
    assert friday in {part[3] for part in parts("Asia/Jerusalem")}
    assert len(parts("Asia/Tokyo")) == 1


@pytest.mark.parametrize(
    "zone",
    [
        *ZONES,
        "Africa/Cairo",
        "Africa/Casablanca",
        "America/Nuuk",
        "America/Santiago",
        "Asia/Jerusalem",
        "Europe/Dublin",
    ],
)
def test_utc_is_true_for_years(zone: str) -> None:
    made = vtimezone(ZoneInfo(zone), FIRST).to_ical()
    (read,) = Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + made + b"END:VCALENDAR\r\n").timezones
    changes, offsets = read.get_transitions()
    begin = datetime(2026, 10, 20, tzinfo=UTC)
    steps = [begin + days * timedelta(days=1) for days in range(9 * 365)]
    edges = [each.replace(tzinfo=UTC) for each in changes if each.year < 2036]
    near = [edge + minute * timedelta(minutes=1) for edge in edges for minute in (-1, 0)]
    for moment in [*steps, *(each for each in near if each >= begin)]:
        offset, *_ = offsets[bisect_right(changes, moment.replace(tzinfo=None)) - 1]
        assert moment.astimezone(ZoneInfo(zone)).utcoffset() == offset, moment
