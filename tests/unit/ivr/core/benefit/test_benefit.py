"""What more hours add: which minutes, which calls, which share of them, and how sure that is."""

from dataclasses import replace
from datetime import date

import pytest

from ivr.core.benefit import (
    Cell,
    History,
    Model,
    Openings,
    Shares,
    best_hours,
    counted_while_open,
    day_of_difference,
    gain,
    in_the_end,
)
from ivr.core.benefit.forecast import _interval
from ivr.core.reports import HOURS_A_WEEK, Rate, hour_of
from schedules import Directory, HolidayRule, HolidayRules, Hours, Timetable, parse_hours
from tests.support.timetables import SHIPPED, VIETNAMESE, japan

MONDAY = hour_of(japan("2026-11-02 00:00"))
TODAY = date(2026, 11, 30)
WEEK = range(MONDAY, MONDAY + HOURS_A_WEEK)
TWO = replace(SHIPPED.lines[-1], languages=frozenset({"vi", "my"}))
"""FRESC, in two languages."""


def lines(vietnamese: str, fresc: str = "closed", **changes: object) -> Directory:
    """Return a directory of two lines, tier 1 for Vietnamese, tier 2 for Vietnamese and Burmese."""
    both = replace(VIETNAMESE, hours=hours(vietnamese)), replace(TWO, hours=hours(fresc))
    return replace(SHIPPED, lines=both, **changes)  # type: ignore[arg-type]


def hours(text: str) -> tuple[Hours, ...]:
    return (Hours(parse_hours(text)),) if text != "closed" else ()


def opened(directory: Directory, *not_dialled: str) -> Openings:
    return Openings(Timetable(directory), WEEK, not_dialled)


def calls(**of_monday: dict[int, tuple[int, int]]) -> History:
    """Return a week of calls on Monday, by language and hour of the day."""
    return History(
        MONDAY, 1, {code: {MONDAY + at: count for at, count in day.items()} for code, day in of_monday.items()}
    )


@pytest.mark.parametrize(
    ("text", "hour", "minutes"),
    [
        ("Mon 09:00-17:00", 8, 0),
        ("Mon 09:00-17:00", 9, 60),
        ("Mon 09:00-17:00", 16, 60),
        ("Mon 09:00-17:00", 17, 0),
        ("Mon 09:30-17:00", 9, 30),
        ("Mon 09:05-09:15, 09:20-09:30", 9, 20),
        ("Mon 22:00-24:00", 23, 60),
        ("Mon 22:00-24:00", 24, 0),
        ("Sun 09:00-17:00", 9, 0),
    ],
)
def test_minutes(text: str, hour: int, minutes: int) -> None:
    directory = lines(text)
    assert opened(directory).of("otit-vi").get(MONDAY + hour, 0).bit_count() == minutes
    assert opened(directory).reachable("vi").get(MONDAY + hour, 0).bit_count() == minutes
    assert not opened(directory).reachable("my")


def test_lines_that_are_not_offered_open_nothing() -> None:
    directory = lines("Mon 09:00-17:00")
    hidden = replace(directory, lines=(replace(directory.lines[0], hidden=True), directory.lines[1]))
    assert not opened(hidden).reachable("vi")
    assert not opened(directory, "otit-vi").reachable("vi")


CALLED = calls(vi={9: (4, 3), 17: (6, 0), 18: (5, 1)}, my={9: (2, 0), 17: (8, 0)})


@pytest.mark.parametrize(
    ("now", "then", "expected", "added"),
    [
        (("Mon 09:00-17:00",), ("Mon 09:00-18:00",), {("vi", 17, ("otit-vi",)): 6}, {"otit-vi": 1}),
        (("Mon 09:00-17:00",), ("Mon 09:00-17:30",), {("vi", 17, ("otit-vi",)): 3}, {"otit-vi": 0.5}),
        (("Mon 09:00-18:00",), ("Mon 09:00-18:00, 18:30-19:00",), {("vi", 18, ("otit-vi",)): 2.5}, {"otit-vi": 0.5}),
        # A second line in hours that are open already helps only those whose language it adds.
        (("Mon 09:00-17:00",), ("Mon 09:00-17:00", "Mon 09:00-10:00"), {("my", 9, ("fresc",)): 2}, {"fresc": 1}),
        (
            ("Mon 09:00-17:00",),
            ("Mon 09:00-18:00", "Mon 17:00-18:00"),
            {("vi", 17, ("otit-vi", "fresc")): 6, ("my", 17, ("fresc",)): 8},
            {"otit-vi": 1, "fresc": 1},
        ),
        (("Mon 09:00-17:00",), ("Mon 09:00-17:00",), {}, {}),
    ],
)  # fmt: skip
def test_calls_in_added_hours(
    now: tuple[str, ...],
    then: tuple[str, ...],
    expected: dict[tuple[str, int, tuple[str, ...]], float],
    added: dict[str, float],
) -> None:
    found = gain(CALLED, opened(lines(*now)), opened(lines(*then)))
    assert {(cell.language, cell.hour, cell.lines): cell.calls for cell in found.cells} == expected
    assert found.hours == added
    assert found.lost == 0
    assert found.calls == sum(expected.values())


def test_what_is_lost_are_calls_that_reached_a_person() -> None:
    assert gain(CALLED, opened(lines("Mon 09:00-17:00")), opened(lines("Mon 10:00-17:00"))).lost == 3
    assert gain(CALLED, opened(lines("Mon 09:00-10:00")), opened(lines("Mon 09:20-10:00"))).lost == 1
    still = lines("Mon 10:00-17:00", "Mon 09:00-10:00")
    assert gain(CALLED, opened(lines("Mon 09:00-17:00")), opened(still)).lost == 0


def test_the_share_of_callers_who_reach_a_person() -> None:
    """Only hours count in which the same lines are open throughout. Where nobody has called, lines alike say more."""
    open_now = opened(lines("Mon 09:00-17:30", "Mon 09:00-10:00"))
    counted = counted_while_open(CALLED, [open_now])
    assert counted == {("otit-vi", "fresc"): Rate(4, 3), ("fresc",): Rate(2, 0)}
    none = Shares({}, {"otit-vi": 1})
    assert none.of(("otit-vi",)).mean == 0.7
    much = Shares({("otit-vi",): Rate(1000, 900)}, {"otit-vi": 1, "otit-zh": 1, "fresc": 2})
    assert much.of(("otit-vi",)).mean == pytest.approx(0.9, abs=0.003)
    assert much.of(("otit-zh",)).mean == pytest.approx(0.9, abs=0.003)
    assert much.of(("fresc",)).mean == 0.7
    assert much.of(("otit-vi", "fresc")).mean == 0.7
    assert much.of(("otit-vi",)).variance < much.of(("otit-zh",)).variance


@pytest.mark.parametrize(
    ("mean", "variance", "expected"),
    [
        (0, 0, (0, 0)),
        (1, 1, (0, 3)),  # Poisson: 0.92 up to 2, 0.98 up to 3
        (10, 10, (5, 15)),  # Poisson: 0.029 up to 4, 0.067 up to 5; 0.917 up to 14, 0.951 up to 15
        (2, 6, (0, 7)),  # geometric-like: size 1, chance 1/3: 1 - (2/3)^7 = 0.941, 1 - (2/3)^8 = 0.961
        (1000, 1000, (948, 1052)),
        (399.9, 399.9, (367, 433)),
        (400.1, 400.1, (367, 433)),
    ],
)
def test_the_interval(mean: float, variance: float, expected: tuple[int, int]) -> None:
    assert _interval(mean, variance) == expected


def weeks_of(*counts: int, language: str = "vi", hour: int = 17) -> History:
    """Return weeks with so many calls on Monday."""
    called = {MONDAY + week * HOURS_A_WEEK + hour: (count, 0) for week, count in enumerate(counts)}
    return History(MONDAY, len(counts), {language: called})


def test_weeks_that_differ_widen_the_interval() -> None:
    cell = Cell("vi", 17, ("otit-vi",), 120, 12)
    even, uneven = (
        Model(weeks_of(*counts), Shares({("otit-vi",): Rate(10_000, 10_000)}, {"otit-vi": 1})).forecast([cell])
        for counts in ([10] * 12, [0, 20] * 6)
    )
    assert even.mean == pytest.approx(uneven.mean, rel=0.02)
    assert uneven.low < even.low - 5
    assert even.high + 5 < uneven.high


def test_few_calls_tend_to_the_mean_of_all_hours() -> None:
    history = weeks_of(*[0] * 11, 12)
    model = Model(history, Shares({}, {}))
    assert model.mean([Cell("vi", 17, ("otit-vi",), 12, 12)]) < 4 * 0.7
    assert model.mean([Cell("vi", 18, ("otit-vi",), 0, 12)]) > 0


def test_a_language_without_calls_has_no_cells_and_no_days_no_dispersion() -> None:
    model = Model(History(MONDAY, 1, {"vi": {}}), Shares({}, {}))
    found = model.forecast([Cell("vi", 17, ("otit-vi",), 0, 1)])
    assert 0 < found.mean < 0.1
    assert found.low == 0
    assert model.forecast([]).mean == 0


def test_the_best_hours_are_those_with_most_calls() -> None:
    directory = lines("Mon 09:00-17:00", "Mon 09:00-17:00")
    model = Model(CALLED, Shares({}, {}))
    now = opened(directory)
    found = best_hours(CALLED, Timetable(directory), now, model, now.lines)
    assert [(each.line, each.hour, each.calls) for each in found[:2]] == [("fresc", 17, 14), ("otit-vi", 17, 6)]
    assert len(found) == 10
    only = best_hours(CALLED, Timetable(directory), now, model, now.lines[:1])
    assert {each.line for each in only} == {"otit-vi"}
    assert not any(each.hour in range(9, 17) for each in found), "the lines are open then"


def test_days_on_which_a_line_does_not_keep_its_hours_do_not_count() -> None:
    """Tuesday 3 November is a public holiday: what comes then would not be reached in one more hour on Tuesdays."""
    history = History(MONDAY, 1, {"my": {MONDAY + 24 + 20: (9, 0), MONDAY + 48 + 20: (9, 0)}})
    directory = lines("closed", "Mon-Fri 09:00-17:00", holidays={2: HolidayRules.closed(HolidayRule.PUBLIC)})
    now = opened(directory)
    found = best_hours(history, Timetable(directory), now, Model(history, Shares({}, {})), now.lines, most=300)
    fresc = {each.hour: each.calls for each in found if each.line == "fresc"}
    assert fresc[48 + 20] == 9
    assert not fresc.keys() & range(24, 48)


def test_hours_that_are_planned_for_later_count_as_if_in_force() -> None:
    later = date(2027, 1, 4)
    was = lines("Mon 09:00-17:00")
    planned = replace(was.lines[0], hours=(*was.lines[0].hours, Hours(parse_hours("Mon 09:00-19:00"), later)))
    becomes = replace(was, lines=(planned, was.lines[1]))
    assert day_of_difference(was, becomes, TODAY) == later
    assert day_of_difference(becomes, becomes, TODAY) == TODAY
    today_only = replace(planned, hours=(Hours(parse_hours("Mon 08:00-17:00")), planned.hours[1]))
    assert day_of_difference(becomes, replace(becomes, lines=(today_only, was.lines[1])), TODAY) == TODAY
    added = gain(CALLED, opened(in_the_end(was, later)), opened(in_the_end(becomes, later)))
    assert added.hours == {"otit-vi": 2}


def test_a_line_that_begins_later_counts_and_one_that_has_ended_does_not() -> None:
    was = lines("Mon 09:00-17:00")
    new = replace(was.lines[1], hours=hours("Mon 17:00-18:00"), first_day=date(2027, 1, 4))
    becomes = replace(was, lines=(was.lines[0], new))
    day = day_of_difference(was, becomes, TODAY)
    assert gain(CALLED, opened(in_the_end(was, day)), opened(in_the_end(becomes, day))).hours == {"fresc": 1}
    ended = replace(was, lines=(replace(was.lines[0], last_day=date(2026, 11, 1)), was.lines[1]))
    assert not opened(in_the_end(ended, TODAY)).reachable("vi")
