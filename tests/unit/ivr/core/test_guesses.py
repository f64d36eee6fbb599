"""Guesses at a password: what they are counted by, and how long to wait after them."""

from datetime import timedelta

import pytest

from ivr.core.guesses import counted_by, wait_after


def test_an_attempt_is_counted_by_name_and_address_and_by_each_of_them() -> None:
    assert counted_by("aiko", "192.0.2.1") == {"name aiko from 192.0.2.1": 5, "name aiko": 20, "from 192.0.2.1": 50}


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
