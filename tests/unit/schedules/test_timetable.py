"""The timetable against two witnesses: a walk minute by minute by the rules, and dateutil's recurrence rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import WEEKLY, rrule, rruleset
from dateutil.tz import gettz
from hypothesis import given
from hypothesis import strategies as st

from schedules import (
    EVERYTHING,
    Because,
    Closed,
    Directory,
    HolidayRule,
    Hours,
    Line,
    NeverChangesError,
    Open,
    Override,
    Scope,
    SpecialDay,
    Timetable,
    Week,
    load_directory,
    parse_hours,
    parse_windows,
    until_next_change,
)
from tests.support.examples import examples
from tests.support.strategies import directories, is_open, moments, overrides, weeks

TOKYO = ZoneInfo("Asia/Tokyo")
SHIPPED = load_directory()
VIETNAMESE = SHIPPED.lines[0]
NO_DST = ("Asia/Tokyo", "Asia/Kathmandu", "America/Lima")


def one_line(hours: str | Week, zone: str = "Asia/Tokyo", **changes: Any) -> tuple[Directory, Line]:
    week = parse_hours(hours) if isinstance(hours, str) else hours
    line = replace(VIETNAMESE, hours=(Hours(week),), zone=ZoneInfo(zone))
    return replace(SHIPPED, lines=(line,), **changes), line


def japan(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def at(hours: str, moment: str, zone: str = "Asia/Tokyo", **changes: Any) -> Open | Closed:
    directory, line = one_line(hours, zone, **changes)
    return Timetable(directory).status(line, datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)))


def special(name: str, day: str, hours: str, scope: Scope = EVERYTHING, **more: bool) -> SpecialDay:
    first, _, last = day.partition(" to ")
    return SpecialDay(
        name, date.fromisoformat(first), date.fromisoformat(last or first), parse_windows(hours), scope, **more
    )


# --- weekly hours


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


# --- special days


def test_a_closed_date() -> None:
    days = (special("Staff training", "2026-11-23", "closed"),)
    found = at("Mon-Fri 9:00-17:00", "2026-11-23 10:00", special_days=days)
    assert found == Closed(japan("2026-11-24 09:00"), Because.SPECIAL_CLOSURE, "Staff training")


def test_other_hours_on_a_date() -> None:
    days = (special("Short day", "2026-11-23", "10:00-12:00"),)
    assert at("Mon-Fri 9:00-17:00", "2026-11-23 09:30", special_days=days) == Closed(
        japan("2026-11-23 10:00"), Because.OUTSIDE_SPECIAL_HOURS, "Short day"
    )
    assert at("Mon-Fri 9:00-17:00", "2026-11-23 10:00", special_days=days) == Open(
        japan("2026-11-23 12:00"), Because.SPECIAL_HOURS, "Short day"
    )


def test_extra_hours_leave_the_usual_ones() -> None:
    days = (special("Evening", "2026-11-23", "19:00-21:00", extra=True),)
    assert at("Mon 9:00-17:00", "2026-11-23 12:00", special_days=days) == Open(
        japan("2026-11-23 17:00"), Because.SPECIAL_HOURS, "Evening"
    )
    assert isinstance(at("Mon 9:00-17:00", "2026-11-23 19:30", special_days=days), Open)


def test_a_special_day_takes_its_own_night_along_and_leaves_that_of_the_day_before() -> None:
    """What OSM and others get wrong: the tail of a closed Friday stays open on Saturday at 1."""
    closed_friday = (special("closed", "2026-11-27", "closed"),)
    closed_saturday = (special("closed", "2026-11-28", "closed"),)
    nights = "Fri, Sat 22:00-2:00 next day"
    assert isinstance(at(nights, "2026-11-28 01:00", special_days=closed_friday), Closed)
    assert isinstance(at(nights, "2026-11-28 01:00", special_days=closed_saturday), Open)
    assert isinstance(at(nights, "2026-11-29 01:00", special_days=closed_saturday), Closed)


def test_a_run_over_new_year_that_comes_every_year() -> None:
    days = (special("New Year", "1999-12-29 to 2000-01-03", "closed", yearly=True),)
    found = at("Mon-Sun 9:00-17:00", "2026-12-28 18:00", special_days=days)
    assert found == Closed(japan("2027-01-04 09:00"))
    assert at("Mon-Sun 9:00-17:00", "2031-01-03 12:00", special_days=days).name == "New Year"


def test_a_winter_that_comes_every_year_has_a_29_february_in_it() -> None:
    days = (special("Winter", "1999-12-01 to 2000-03-01", "closed", yearly=True),)
    for day in ("2028-02-28", "2028-02-29", "2028-03-01", "2027-02-28", "2026-12-01"):
        assert at("24/7", f"{day} 12:00", special_days=days).name == "Winter"
    assert at("24/7", "2028-03-02 12:00", special_days=days).name == ""


def test_open_only_on_a_29_february() -> None:
    days = (special("Leap day", "2000-02-29", "9:00-10:00", yearly=True),)
    assert at("closed", "2096-03-01 09:00", special_days=days) == Closed(japan("2104-02-29 09:00"))


@pytest.mark.parametrize(
    ("scopes", "counts"),
    [((EVERYTHING, Scope(tier=1)), 1), ((Scope(tier=1), Scope(line="otit-vi")), 1), ((Scope(tier=2), EVERYTHING), 1)],
)
def test_the_narrower_scope_wins(scopes: tuple[Scope, Scope], counts: int) -> None:
    days = tuple(special(f"day {number}", "2026-11-23", "closed", scope) for number, scope in enumerate(scopes))
    assert at("Mon 9:00-17:00", "2026-11-23 10:00", special_days=days).name == f"day {counts}"


# --- holidays


def test_rules_are_off_as_shipped() -> None:
    assert isinstance(Timetable(SHIPPED).status(VIETNAMESE, japan("2026-11-23 12:00")), Open)  # 勤労感謝の日


def test_holidays_close_the_tier_that_has_the_rule() -> None:
    timetable = Timetable(replace(SHIPPED, holidays={2: frozenset([HolidayRule.PUBLIC])}))
    fresc = SHIPPED.lines[-1]
    noon = japan("2026-11-23 12:00")
    assert timetable.status(fresc, noon) == Closed(japan("2026-11-24 09:00"), Because.HOLIDAY, "勤労感謝の日")
    assert isinstance(timetable.status(VIETNAMESE, noon), Open)


def test_new_year_is_a_rule_of_its_own() -> None:
    rules = {1: frozenset([HolidayRule.NEW_YEAR])}
    assert at("Mon-Sun 9:00-17:00", "2026-12-29 10:00", holidays=rules) == Closed(
        japan("2027-01-04 09:00"), Because.NEW_YEAR, "年末年始"
    )


def test_a_special_day_opens_on_a_holiday() -> None:
    rules = {1: frozenset([HolidayRule.PUBLIC])}
    days = (special("Open all the same", "2026-11-23", "9:00-12:00"),)
    assert isinstance(at("closed", "2026-11-23 10:00", holidays=rules, special_days=days), Open)


# --- overrides


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


# --- what takes its place


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


# --- the witnesses


def changes_at(status: Open | Closed) -> datetime | None:
    return status.until if isinstance(status, Open) else status.opens


@examples(60)
@given(directories(NO_DST), overrides(), st.lists(moments, min_size=1, max_size=3))
def test_as_a_walk_minute_by_minute_by_the_rules(
    directory: Directory, held: tuple[Override, ...], instants: list[datetime]
) -> None:
    timetable = Timetable(directory, held)
    for line in directory.lines:
        for now in instants:
            found = timetable.status(line, now)
            state = is_open(directory, held, line, now)
            assert isinstance(found, Open) is state
            change = changes_at(found)
            walk = (now + timedelta(minutes=ahead) for ahead in range(1, 3 * 24 * 60))
            flips = next((moment for moment in walk if is_open(directory, held, line, moment) is not state), None)
            if flips is not None:
                assert change is not None
                # overrides begin within a minute
                assert change.replace(second=0, microsecond=0) in (flips, flips - timedelta(minutes=1))
                assert is_open(directory, held, line, change) is not state
            else:
                assert change is None or change >= now + timedelta(days=3) - timedelta(minutes=1)


@examples(150)
@given(directories(), overrides(), moments)
def test_the_next_change_is_the_next_change(directory: Directory, held: tuple[Override, ...], now: datetime) -> None:
    """Asked at any moment before the change, the answer is the same; at the change, it is the other state."""
    timetable = Timetable(directory, held)
    for line in directory.lines:
        found = timetable.status(line, now)
        change = changes_at(found)
        until = change or now + timedelta(days=900)
        for part in range(1, 8):
            between = timetable.status(line, now + (until - now) * part / 8)
            assert type(between) is type(found)
            assert changes_at(between) == change
        if change is not None:
            assert type(timetable.status(line, change)) is not type(found)


@given(weeks(overnight=False), st.sampled_from(NO_DST), moments)
def test_openings_are_those_of_dateutil(week: Week, zone: str, now: datetime) -> None:
    directory, line = one_line(week, zone)
    local = now.astimezone(gettz(zone))
    openings, closings = rruleset(), rruleset()
    for day, windows in enumerate(week):
        for window in windows:
            monday = datetime(2025, 12, 22, tzinfo=gettz(zone))
            openings.rrule(rrule(WEEKLY, dtstart=monday + timedelta(days=day, minutes=window.opens)))
            closings.rrule(rrule(WEEKLY, dtstart=monday + timedelta(days=day, minutes=window.closes)))
    found = Timetable(directory).status(line, now)
    last_opening, last_closing = openings.before(local, inc=True), closings.before(local, inc=True)
    is_open = last_opening is not None and (last_closing is None or last_opening >= last_closing)
    assert isinstance(found, Open) is is_open
    if isinstance(found, Closed):
        assert found.opens == (openings.after(local) if any(week) else None)
