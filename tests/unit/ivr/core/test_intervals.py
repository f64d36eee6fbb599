"""Intervals: those that were published with the methods, and their ends."""

import pytest

from ivr.core.intervals import change_interval, count_interval, median_ranks, share_interval


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_shares_as_newcombe_has_them(part: int, whole: int, low: float, high: float) -> None:
    """Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3 (Wilson)."""
    found = share_interval(part, whole)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    rest = share_interval(whole - part, whole)
    assert (rest.low, rest.high) == pytest.approx((1 - found.high, 1 - found.low))


@pytest.mark.parametrize(
    ("before", "now", "low", "high"),
    [((48, 80), (56, 70), 0.0524, 0.3339), ((3, 10), (9, 10), 0.1705, 0.8090), ((0, 10), (10, 10), 0.6075, 1.0)],
)
def test_changes_as_newcombe_has_them(before: tuple[int, int], now: tuple[int, int], low: float, high: float) -> None:
    """Newcombe, Interval estimation for the difference between independent proportions, 1998, table II, method 10."""
    found = change_interval(before, now)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert not found.excludes(now[0] / now[1] - before[0] / before[1])
    assert found.excludes(0)


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0.0, 3.8415), (10, 5.4320, 18.4095)])
def test_counts(count: int, low: float, high: float) -> None:
    """The ends of the score interval are the means that differ from the count by 1.96 of their standard deviations."""
    found = count_interval(count)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert (found.high - count) ** 2 / found.high == pytest.approx(1.96**2, rel=1e-4)


@pytest.mark.parametrize(("count", "ranks"), [(1, (0, 0)), (3, (0, 2)), (20, (5, 14)), (100, (39, 60))])
def test_the_median_lies_between_two_values(count: int, ranks: tuple[int, int]) -> None:
    """Of 20 and of 100 values these are the ranks in the tables of the sign test (6th and 15th, 40th and 61st)."""
    assert median_ranks(count) == ranks
