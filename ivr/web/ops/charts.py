"""The geometry of charts: bars in percent of the width, so that words keep their size on a telephone."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 160
"""Pixels of the highest bar."""
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle of a chart; ``kind`` is the number of its colour. What runs along the page is in percent."""

    kind: int
    start: float
    size: float


def ticks(most: int) -> list[int]:
    """Return the marks of an axis that has room for ``most``: 0, and two to five more in round steps."""
    step = next(unit * 10**power for power in range(9) for unit in _STEPS if most <= 5 * unit * 10**power)
    return list(range(0, max(most, 1) + step, step))


def stacked(counts: Sequence[int], top: float, room: float) -> list[Part]:
    """Return the parts of a bar, one on the other; ``top`` is the count that fills the ``room``."""
    parts, start = [], 0.0
    for kind, count in enumerate(counts):
        if count:
            parts.append(Part(kind, start, count * room / top))
            start += parts[-1].size
    return parts
