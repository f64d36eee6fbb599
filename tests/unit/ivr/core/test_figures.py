"""What is counted of calls and texts, and what the counts tell."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.core.call.outcome import LONGEST_CALL, Ending, LanguageBy, Outcome, Summary
from ivr.core.figures import BOUNDS, KINDS, MOST_KINDS, Answers, Figure, TextCount, Times, bound, figures, has_returned

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("short", "counted"),
    [
        (
            Summary("und", Outcome.MENU, None, (), Ending.MENU),
            [(Figure.LEFT, "in the language menu")],
        ),
        (
            Summary("vi", Outcome.LEFT, None, (), Ending.RINGING, LanguageBy.CHOSEN, 9),
            [(Figure.LEFT, "while a line rang"), (Figure.LANGUAGE_BY, "chosen"), (Figure.CHOOSING, "10")],
        ),
        (
            Summary("vi", Outcome.PUT_THROUGH, "fresc", ("fresc",), Ending.TALKED, LanguageBy.REMEMBERED, None, 0),
            [(Figure.LANGUAGE_BY, "remembered"), (Figure.WAITED, "2")],
        ),
        (Summary("vi", Outcome.LEFT, None, ()), []),
    ],
)
def test_the_figures_of_a_call(short: Summary, counted: list[tuple[Figure, str]]) -> None:
    assert list(figures(short)) == counted


@pytest.mark.parametrize(("seconds", "upper"), [(0, 2), (2, 2), (3, 4), (600, 600), (601, 14400), (99999, 14400)])
def test_bounds(seconds: int, upper: int) -> None:
    assert bound(seconds) == upper
    assert timedelta(seconds=BOUNDS[-1]) == LONGEST_CALL


def test_kinds_have_places_in_the_table() -> None:
    assert {*KINDS} == {*Figure}
    assert max(map(len, KINDS.values())) <= MOST_KINDS


@given(st.lists(st.integers(0, 14400), min_size=1), st.floats(0.01, 1))
def test_a_quantile_lies_within_its_bounds(seconds: list[int], share: float) -> None:
    counts: dict[int, int] = {}
    for each in seconds:
        counts[bound(each)] = counts.get(bound(each), 0) + 1
    times = Times(counts)
    found = times.quantile(share)
    assert found is not None
    above, most = found
    assert times.calls == len(seconds)
    assert sum(each <= most for each in seconds) >= share * len(seconds)
    assert sum(each <= above for each in seconds if above) < share * len(seconds)
    assert times.within(most) == sum(each <= most for each in seconds)


def test_of_no_calls_there_is_no_quantile() -> None:
    assert (Times().quantile(0.5), Times({2: 0}).quantile(0.5), Times().calls) == (None, None, 0)


@pytest.mark.parametrize(
    ("later", "counts"),
    [(timedelta(), False), (timedelta(seconds=1), True), (timedelta(hours=48), True), (timedelta(hours=49), False)],
)
def test_a_reminder_has_led_to_a_call_within_two_days(later: timedelta, counts: bool) -> None:
    assert has_returned(NOON, NOON + later) is counts


def test_sums() -> None:
    assert Answers(3, 1, 1, 1, 0, 0) + Answers(3, 0, 0, 1, 1, 1) == Answers(6, 1, 1, 2, 1, 1)
    assert TextCount(1, 2, 0) + TextCount(1, 3, 1) == TextCount(2, 5, 1)
