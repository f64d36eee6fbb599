"""Weekly hours: when a line is open, in which zone, and when clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from schedules import Because, Closed, Hours, Open, Timetable, parse_hours
from tests.support.timetables import SHIPPED, VIETNAMESE, at, japan, one_line


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23 10:59:59", Closed(japan("2026-11-23 11:00"))),
        ("2026-11-23 11:00:00", Open(japan("2026-11-23 19:00"))),
        ("2026-11-23 18:59:59.999999", Open(japan("2026-11-23 19:00"))),
        ("2026-11-23 19:00:00", Closed(japan("2026-11-24 11:00"))),
        ("2026-11-28 12:00:00", Closed(japan("2026-11-29 09:00"))),
        ("2026-11-29 16:59:59", Open(japan("2026-11-29 17:00"))),
    ],
)
def test_the_vietnamese_line(moment: str, expected: Open | Closed) -> None:
    assert Timetable(SHIPPED).status(VIETNAMESE, japan(moment)) == expected


def test_midnight_between_two_windows_is_no_closing() -> None:
    assert at("Mon 20:00-24:00, Tue 0:00-2:00", "2026-11-23 23:00") == Open(japan("2026-11-24 02:00"))


def test_a_window_past_midnight_belongs_to_the_evening_it_starts_on() -> None:
    assert at("Fri 22:00-2:00 next day", "2026-11-28 01:59") == Open(japan("2026-11-28 02:00"))
    assert at("Fri 22:00-2:00 next day", "2026-11-27 01:59") == Closed(japan("2026-11-27 22:00"))


def test_always_open_and_never_open() -> None:
    assert at("24/7", "2026-11-23 23:00") == Open(None)
    assert at("closed", "2026-11-23 23:00") == Closed(None)


def test_one_window_a_week_opens_again_after_seven_days() -> None:
    assert at("Thu 11:00-19:00", "2026-11-26 19:00") == Closed(japan("2026-12-03 11:00"))


def test_a_line_in_another_zone_has_its_own_hours() -> None:
    directory, line = one_line("Mon 9:00-17:00", "America/Lima")
    timetable = Timetable(directory)
    assert isinstance(timetable.status(line, datetime(2026, 11, 23, 13, 59, tzinfo=UTC)), Closed)
    assert isinstance(timetable.status(line, datetime(2026, 11, 23, 14, 0, tzinfo=UTC)), Open)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Timetable(SHIPPED).status(VIETNAMESE, datetime(2026, 11, 23, 11, 0))  # noqa: DTZ001


def test_hours_come_in_versions() -> None:
    line = replace(
        VIETNAMESE,
        hours=(Hours(parse_hours("Mon 9:00-10:00")), Hours(parse_hours("Mon 11:00-12:00"), date(2026, 12, 1))),
    )
    timetable = Timetable(replace(SHIPPED, lines=(line,)))
    assert timetable.status(line, japan("2026-11-30 10:00")) == Closed(japan("2026-12-07 11:00"))


def test_a_line_serves_between_its_first_and_its_last_day() -> None:
    line = replace(VIETNAMESE, first_day=date(2026, 12, 1), last_day=date(2026, 12, 1))
    timetable = Timetable(replace(SHIPPED, lines=(line,)))
    first = japan("2026-12-01 11:00")
    assert timetable.status(line, japan("2026-11-23 12:00")) == Closed(first, Because.NOT_IN_SERVICE)
    assert timetable.status(line, first) == Open(japan("2026-12-01 19:00"))
    assert timetable.status(line, japan("2026-12-02 12:00")) == Closed(None, Because.NOT_IN_SERVICE)
    assert timetable.lines_for("vi", japan("2026-12-01 23:59")) == (line,)
    assert timetable.lines_for("vi", japan("2026-12-02 00:00")) == ()


def test_a_line_is_there_until_its_last_night_is_over() -> None:
    directory, line = one_line("Mon-Sun 22:00-6:00 next day")
    ending = replace(line, last_day=date(2026, 11, 24))
    timetable = Timetable(replace(directory, lines=(ending,)))
    assert timetable.lines_for("vi", japan("2026-11-25 02:00")) == (ending,)
    assert timetable.status(ending, japan("2026-11-25 02:00")) == Open(japan("2026-11-25 06:00"))
    assert timetable.lines_for("vi", japan("2026-11-25 06:00")) == ()


# --- clocks that change: in Berlin on 2026-03-29 at 2:00, back on 2026-10-25 at 3:00


@pytest.mark.parametrize(
    ("moment", "hours", "expected"),
    [
        ("2026-03-29 01:59", "Sun 0:00-6:00", Open),
        ("2026-03-29 03:10", "Sun 2:30-6:00", Closed),  # 2:30 does not exist: it is as much later, 3:30
        ("2026-03-29 03:30", "Sun 2:30-6:00", Open),
        ("2026-03-29 03:20", "Sun 2:30-3:15", Closed),  # opens after it has closed: not at all
    ],
)
def test_an_hour_that_the_clocks_skip(moment: str, hours: str, expected: type) -> None:
    assert isinstance(at(hours, moment, "Europe/Berlin"), expected)


def test_an_hour_that_the_clocks_repeat_is_the_first_of_the_two() -> None:
    directory, line = one_line("Sun 2:15-2:45", "Europe/Berlin")
    timetable = Timetable(directory)
    first = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    assert timetable.status(line, first) == Open((first + timedelta(minutes=30)).astimezone(line.zone))
    assert isinstance(timetable.status(line, first + timedelta(hours=1)), Closed)


def test_a_night_in_which_the_clocks_change_is_open_all_through() -> None:
    directory, line = one_line("Sat 22:00-6:00 next day", "Europe/Berlin")
    opens = datetime(2026, 10, 24, 20, tzinfo=UTC)
    assert Timetable(directory).status(line, opens) == Open((opens + timedelta(hours=9)).astimezone(line.zone))
