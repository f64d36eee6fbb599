"""What takes the place of the hours: overrides, and a revision that is published for later."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

from schedules import (
    EVERYTHING,
    Because,
    Closed,
    Hours,
    NeverChangesError,
    Open,
    Override,
    Scope,
    Timetable,
    parse_hours,
    until_next_change,
)
from tests.support.timetables import SHIPPED, VIETNAMESE, japan, one_line


def test_closed_by_hand_until_a_moment() -> None:
    held = Override(EVERYTHING, False, japan("2026-11-23 12:00"), japan("2026-11-23 14:00"), "no staff")
    timetable = Timetable(SHIPPED, (held,))
    assert timetable.status(VIETNAMESE, japan("2026-11-23 11:59")) == Open(japan("2026-11-23 12:00"))
    assert timetable.status(VIETNAMESE, japan("2026-11-23 12:00")) == Closed(
        japan("2026-11-23 14:00"), Because.CLOSED, "no staff"
    )
    assert timetable.status(VIETNAMESE, japan("2026-11-23 14:00")) == Open(japan("2026-11-23 19:00"))


def test_closed_by_hand_until_reset() -> None:
    held = Override(Scope(line="otit-vi"), False, japan("2026-11-23 12:00"), None, "moved")
    timetable = Timetable(SHIPPED, (held,))
    assert timetable.status(VIETNAMESE, japan("2030-01-01 12:00")) == Closed(None, Because.CLOSED, "moved")
    assert timetable.status(SHIPPED.lines[1], japan("2026-11-23 12:00")).because is Because.WEEKLY_HOURS


def test_until_the_next_scheduled_change_is_another_moment_for_each_line() -> None:
    now = japan("2026-11-23 16:00")  # Monday
    timetable = Timetable(SHIPPED)
    held = until_next_change(timetable, EVERYTHING, now, "power cut", opened=False)
    closed = timetable.with_overrides([held])
    fresc, khmer = SHIPPED.line("fresc"), SHIPPED.line("otit-km")
    assert fresc is not None
    assert khmer is not None
    assert closed.status(VIETNAMESE, now) == Closed(japan("2026-11-24 11:00"), Because.CLOSED, "power cut")
    assert closed.status(fresc, japan("2026-11-23 17:00")).because is Because.OUTSIDE_HOURS
    assert closed.status(VIETNAMESE, japan("2026-11-23 17:00")).because is Because.CLOSED
    assert closed.status(khmer, japan("2026-11-26 11:00")) == Open(japan("2026-11-26 19:00"))


def test_the_override_of_the_narrower_scope_wins_whichever_came_first() -> None:
    noon = japan("2026-11-23 12:00")
    scopes = (EVERYTHING, Scope(tier=1), Scope(line="otit-vi"))
    for order in permutations(range(3)):
        held = [
            Override(scopes[place], place == 2, noon + timedelta(seconds=number), None, str(scopes[place]))
            for number, place in enumerate(order)
        ]
        timetable = Timetable(SHIPPED, held)
        later = noon + timedelta(minutes=1)
        assert timetable.status(VIETNAMESE, later) == Open(None, Because.OPENED, "otit-vi")
        assert timetable.status(SHIPPED.lines[1], later) == Closed(None, Because.CLOSED, "tier 1")
        assert timetable.status(SHIPPED.lines[-1], later) == Closed(None, Because.CLOSED, "all")
        assert timetable.override(VIETNAMESE, later) == held[order.index(2)]


def test_a_later_edit_does_not_bring_an_override_back() -> None:
    now = japan("2026-11-23 16:00")
    held = until_next_change(Timetable(SHIPPED), Scope(line="otit-vi"), now, "power cut", opened=False)
    longer = replace(VIETNAMESE, hours=(Hours(parse_hours("Mon 11:00-22:00")),))
    edited = Timetable(replace(SHIPPED, lines=(longer,)), (held,))
    assert edited.status(longer, japan("2026-11-23 20:00")) == Open(japan("2026-11-23 22:00"))


def test_an_override_of_what_never_changes_needs_an_end() -> None:
    directory, _ = one_line("24/7")
    with pytest.raises(NeverChangesError, match=r"^the hours of all never change$"):
        until_next_change(Timetable(directory), EVERYTHING, japan("2026-11-23 12:00"), "x", opened=False)


def test_opened_by_hand_goes_on_into_the_usual_hours() -> None:
    held = Override(Scope(tier=1), True, japan("2026-11-23 08:00"), japan("2026-11-23 11:00"), "early shift")
    found = Timetable(SHIPPED, (held,)).status(VIETNAMESE, japan("2026-11-23 09:00"))
    assert found == Open(japan("2026-11-23 19:00"), Because.OPENED, "early shift")


def test_a_line_that_does_not_serve_is_not_opened_by_hand() -> None:
    line = replace(VIETNAMESE, last_day=date(2026, 11, 22))
    held = Override(EVERYTHING, True, japan("2026-11-23 08:00"), None, "all hands")
    timetable = Timetable(replace(SHIPPED, lines=(line,)), (held,))
    assert timetable.status(line, japan("2026-11-23 12:00")) == Closed(None, Because.NOT_IN_SERVICE)


# --- published for later


def followed(by: str, moment: str) -> Timetable:
    """The Vietnamese line Mon 9-17, and from a moment on other hours."""
    later, _ = one_line(by)
    return Timetable(one_line("Mon 9:00-17:00")[0], (), 1, (japan(moment), Timetable(later, (), 2)))


@pytest.mark.parametrize(
    ("by", "moment", "now", "expected"),
    [
        ("Tue 9:00-17:00", "2026-11-24 00:00", "2026-11-23 18:00", Closed(japan("2026-11-24 09:00"))),
        ("closed", "2026-11-24 00:00", "2026-11-23 18:00", Closed(None)),
        ("Mon 9:00-18:00", "2026-11-23 12:00", "2026-11-23 10:00", Open(japan("2026-11-23 18:00"))),
        ("Mon 13:00-18:00", "2026-11-23 12:00", "2026-11-23 10:00", Open(japan("2026-11-23 12:00"))),
        ("24/7", "2026-11-23 20:00", "2026-11-23 18:00", Closed(japan("2026-11-23 20:00"))),
        ("24/7", "2026-11-23 20:00", "2026-11-23 20:00", Open(None)),
        ("24/7", "2026-11-23 17:00", "2026-11-23 10:00", Open(None)),
        ("24/7", "2026-12-23 20:00", "2026-11-23 10:00", Open(japan("2026-11-23 17:00"))),
    ],
)
def test_the_next_change_knows_what_is_published_for_later(
    by: str, moment: str, now: str, expected: Open | Closed
) -> None:
    timetable = followed(by, moment)
    assert timetable.status(timetable.directory.lines[0], japan(now)) == expected


def test_asked_of_a_later_moment_it_answers_as_what_has_taken_its_place() -> None:
    timetable = followed("Tue 9:00-17:00", "2026-11-24 00:00")
    line = timetable.directory.lines[0]
    assert timetable.status(line, japan("2026-11-24 10:00")) == Open(japan("2026-11-24 17:00"))
    assert isinstance(timetable.status(line, japan("2026-11-30 10:00")), Closed)


def test_days_know_it_too() -> None:
    timetable = followed("Tue 9:00-17:00", "2026-11-24 00:00")
    line = timetable.directory.lines[0]
    days = [timetable.day(line, date(2026, 11, 23) + timedelta(days=ahead)).windows for ahead in (0, 1, 7, 8)]
    assert [bool(windows) for windows in days] == [True, True, False, True]


def test_a_line_that_will_be_gone_closes_for_good() -> None:
    then = (japan("2026-11-23 12:00"), Timetable(replace(SHIPPED, lines=SHIPPED.lines[1:]), (), 2))
    timetable = Timetable(SHIPPED, (), 1, then)
    assert timetable.status(VIETNAMESE, japan("2026-11-23 11:00")) == Open(japan("2026-11-23 12:00"))
    assert timetable.status(VIETNAMESE, japan("2026-11-23 12:00")) == Closed(None, Because.NOT_IN_SERVICE)
    assert timetable.day(VIETNAMESE, date(2026, 11, 24)).because_closed is Because.NOT_IN_SERVICE
