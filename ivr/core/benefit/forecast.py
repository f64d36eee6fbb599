"""The forecast: how many of the calls in some hours would reach a person in the coming weeks, with an interval.

Calls in a language are Poisson, with a rate that is gamma distributed over the hours of the week (empirical Bayes:
D. Clayton, J. Kaldor, Biometrics 43, 1987, pp. 671-681). So the hour in which most have called is not overrated because
it was looked for: few calls tend to the mean of all hours. Several hours of a language are taken as one longer hour.
What is to come is then negative binomial (A. Gelman et al., Bayesian Data Analysis, 3rd ed. 2013, section 2.6), here
with the variance enlarged by over-dispersion, by weeks that differ as a whole, and by what is not known of the share of
callers who reach a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from ivr.core.benefit.openings import History, Lines
from ivr.core.benefit.shares import Shares
from ivr.core.reports import HOURS_A_WEEK

WEEKS_AHEAD = 4
LOW, HIGH = 0.05, 0.95
"""The interval holds what is to come in nine of ten cases."""
_Z = 1.6448536269514722
"""The quantile of the normal distribution at :data:`HIGH`."""
LEAST_SPREAD = 0.04
"""The least variance of the rates of a language, in squares of their mean: hours are never quite alike."""
_LARGE = 400
"""From this mean on, the interval is that of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Calls in a language in an hour of the week, in the part of it in which lines would be open.

    Attributes:
        hour: the hour of the week; 0 is Monday 0:00.
        lines: those that would be open.
        calls: the calls that came; those of an hour that would be open in part count in part.
        weeks: how many hours that is, in all weeks of the history together.
    """

    language: str
    hour: int
    lines: Lines
    calls: float
    weeks: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many calls would reach a person in the next :data:`WEEKS_AHEAD` weeks; ``low`` and ``high`` are included."""

    mean: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class _Rates:
    """The gamma distribution of the calls in an hour over the hours of the week, and the calls' over-dispersion."""

    shape: float
    weeks: float
    dispersion: float


class Model:
    """What a history of calls says of those to come."""

    def __init__(self, history: History, shares: Shares) -> None:
        self.shares = shares
        self.weeks = history.weeks
        self._rates = {code: _rates(hours, history.weeks) for code, hours in history.calls.items()}
        self._of_weeks = _differing(history)

    def forecast(self, cells: Iterable[Cell]) -> Forecast:
        """Return how many of the calls to come in cells, no two of which overlap, would reach a person."""
        mean = variance = 0.0
        for lines, (calls, spread) in self._calls(cells).items():
            share = self.shares.of(lines)
            mean += share.mean * calls
            variance += share.mean**2 * spread + share.mean * (1 - share.mean) * calls
            variance += share.variance * (calls**2 + spread)
        variance += self._of_weeks * mean**2 * (1 / WEEKS_AHEAD + 1 / self.weeks)
        return Forecast(mean, *_interval(mean, variance))

    def mean(self, cells: Iterable[Cell]) -> float:
        """Return the mean of :meth:`forecast`."""
        return sum(self.shares.of(lines).mean * calls for lines, (calls, _) in self._calls(cells).items())

    def _calls(self, cells: Iterable[Cell]) -> dict[Lines, tuple[float, float]]:
        """Return the mean and the variance of the calls to come, by the lines that would be open."""
        came: dict[tuple[str, Lines], tuple[float, float]] = {}
        for cell in cells:
            calls, weeks = came.get((cell.language, cell.lines), (0.0, 0.0))
            came[cell.language, cell.lines] = calls + cell.calls, weeks + cell.weeks
        found: dict[Lines, tuple[float, float]] = {}
        for (language, lines), (calls, weeks) in came.items():
            rates, ahead = self._rates[language], WEEKS_AHEAD * weeks / self.weeks
            rate, known = (rates.shape + calls) / (rates.weeks + weeks), rates.weeks + weeks
            mean, spread = found.get(lines, (0.0, 0.0))
            found[lines] = mean + ahead * rate, spread + rates.dispersion * (ahead * rate + ahead**2 * rate / known)
        return found


def _rates(hours: Mapping[int, tuple[int, int]], weeks: int) -> _Rates:
    """Estimate the rates of a language by the method of moments."""
    total, squares = [0] * HOURS_A_WEEK, [0] * HOURS_A_WEEK
    for hour, (calls, _) in hours.items():
        total[hour % HOURS_A_WEEK] += calls
        squares[hour % HOURS_A_WEEK] += calls * calls
    mean = sum(total) / weeks / HOURS_A_WEEK
    if not mean:
        return _Rates(0.5, float(HOURS_A_WEEK * weeks), 1.0)  # nobody has called: half a call in all of the time
    called = [(calls / weeks, square) for calls, square in zip(total, squares, strict=True) if calls]
    residual = sum((square - weeks * each**2) / each for each, square in called)
    dispersion = max(residual / len(called) / (weeks - 1), 1.0) if weeks > 1 else 1.0
    spread = sum((calls / weeks - mean) ** 2 for calls in total) / (HOURS_A_WEEK - 1)
    between = max(spread - dispersion * mean / weeks, LEAST_SPREAD * mean**2)
    return _Rates(mean**2 / between, mean / between, dispersion)


def _differing(history: History) -> float:
    """Return how much whole weeks differ beyond chance: the square of the coefficient of variation."""
    if history.weeks < 2:
        return 0.0
    totals = [0] * history.weeks
    for hours in history.calls.values():
        for hour, (calls, _) in hours.items():
            totals[(hour - history.begin) // HOURS_A_WEEK] += calls
    mean = sum(totals) / history.weeks
    variance = sum((each - mean) ** 2 for each in totals) / (history.weeks - 1)
    return max(variance - mean, 0.0) / mean**2 if mean else 0.0


def _interval(mean: float, variance: float) -> tuple[int, int]:
    """Return the quantiles :data:`LOW` and :data:`HIGH` of the negative binomial distribution of a mean and variance.

    The variance is larger than the mean, which is at least that of chance.
    """
    if mean <= 0:
        return 0, 0
    if mean > _LARGE:
        reach = _Z * sqrt(variance)
        return max(round(mean - reach), 0), round(mean + reach)
    variance = max(variance, mean * 1.000001)
    chance = mean / variance
    size = mean * chance / (1 - chance)
    term, number = chance**size, 0
    below = term
    low = None
    while below < HIGH:
        if low is None and below >= LOW:
            low = number
        term *= (number + size) / (number + 1) * (1 - chance)
        number += 1
        below += term
    return number if low is None else low, number
