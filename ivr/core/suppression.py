"""Tables of counts as they may leave the console: no count below five, and none that sums or differences tell.

A row is shown in full only if each of its counts is five or more. Otherwise only its sum is shown, if that is five or
more. Columns are summed over the rows in full alone. So what is shown divides some of the calls into groups of five or
more, of which it tells the sizes and sums: the difference of two sums is a sum of whole groups. And it is the same
whichever number from 0 to 4 stands in a place that is withheld; 0 is withheld too, since that nobody has called is as
telling as that somebody has. docs/decisions/0022-small-counts.md has the reasons and the proof.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

FEWEST = 5
"""Smaller counts are withheld, 0 included."""

Count = int | None
"""None is a count that is withheld."""
Cell = TypeVar("Cell")
Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cells:
    """Counts in rows and columns with their sums.

    Attributes:
        cells: the counts; those of a row are all shown or all withheld.
        rows: the sum of each row.
        columns: the sum of each column, over the rows whose cells are shown; withheld if there is none.
        total: the sum of ``columns``.
    """

    cells: tuple[tuple[Count, ...], ...]
    rows: tuple[Count, ...]
    columns: tuple[Count, ...]
    total: Count


def withheld(counts: Sequence[Sequence[int]]) -> Cells:
    """Return counts with their sums, small ones withheld. All rows have the same number of counts, at least one.

    Which rows there are must not depend on the counts: a row of zeros is given, too.
    """
    full = [row for row in counts if _large(row)]
    width = len(counts[0]) if counts else 0
    columns: tuple[Count, ...] = tuple(map(sum, zip(*full, strict=True))) if full else (None,) * width
    return Cells(
        cells=tuple(tuple(row) if _large(row) else (None,) * width for row in counts),
        rows=tuple(sum(row) if sum(row) >= FEWEST else None for row in counts),
        columns=columns,
        total=sum(map(sum, full)) if full else None,
    )


def finest(counts: Mapping[Cell, int], levels: Sequence[Callable[[Cell], Group]]) -> dict[Group, int]:
    """Return counts in the finest groups of which each has :data:`FEWEST` or more; nothing if those of no level do.

    ``levels`` give the group of a cell, finest level first; each group of a level lies in one of the next. ``counts``
    has all cells, those with 0 too. Their sum may be known.
    """
    for group_of in levels:
        groups: Counter[Group] = Counter()
        for cell, count in counts.items():
            groups[group_of(cell)] += count
        if _large(groups.values()):
            return dict(groups)
    return {}


def _large(counts: Collection[int]) -> bool:
    return all(count >= FEWEST for count in counts)
