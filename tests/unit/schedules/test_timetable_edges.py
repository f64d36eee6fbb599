"""Edges of the timetable that mutation testing asked for."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from schedules import EVERYTHING, Because, Directory, Hours, Line, Open, Override, Timetable, parse_hours

TOKYO = ZoneInfo("Asia/Tokyo")
CONFIRMED = date(2026, 11, 1)


def a_line(hours: str) -> Line:
    return Line("vi", 1, "OTIT", frozenset(["vi"]), "1", "+81", (Hours(parse_hours(hours)),), TOKYO, CONFIRMED, "page")


def japan(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@pytest.mark.parametrize("opened", [True, False])
def test_what_is_held_by_hand_counts_to_the_end_of_the_last_night(opened: bool) -> None:
    line = replace(a_line("Mon 20:00-02:00 next day"), last_day=date(2026, 11, 23))
    held = Override(EVERYTHING, opened, datetime(2026, 11, 1, tzinfo=UTC), None, "by hand")
    timetable = Timetable(Directory((line,), {}), (held,))
    assert isinstance(timetable.status(line, japan("2026-11-24 01:59")), Open) is opened
    assert timetable.status(line, japan("2026-11-24 02:00")).because is Because.NOT_IN_SERVICE
