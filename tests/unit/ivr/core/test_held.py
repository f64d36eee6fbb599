"""What callers get while lines are held, and when a hold ends."""

from datetime import datetime, timedelta

import pytest

from ivr.clock import parse_moment
from ivr.core.held import effects, end_of
from prompts import LANGUAGES
from schedules import EVERYTHING, Line, Override, Scope, Timetable, home_time, load_directory

SHIPPED = Timetable(load_directory())
MONDAY_15, SUNDAY_10 = parse_moment("2026-11-30 15:00"), parse_moment("2026-11-29 10:00")
Told = list[tuple[str, str, list[tuple[str | None, str]]]]


def told(override: Override, now: datetime) -> Told:
    """Return the effects in short: languages, begin, and who is reached until when."""

    def name(line: Line | None) -> str | None:
        return line.id if line else None

    def at(moment: datetime) -> str:
        return f"{home_time(moment):%a %H:%M}"

    timetable = SHIPPED.with_overrides([override])
    return [
        (
            " ".join(each.languages),
            at(each.begins),
            [(name(line), at(until)) for line, until in each.gets],
        )
        for each in effects(timetable, override, now, LANGUAGES)
    ]


def held(scope: Scope, now: datetime, *, hours: int | None = None, opened: bool = False) -> Override:
    return Override(scope, opened, now, now + timedelta(hours=hours) if hours else None, "flu")


def test_who_is_reached_instead_of_a_line() -> None:
    assert told(held(Scope(line="otit-vi"), MONDAY_15, hours=2), MONDAY_15) == [
        ("vi", "Mon 15:00", [("fresc", "Mon 17:00")])
    ]
    assert told(held(Scope(line="otit-vi"), MONDAY_15), MONDAY_15)[0][2][:2] == [
        ("fresc", "Mon 17:00"),
        (None, "Tue 09:00"),
    ]


def test_a_hold_that_matters_only_later() -> None:
    assert told(held(Scope(line="fresc"), SUNDAY_10, hours=26), SUNDAY_10) == [
        ("vi", "Mon 09:00", [(None, "Mon 11:00"), ("otit-vi", "Mon 12:00")]),
        ("zh", "Mon 09:00", [(None, "Mon 11:00"), ("otit-zh", "Mon 12:00")]),
        ("id fil en th km my ja ko es pt ne mn", "Mon 09:00", [(None, "Mon 12:00")]),
    ]


def test_a_hold_that_nobody_notices() -> None:
    assert told(held(Scope(line="otit-km"), SUNDAY_10, hours=2), SUNDAY_10) == []


def test_callers_with_the_same_fate_are_told_of_together() -> None:
    assert told(held(EVERYTHING, MONDAY_15, hours=1), MONDAY_15) == [
        (" ".join(LANGUAGES), "Mon 15:00", [(None, "Mon 16:00")])
    ]
    assert told(held(Scope(tier=1), SUNDAY_10, hours=1, opened=True), SUNDAY_10)[0] == (
        "id",
        "Sun 10:00",
        [("otit-id", "Sun 11:00")],
    )


@pytest.mark.parametrize(
    ("length", "end"),
    [
        ("hour", "2026-11-30 16:00"),
        ("two-hours", "2026-11-30 17:00"),
        ("today", "2026-12-01 00:00"),
        ("reset", None),
        ("", None),
    ],
)
def test_how_long_a_hold_is(length: str, end: str | None) -> None:
    assert end_of(length, MONDAY_15) == (end and parse_moment(end))
