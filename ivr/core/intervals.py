"""How far counts may be from what they measure: intervals for shares, for counts, and for changes of both.

They take each call as independent of the others. Somebody who calls again makes them a little too narrow.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """The values between which something probably lies."""

    low: float
    high: float

    def excludes(self, value: float) -> bool:
        """Whether a value is outside."""
        return not self.low <= value <= self.high


def share_interval(part: int, whole: int, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval of a share, from 0 to 1 (Wilson 1927). ``whole`` is at least 1."""
    z = _quantile(confidence)
    share, width = part / whole, z * z / whole
    middle = (share + width / 2) / (1 + width)
    half = z / (1 + width) * sqrt(share * (1 - share) / whole + width / (4 * whole))
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def count_interval(count: int, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval of the mean of a Poisson distribution of which one count is known (score interval)."""
    z = _quantile(confidence)
    middle, half = count + z * z / 2, z * sqrt(count + z * z / 4)
    return Interval(max(0.0, middle - half), middle + half)


def change_interval(before: tuple[int, int], now: tuple[int, int], confidence: float = CONFIDENCE) -> Interval:
    """Return the interval of the change of a share, from -1 to 1 (Newcombe 1998, method 10).

    Each share is given as its part and its whole, which is at least 1.
    """
    was, becomes = before[0] / before[1], now[0] / now[1]
    old, new = share_interval(*before, confidence), share_interval(*now, confidence)
    change = becomes - was
    down = sqrt((becomes - new.low) ** 2 + (old.high - was) ** 2)
    up = sqrt((new.high - becomes) ** 2 + (was - old.low) ** 2)
    return Interval(change - down, change + up)


def median_ranks(count: int, confidence: float = CONFIDENCE) -> tuple[int, int]:
    """Return which of ``count`` sorted values are the ends of an interval of their median, counted from 0.

    The ranks are those of the sign test, in its normal approximation; of few values they are the first and the last.
    """
    reach = _quantile(confidence) * sqrt(count) / 2
    return max(0, round(count / 2 - reach) - 1), min(count - 1, round(count / 2 + reach))


def _quantile(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)
