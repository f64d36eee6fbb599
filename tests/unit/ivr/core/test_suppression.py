"""Small counts: withheld so that nobody who has all that is shown, and knows the rule, finds out one of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.core.suppression import FEWEST, Cells, finest, withheld

SMALL = range(FEWEST)
ROWS = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width)))
EIGHT = st.lists(st.integers(0, 12), min_size=8, max_size=8)
PAIRS, HALVES = (lambda cell: cell // 2), (lambda cell: cell // 4)
LEVELS = ((lambda cell: cell), PAIRS, HALVES)


@pytest.mark.parametrize(
    ("counts", "cells", "rows", "columns", "total"),
    [
        ([[5, 7], [20, 9]], ((5, 7), (20, 9)), (12, 29), (25, 16), 41),
        ([[5, 7], [20, 4]], ((5, 7), (None, None)), (12, 24), (5, 7), 12),
        ([[5, 7], [20, 0]], ((5, 7), (None, None)), (12, 20), (5, 7), 12),
        ([[5, 7], [3, 1]], ((5, 7), (None, None)), (12, None), (5, 7), 12),
        ([[0, 0], [3, 1]], ((None, None), (None, None)), (None, None), (None, None), None),
        ([], (), (), (), None),
    ],
)
def test_a_row_is_shown_in_full_or_only_its_sum_or_nothing(
    counts: Sequence[Sequence[int]], cells: object, rows: object, columns: object, total: object
) -> None:
    assert withheld(counts) == Cells(cells, rows, columns, total)  # type: ignore[arg-type]


def alternatives(row: Sequence[int], column: int) -> Iterator[list[int]]:
    """Rows with the same sum, or with a sum that is also small, and each number from 0 to 4 in a column."""
    for number in SMALL:
        rest = sum(row) - number if sum(row) >= FEWEST else 0
        yield [number if each == column else rest * (each == (column == 0)) for each in range(len(row))]


@given(ROWS)
def test_any_number_from_0_to_4_in_a_withheld_place_gives_the_same_table(counts: list[list[int]]) -> None:
    """So neither sums, nor differences, nor knowing the rule, tell which it is, nor whether it is 0."""
    shown = withheld(counts)
    for place, row in enumerate(counts):
        for column, count in enumerate(row):
            if count < FEWEST:
                assert shown.cells[place][column] is None
                for other in alternatives(row, column):
                    assert withheld([*counts[:place], other, *counts[place + 1 :]]) == shown


@given(ROWS)
def test_the_difference_of_two_sums_is_never_a_small_count(counts: list[list[int]]) -> None:
    """Take any shown figure from any other that contains it: what is left is nobody, or five calls and more."""
    shown = withheld(counts)
    whole = [place for place, row in enumerate(shown.cells) if None not in row]
    parts = {("row", place): sum(counts[place]) for place, total in enumerate(shown.rows) if total is not None}
    assert all(parts["row", place] == shown.rows[place] for place in whole)
    for column, total in enumerate(shown.columns):
        assert total == (sum(counts[place][column] for place in whole) if whole else None)
        for some in subsets(whole):
            rest = (total or 0) - sum(shown.cells[place][column] or 0 for place in some)
            assert rest == 0 or rest >= FEWEST


def subsets(places: Sequence[int]) -> Iterable[list[int]]:
    for chosen in product([False, True], repeat=min(len(places), 6)):
        yield [place for place, taken in zip(places, chosen, strict=False) if taken]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([5, 5, 5, 5, 5, 5, 5, 9], {0: 5, 1: 5, 2: 5, 3: 5, 4: 5, 5: 5, 6: 5, 7: 9}),
        ([5, 5, 5, 5, 5, 5, 0, 9], {0: 10, 1: 10, 2: 10, 3: 9}),
        ([5, 5, 5, 5, 2, 2, 0, 9], {0: 20, 1: 13}),
        ([5, 5, 5, 5, 2, 2, 0, 0], {}),
    ],
)
def test_the_finest_groups_without_a_small_one(counts: list[int], expected: dict[int, int]) -> None:
    assert finest(dict(enumerate(counts)), LEVELS) == expected


@given(EIGHT)
def test_any_number_from_0_to_4_in_a_small_group_gives_the_same_groups(counts: list[int]) -> None:
    """Where the sum is known: what a small cell does not have, another of the same shown group has."""
    shown, total = finest(dict(enumerate(counts)), LEVELS), sum(counts)
    if total < FEWEST:
        return
    level = next((each for each in LEVELS if set(map(each, range(8))) == shown.keys()), lambda _: 0)
    for cell, count in enumerate(counts):
        members = [each for each in range(8) if level(each) == level(cell)]
        if count < FEWEST and len(members) > 1:
            for number in SMALL:
                another = members[0] if cell != members[0] else members[-1]
                moved = dict.fromkeys(members, 0) | {cell: number}
                moved[another] = sum(counts[each] for each in members) - number
                other = [moved.get(each, counts[each]) for each in range(8)]
                assert finest(dict(enumerate(other)), LEVELS) == shown


def test_whoever_tries_all_tables_finds_no_small_count() -> None:
    """All tables of two rows and two columns with at most 12 in a row, by what is shown of them."""
    rows = [row for row in product(range(13), repeat=2) if sum(row) <= 12]
    found: dict[Cells, list[tuple[int, ...]]] = defaultdict(list)
    for first, second in product(rows, repeat=2):
        found[withheld([first, second])].append(first + second)
    for tables in found.values():
        for place in range(4):
            possible = {each[place] for each in tables}
            assert possible.isdisjoint(SMALL) or possible >= set(SMALL)
