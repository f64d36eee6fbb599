"""Guesses at a password: what they are counted by, and how long to wait after them."""

from datetime import UTC, datetime, timedelta

import pytest

from ivr.core.guesses import counted_by, still_counts, wait_after, wait_left


def test_an_attempt_is_counted_by_name_and_address_and_by_each_of_them() -> None:
    assert counted_by("aiko", "192.0.2.1") == {"name aiko from 192.0.2.1": 5, "name aiko": 20, "from 192.0.2.1": 50}


def test_an_attempt_in_a_known_browser_is_counted_by_itself() -> None:
    assert counted_by("aiko", "192.0.2.1", "0a") == {"name aiko in browser 0a": 5}


@pytest.mark.parametrize(
    ("failed", "free", "seconds"),
    [
        (0, 5, 0),
        (4, 5, 0),
        (5, 5, 30),
        (6, 5, 60),
        (7, 5, 120),
        (9, 5, 480),
        (10, 5, 900),
        (11, 5, 900),
        (5000, 5, 900),
        (19, 20, 0),
        (20, 20, 30),
        (51, 50, 60),
    ],
)
def test_each_guess_beyond_those_that_are_free_costs_twice_the_time(failed: int, free: int, seconds: int) -> None:
    assert wait_after(failed, free) == timedelta(seconds=seconds)


NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
YEARS = timedelta(days=3650)


@pytest.mark.parametrize(
    ("ago", "counts"),
    [
        (timedelta(), True),
        (timedelta(days=1), True),
        (timedelta(days=1, seconds=1), False),
        (-timedelta(minutes=15), True),
        (-timedelta(minutes=15, seconds=1), False),
        (-YEARS, False),
    ],
)
def test_attempts_count_for_a_day_and_those_of_a_wrong_clock_not_at_all(ago: timedelta, counts: bool) -> None:
    assert still_counts(NOW - ago, NOW) is counts


@pytest.mark.parametrize(
    ("ago", "seconds"), [(timedelta(), 30), (timedelta(seconds=10), 20), (timedelta(minutes=1), -30), (-YEARS, 30)]
)
def test_no_wait_is_longer_than_its_length_whatever_the_clock_said(ago: timedelta, seconds: int) -> None:
    assert wait_left(5, 5, NOW - ago, NOW) == timedelta(seconds=seconds)
