"""How many of those who call while lines are open reach a person: measured for each set of lines that are open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ivr.core.benefit.openings import WHOLE, History, Lines, Openings
from ivr.core.reports import Rate

USUAL, USUAL_WEIGHT = 0.7, 4
"""The share that is assumed where no call has come while a line was open. It counts as much as so many calls."""
TIER_WEIGHT = 10
"""The share of lines that are alike counts for each of them as much as so many calls."""


def counted_while_open(history: History, openings: Iterable[Openings]) -> dict[Lines, Rate]:
    """Return how many called while exactly these lines were open, for the whole hour, and how many were put through.

    ``openings`` are those that were in force then, one after the other.
    """
    found: dict[Lines, Rate] = {}
    for opened in openings:
        for language, hours in history.calls.items():
            for hour in opened.hours:
                if hour not in hours:
                    continue
                lines = opened.open(language, hour)
                if lines and all(minutes == WHOLE for minutes in lines.values()):
                    found[tuple(lines)] = found.get(tuple(lines), Rate()) + Rate(*hours[hour])
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """The share of callers who reach a person, as a distribution (beta)."""

    mean: float
    variance: float


class Shares:
    """The share of callers who reach a person, by the lines that are open.

    It includes that some hang up first or ask for a text instead. A set of lines with few calls tends to the share of
    all sets of as many lines whose first is of the same tier, and that to :data:`USUAL`.
    """

    def __init__(self, counted: Mapping[Lines, Rate], tiers: Mapping[str, int]) -> None:
        self._counted = counted
        self._tiers = tiers
        alike: dict[tuple[int, int], Rate] = defaultdict(Rate)
        for lines, rate in counted.items():
            alike[self._kind(lines)] += rate
        self._usual = {kind: _beta(rate, USUAL, USUAL_WEIGHT).mean for kind, rate in alike.items()}

    def of(self, lines: Lines) -> Share:
        """Return the share while exactly these lines are open; at least one."""
        usual = self._usual.get(self._kind(lines), USUAL)
        return _beta(self._counted.get(lines, Rate()), usual, TIER_WEIGHT)

    def _kind(self, lines: Lines) -> tuple[int, int]:
        return len(lines), self._tiers.get(lines[0], 0)


def _beta(counted: Rate, mean: float, weight: float) -> Share:
    """Return the beta distribution after so many calls; before them it had a mean that counts like ``weight`` calls."""
    total = counted.dials + weight
    after = (counted.answered + mean * weight) / total
    return Share(after, after * (1 - after) / (total + 1))
