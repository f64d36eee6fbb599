"""One line's days laid end to end: edges of days and pages, and what is asked how often."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schedules import Because, Closed, Open, parse_hours
from schedules.timeline import Day, Timeline

FIRST_OF_A_PAGE = datetime(2026, 11, 16, tzinfo=UTC)


class Days:
    """The same hours each week, and which dates were asked about."""

    def __init__(self, hours: str) -> None:
        self.week = parse_hours(hours)
        self.asked: list[date] = []

    def __call__(self, day: date) -> Day:
        self.asked.append(day)
        return Day(self.week[day.weekday()], Because.WEEKLY_HOURS, Because.OUTSIDE_HOURS)


def timeline(days: Days, zone: str = "Asia/Tokyo") -> Timeline:
    return Timeline(ZoneInfo(zone), days, (), lambda day: day + timedelta(days=400))


@pytest.mark.parametrize(
    ("zone", "hours", "now", "opened", "change"),
    [
        # a day begins at midnight
        ("Asia/Tokyo", "Tue 0:00-2:00", "2026-11-24 00:00", True, "2026-11-24 02:00"),
        ("Asia/Tokyo", "Mon 22:00-24:00, Tue 0:00-2:00", "2026-11-23 22:00", True, "2026-11-24 02:00"),
        ("Asia/Tokyo", "Mon 22:00-24:00, Wed 0:00-2:00", "2026-11-23 22:00", True, "2026-11-24 00:00"),
        # the page begins at 19:00 in Lima: on an evening whose line has been open since the day before
        ("America/Lima", "Mon 20:00-19:30 next day", "2026-12-01 19:10", True, "2026-12-01 19:30"),
        # the clocks skip from 2:00 to 3:00, and with them what would have closed by then
        ("Europe/Berlin", "Sun 2:30-3:15", "2026-03-29 01:00", False, "2026-04-05 02:30"),
        ("Europe/Berlin", "Sun 2:30-3:30", "2026-03-29 01:00", False, "2026-04-05 02:30"),
        ("Europe/Berlin", "Sun 2:30-3:15, 4:00-5:00", "2026-03-29 01:00", False, "2026-03-29 04:00"),
    ],
)
def test_edges_of_days(zone: str, hours: str, now: str, opened: bool, change: str) -> None:
    then, until = (datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)) for text in (now, change))
    expected = Open(until) if opened else Closed(until)
    assert timeline(Days(hours), zone).status(then) == expected


@pytest.fixture(params=["America/Lima", "Asia/Tokyo"])
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clock shows the time of another place."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("machine_zone")
def test_the_zone_of_the_machine_makes_no_difference() -> None:
    line = timeline(Days("Mon-Sun 8:00-10:00"))
    ten = FIRST_OF_A_PAGE + timedelta(hours=1)  # in Japan
    assert line.status(FIRST_OF_A_PAGE) == Open(ten)
    assert line.status(FIRST_OF_A_PAGE + timedelta(days=16) - timedelta(minutes=1)) == Open(ten + timedelta(days=16))


def test_a_page_is_sixteen_days_and_on_to_the_next_change() -> None:
    days = Days("Mon-Sun 9:00-24:00")
    timeline(days).status(FIRST_OF_A_PAGE)
    assert days.asked == [date(2026, 11, 14) + timedelta(days=ahead) for ahead in range(19)]  # to 2 December, 9:00 JST


def test_no_more_than_256_pages_are_kept() -> None:
    days = Days("Mon-Sun 9:00-17:00")
    line = timeline(days)

    def asks_anew(page: int) -> bool:
        before = len(days.asked)
        line.status(FIRST_OF_A_PAGE + page * timedelta(days=16))
        return len(days.asked) > before

    assert all(asks_anew(page) for page in range(256))
    assert not any(asks_anew(page) for page in (0, 1, 255))
    assert asks_anew(256)
    assert asks_anew(0)
    assert not asks_anew(256)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^now must be an aware datetime$"):
        timeline(Days("24/7")).status(datetime(2026, 11, 23, 11, 0))  # noqa: DTZ001
