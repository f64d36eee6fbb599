"""Reports: the bars of a chart, and the hours in which many call and nobody is there."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from ivr.core.reports import HOURS_A_WEEK, Demand, Peak, peak, spans

SUNDAY_EVENING = 6 * 24 + 18
LAST = date(2026, 11, 29)


def week(calls: dict[int, int], opened: range = range(0)) -> list[Demand]:
    return [Demand(hour, calls.get(hour, 0), 0, 60 * (hour in opened)) for hour in range(HOURS_A_WEEK)]


@pytest.mark.parametrize(
    ("days", "bars", "first_of_last"),
    [
        (1, 1, "2026-11-29"),
        (28, 28, "2026-11-29"),
        (31, 31, "2026-11-29"),
        (32, 5, "2026-11-26"),
        (90, 13, "2026-11-24"),
        (98, 14, "2026-11-23"),
        (99, 4, "2026-11-01"),
        (365, 13, "2026-11-01"),
    ],
)
def test_bars_cover_all_days_once(days: int, bars: int, first_of_last: str) -> None:
    first = LAST - timedelta(days=days - 1)
    found = spans(first, LAST)
    assert (len(found), str(found[-1][0])) == (bars, first_of_last)
    assert (found[0][0], found[-1][1]) == (first, LAST)
    assert all(after[0] - before[1] == timedelta(days=1) for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ({SUNDAY_EVENING: 4, SUNDAY_EVENING + 1: 4}, Peak("my", 6, 18, 20, 8, 8)),
        ({SUNDAY_EVENING: 4, SUNDAY_EVENING + 3: 4}, Peak("my", 6, 18, 22, 8, 8)),
        ({SUNDAY_EVENING: 4, SUNDAY_EVENING + 4: 4}, None),
        ({SUNDAY_EVENING: 7}, None),
        ({SUNDAY_EVENING: 18, 12: 102}, Peak("my", 6, 18, 19, 18, 120)),
        ({SUNDAY_EVENING: 18, 12: 103}, None),
        ({SUNDAY_EVENING: 8, 12: 32}, None),
        ({23: 4, 24: 4}, None),
        ({}, None),
    ],
)
def test_peak(calls: dict[int, int], expected: Peak | None) -> None:
    """On Monday at 12 a line is open: calls then are no unmet demand, however many there are."""
    assert peak("my", week(calls, range(9, 15)), week(calls)) == expected


def test_a_peak_has_a_share() -> None:
    mine = week({SUNDAY_EVENING: 18, 12: 102}, range(9, 15))
    found = peak("my", mine, mine)
    assert found is not None
    assert found.share == 0.15


def test_hours_in_which_everybody_calls_are_no_peak_of_one_language() -> None:
    mine = week({SUNDAY_EVENING: 20, 12: 60}, range(9, 15))
    assert peak("my", mine, week({SUNDAY_EVENING: 120, 12: 260})) is None
    assert peak("my", mine, week({SUNDAY_EVENING: 30, 12: 350})) is not None
