"""How many people are called at a time for one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.core.callbacks.pace import Bounds, at_once

BOUNDS = Bounds(least=1, most=4)


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        ("", 1),
        ("a", 2),
        ("aa", 2),
        ("aaa", 3),
        ("aaaaaa", 4),
        ("a" * 50, 4),
        ("aaab", 2),
        ("aaabb", 1),
        ("bbbb", 1),
        ("aaabaab", 2),
    ],
)
def test_answers_add_and_busy_takes_away(answered: str, expected: int) -> None:
    assert at_once((each == "a" for each in answered), BOUNDS) == expected


@given(st.lists(st.booleans()), st.integers(1, 5), st.integers(0, 20))
def test_the_bounds_hold(answered: list[bool], least: int, more: int) -> None:
    assert least <= at_once(answered, Bounds(least, least + more)) <= least + more


@given(st.integers(1, 8))
def test_a_line_of_so_many_people_is_found(people: int) -> None:
    """A line answers as long as no more people are called at a time than there are counsellors."""
    bounds, ends = Bounds(1, 20), [False][:0]
    for _ in range(200):
        many = at_once(ends[-50:], bounds)
        ends += [True] * min(many, people) + [False] * max(many - people, 0)
    assert abs(at_once(ends[-50:], bounds) - people) <= 1
