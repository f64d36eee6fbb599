"""Edges of the timetable that mutation testing asked for."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from schedules import (
    EVERYTHING,
    Because,
    Closed,
    Directory,
    Hours,
    Line,
    Open,
    Override,
    Scope,
    SpecialDay,
    Timetable,
    Window,
    parse_hours,
    parse_windows,
    until_next_change,
)
from schedules.timeline import Day
from tests.support.published import TOKYO
from tests.support.timetables import japan

CONFIRMED = date(2026, 11, 1)
NEW_YEARS_DAY = date(2029, 1, 1)  # a Monday


def a_line(hours: str, since: date | None = None, **changes: Any) -> Line:
    week = (Hours(parse_hours(hours), since),)
    return replace(Line("vi", 1, "OTIT", frozenset(["vi"]), "1", "+81", week, TOKYO, CONFIRMED, "page"), **changes)


def today(clock: str) -> datetime:
    """On a Monday."""
    return japan(f"2026-11-23 {clock}")


def special(day: str, hours: str, scope: Scope = EVERYTHING, **more: bool) -> SpecialDay:
    on = date.fromisoformat(day)
    return SpecialDay("special", on, on, parse_windows(hours), scope, **more)


@pytest.mark.parametrize("opened", [True, False])
def test_what_is_held_by_hand_counts_to_the_end_of_the_last_night(opened: bool) -> None:
    line = replace(a_line("Mon 20:00-02:00 next day"), last_day=date(2026, 11, 23))
    held = Override(EVERYTHING, opened, datetime(2026, 11, 1, tzinfo=UTC), None, "by hand")
    timetable = Timetable(Directory((line,), {}), (held,))
    assert isinstance(timetable.status(line, japan("2026-11-24 01:59")), Open) is opened
    assert timetable.status(line, japan("2026-11-24 02:00")).because is Because.NOT_IN_SERVICE


@pytest.mark.parametrize(
    ("line", "since", "until", "now", "expected"),
    [
        # up to the moment at which the service begins, and from that on at which it ends
        (
            a_line("Tue 9:00-17:00", first_day=date(2026, 11, 24)),
            today("12:00"),
            japan("2026-11-24 00:00"),
            today("13:00"),
            Closed(japan("2026-11-24 09:00"), Because.NOT_IN_SERVICE),
        ),
        (
            a_line("Mon 9:00-17:00", last_day=date(2026, 11, 23)),
            japan("2026-11-24 00:00"),
            None,
            today("20:00"),
            Closed(None, Because.OUTSIDE_HOURS),
        ),
    ],
)
def test_held_open_beside_the_days_of_service(
    line: Line, since: datetime, until: datetime | None, now: datetime, expected: Closed
) -> None:
    held = Override(EVERYTHING, True, since, until, "by hand")
    assert Timetable(Directory((line,), {}), (held,)).status(line, now) == expected


# --- overrides that meet


SCOPES = {"line": Scope(line="vi"), "other": Scope(line="km"), "tier": Scope(tier=1), "all": EVERYTHING}


def held(text: str) -> Override:
    """Such as ``all closed 10:00-11:00``; without an end: until it is reset."""
    scope, state, hours = text.split()
    since, _, until = hours.partition("-")
    return Override(SCOPES[scope], state == "open", today(since), today(until) if until else None, text)


@pytest.mark.parametrize(
    ("overrides", "clock", "counts", "opened", "change"),
    [
        # one after the other, within the hours 9:00-17:00
        ("all closed 10:00-11:00; all closed 12:00-13:00", "09:59", "", True, "10:00"),
        ("all closed 10:00-11:00; all closed 12:00-13:00", "10:00", "all closed 10:00-11:00", False, "11:00"),
        ("all closed 10:00-11:00; all closed 12:00-13:00", "11:00", "", True, "12:00"),
        ("all closed 10:00-11:00; all closed 12:00-13:00", "12:00", "all closed 12:00-13:00", False, "13:00"),
        ("all closed 10:00-11:00; all closed 12:00-13:00", "13:00", "", True, "17:00"),
        ("all closed 10:00-11:00; all open 11:00-18:00", "10:30", "all closed 10:00-11:00", False, "11:00"),
        ("all closed 10:00-11:00; all open 11:00-18:00", "11:00", "all open 11:00-18:00", True, "18:00"),
        ("all closed 09:00-12:00", "08:00", "", False, "12:00"),
        # the narrower within the wider
        ("all closed 10:00-14:00; tier open 11:00-12:00", "10:30", "all closed 10:00-14:00", False, "11:00"),
        ("all closed 10:00-14:00; tier open 11:00-12:00", "11:30", "tier open 11:00-12:00", True, "12:00"),
        ("all closed 10:00-14:00; tier open 11:00-12:00", "12:30", "all closed 10:00-14:00", False, "14:00"),
        ("line open 11:00-12:00; tier closed 10:00-13:00", "11:30", "line open 11:00-12:00", True, "12:00"),
        # the wider begins later, and lasts longer
        ("tier closed 10:00-14:00; all open 11:00-", "12:00", "tier closed 10:00-14:00", False, "14:00"),
        ("tier closed 10:00-14:00; all open 11:00-", "15:00", "all open 11:00-", True, None),
        # of one scope, the latest, in whichever order they stand
        ("line open 11:00-12:00; line closed 10:00-13:00", "11:30", "line open 11:00-12:00", True, "12:00"),
        ("line open 11:00-12:00; line closed 10:00-13:00", "12:30", "line closed 10:00-13:00", False, "13:00"),
        ("line closed 10:00-13:00; line open 11:00-", "12:00", "line open 11:00-", True, None),
        ("other closed 10:00-", "12:00", "", True, "17:00"),
    ],
)
def test_which_override_counts(overrides: str, clock: str, counts: str, opened: bool, change: str | None) -> None:
    line, now = a_line("Mon-Fri 9:00-17:00"), today(clock)
    timetable = Timetable(Directory((line,), {}), [held(each) for each in overrides.split("; ")])
    found = timetable.override(line, now)
    assert (found.reason if found else "") == counts
    by_hand, by_hours = (Because.OPENED, Because.WEEKLY_HOURS) if opened else (Because.CLOSED, Because.OUTSIDE_HOURS)
    because = by_hand if counts else by_hours
    at = today(change) if change else None
    assert timetable.status(line, now) == (Open if opened else Closed)(at, because, counts)


def test_what_is_in_force() -> None:
    lines = (a_line("24/7"), a_line("24/7", id="km", tier=2))
    texts = ["line closed 10:00-12:00", "other closed 12:00-", "tier closed 12:01-", "all closed 11:00-13:00"]
    timetable = Timetable(Directory(lines, {}), [held(text) for text in texts])
    assert [each.reason for each in timetable.in_force(today("12:00"))] == texts[1::2]


def test_until_the_last_of_the_lines_has_changed() -> None:
    lines = (a_line("Mon 9:00-17:00"), a_line("Tue 9:00-17:00", id="km"), a_line("24/7", id="en"))
    held = until_next_change(Timetable(Directory(lines, {})), EVERYTHING, today("12:00"), "x", opened=False)
    assert held.changes == {"vi": today("17:00"), "km": japan("2026-11-24 09:00")}
    assert held.until == japan("2026-11-24 09:00")


def test_overrides_hold_also_in_what_takes_its_place() -> None:
    line, moment, now = a_line("Mon 9:00-17:00"), today("11:00"), today("12:00")
    directory = Directory((line,), {})
    plain = Timetable(directory, (), 1, (moment, Timetable(directory, (), 2)))
    assert plain.scheduled() is plain
    changed = plain.with_overrides([held("all closed 10:00-")])
    assert (changed.revision, changed.then and (changed.then[0], changed.then[1].revision)) == (1, (moment, 2))
    assert changed.status(line, now) == Closed(None, Because.CLOSED, "all closed 10:00-")
    assert changed.scheduled().status(line, now) == Open(today("17:00"))


# --- special days


def test_extra_hours_before_the_usual_ones() -> None:
    line = a_line("Mon 9:00-17:00")
    timetable = Timetable(Directory((line,), {}, (special("2026-11-23", "6:00-7:00", extra=True),)))
    assert timetable.day(line, date(2026, 11, 23)).windows == (Window(360, 420), Window(540, 1020))
    assert timetable.status(line, today("08:00")) == Closed(today("09:00"), Because.OUTSIDE_SPECIAL_HOURS, "special")


def test_a_special_day_of_one_year_does_not_come_again() -> None:
    line = a_line("closed")
    timetable = Timetable(Directory((line,), {}, (special("2026-11-23", "9:00-10:00"),)))
    assert timetable.status(line, today("10:00")).opens is None  # type: ignore[union-attr]


# --- how far it looks


@pytest.mark.parametrize(
    ("line", "special_days", "until", "expected"),
    [
        (a_line("Mon 9:00-17:00", since=NEW_YEARS_DAY), (), None, "2029-01-01 09:00"),
        (a_line("Mon 9:00-17:00", first_day=NEW_YEARS_DAY), (), None, "2029-01-01 09:00"),
        (a_line("24/7", last_day=date(2028, 12, 31)), (), None, "2029-01-01 00:00"),
        (a_line("24/7"), (), japan("2029-01-01 12:00"), "2029-01-01 12:00"),
        (
            a_line("closed", first_day=date(2026, 11, 1)),
            (special("2026-12-01", "closed"), special("2029-01-01", "9:00-10:00")),
            None,
            "2029-01-01 09:00",
        ),
        (
            a_line("closed"),
            (special("2026-12-01", "closed"), special("2000-02-29", "9:00-10:00", Scope(line="vi"), yearly=True)),
            None,
            "2028-02-29 09:00",
        ),
    ],
)
def test_the_next_change_is_years_off(
    line: Line, special_days: tuple[SpecialDay, ...], until: datetime | None, expected: str
) -> None:
    held = [Override(EVERYTHING, False, today("00:00"), until, "moved")] if until else []
    timetable = Timetable(Directory((line,), {}, special_days), held)
    assert timetable.next_change(line, today("12:00")) == japan(expected)


class Counting(Timetable):
    """It counts the days that are looked at."""

    asked = 0

    def day(self, line: Line, day: date) -> Day:
        self.asked += 1
        return super().day(line, day)


@pytest.mark.parametrize(
    ("special_days", "least", "most"),
    [
        ((), 400, 420),
        ((special("2026-12-01", "0:00-24:00"),), 400, 420),
        ((special("2100-01-01", "0:00-24:00"),), 9 * 366, 9 * 366 + 20),
        ((special("2000-01-01", "0:00-24:00", yearly=True),), 9 * 366, 9 * 366 + 20),
    ],
)
def test_what_never_changes_is_not_looked_for_for_ever(
    special_days: tuple[SpecialDay, ...], least: int, most: int
) -> None:
    line = a_line("24/7")
    timetable = Counting(Directory((line,), {}, special_days))
    assert timetable.next_change(line, today("12:00")) is None
    assert least <= timetable.asked <= most


def test_once_warm_it_looks_at_no_day_again() -> None:
    lines = (a_line("Mon 9:00-17:00"), a_line("Tue 9:00-17:00", id="km"))
    timetable = Counting(Directory(lines, {}))
    timetable.warm(today("12:00"))
    warm = timetable.asked
    assert timetable.status(lines[0], today("12:00")) == Open(today("17:00"))
    assert timetable.status(lines[1], today("12:00")) == Closed(japan("2026-11-24 09:00"))
    assert timetable.asked == warm
