"""Probabilities of counts, against sums over all cases and against what is drawn."""

from itertools import combinations
from math import comb, exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.core.chances import at_least, none_came, so_few

few = st.integers(0, 3)


@given(st.integers(0, 12), st.integers(0, 12), st.floats(0.01, 1))
def test_the_binomial_tail_is_the_sum_of_its_terms(successes: int, more: int, chance: float) -> None:
    trials = successes + more
    terms = (comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(successes, trials + 1))
    assert at_least(successes, trials, chance) == pytest.approx(sum(terms), abs=1e-12)


@given(few, few, few, few)
def test_so_few_counts_the_ways_to_deal_the_answers(now: int, more: int, before: int, more_before: int) -> None:
    trials, trials_before = now + more, before + more_before
    dealt = [
        sum(each < trials for each in hands) for hands in combinations(range(trials + trials_before), now + before)
    ]
    expected = sum(each <= now for each in dealt) / len(dealt)
    assert so_few(now, trials, before, trials_before) == pytest.approx(expected, abs=1e-12)


def test_what_is_known_from_few_counts_is_less_sure() -> None:
    assert none_came(9.0, 1e9) == pytest.approx(exp(-9))
    assert none_came(9.0, 36) == pytest.approx(0.8**36)  # the same hours of four weeks
    assert none_came(9.0, 36) > none_came(9.0, 72) > exp(-9)
    assert none_came(0.0, 36) == none_came(0.0, 0) == 1.0
