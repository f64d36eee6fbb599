"""Status against two witnesses: dateutil's recurrence rules, and a walk minute by minute."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import WEEKLY, rrule, rruleset
from hypothesis import given
from hypothesis import strategies as st

from schedules import Closed, Line, Open, Week, load_directory, parse_hours, status
from tests.schedules.test_hours import weeks

TOKYO = ZoneInfo("Asia/Tokyo")
ANY_LINE = load_directory().lines[0]

minutes = st.integers(0, 60 * 24 * 400).map(lambda m: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=m))


def line_with(week: Week | str, zone: str = "Asia/Tokyo") -> Line:
    return replace(ANY_LINE, week=parse_hours(week) if isinstance(week, str) else week, zone=ZoneInfo(zone))


def japan(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23 10:59:59", Closed(japan("2026-11-23 11:00"))),
        ("2026-11-23 11:00:00", Open(japan("2026-11-23 19:00"))),
        ("2026-11-23 18:59:59", Open(japan("2026-11-23 19:00"))),
        ("2026-11-23 19:00:00", Closed(japan("2026-11-24 11:00"))),
        ("2026-11-28 12:00:00", Closed(japan("2026-11-29 09:00"))),
        ("2026-11-29 16:59:59", Open(japan("2026-11-29 17:00"))),
    ],
)
def test_the_vietnamese_line(moment: str, expected: Open | Closed) -> None:
    assert status(ANY_LINE, japan(moment)) == expected


def test_midnight_between_two_windows_is_no_closing() -> None:
    line = line_with("Mon 20:00-24:00, Tue 0:00-2:00")
    assert status(line, japan("2026-11-23 23:00")) == Open(japan("2026-11-24 02:00"))


def test_always_open_and_never_open() -> None:
    assert status(line_with("Mon-Sun 0:00-24:00"), japan("2026-11-23 23:00")) == Open(None)
    assert status(line_with("closed"), japan("2026-11-23 23:00")) == Closed(None)


def test_one_window_a_week_opens_again_after_seven_days() -> None:
    line = line_with("Thu 11:00-19:00")
    assert status(line, japan("2026-11-26 19:00")) == Closed(japan("2026-12-03 11:00"))


def test_a_line_in_another_zone_has_its_own_hours() -> None:
    line = line_with("Mon 9:00-17:00", zone="America/Lima")
    assert isinstance(status(line, datetime(2026, 11, 23, 13, 59, tzinfo=UTC)), Closed)
    assert isinstance(status(line, datetime(2026, 11, 23, 14, 0, tzinfo=UTC)), Open)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        status(ANY_LINE, datetime(2026, 11, 23, 11, 0))  # noqa: DTZ001


@given(weeks, minutes)
def test_as_a_walk_minute_by_minute_finds_it(week: Week, now: datetime) -> None:
    line = line_with(week)

    def is_open(moment: datetime) -> bool:
        local = moment.astimezone(TOKYO)
        minute = local.hour * 60 + local.minute
        return any(window.opens <= minute < window.closes for window in week[local.weekday()])

    given_status = status(line, now)
    assert isinstance(given_status, Open) is is_open(now)
    changes = given_status.until if isinstance(given_status, Open) else given_status.opens
    walk = (now + timedelta(minutes=ahead) for ahead in range(1, 8 * 24 * 60))
    assert changes == next((moment for moment in walk if is_open(moment) is not is_open(now)), None)


DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@given(weeks, minutes)
def test_the_next_opening_is_that_of_dateutil(week: Week, now: datetime) -> None:
    wall = now.astimezone(TOKYO).replace(tzinfo=None)
    openings = rruleset()
    for day, windows in enumerate(week):
        for window in windows:
            start = datetime(2025, 12, 29) + timedelta(minutes=window.opens)  # noqa: DTZ001 - rrule works on wall time
            openings.rrule(rrule(WEEKLY, dtstart=start, byweekday=day))
    found = status(line_with(week), now)
    if isinstance(found, Closed):
        expected = openings.after(wall) if any(week) else None
        assert found.opens == (expected.replace(tzinfo=TOKYO) if expected else None)
