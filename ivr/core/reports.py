"""Reports: pure arithmetic on counts of calls. Hours and days are in Japan time, which has no daylight saving time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import exp, lgamma, log, log1p

from schedules import HOME, Line, home_midnight

HOURS_A_WEEK = 168
_EPOCH = datetime(1970, 1, 5, tzinfo=HOME)  # a Monday, so that an hour of the week is a remainder
_HOUR = timedelta(hours=1)
_WEEK_MINUTES = HOURS_A_WEEK * 60

RECENT_DAYS, BEFORE_DAYS = 7, 28
FEWEST_DIALS = 10
FALL = 0.20
"""A line's answer rate has fallen: in the last seven days, today included, it is lower by 20 points or more than in
the 28 days before them, with ten dials or more in each."""


def hour_of(moment: datetime) -> int:
    """Return the number of the hour in which a moment lies, counted from a Monday's midnight in Japan."""
    return (moment - _EPOCH) // _HOUR


def first_hour(day: date) -> int:
    """Return the number of the hour with which a day in Japan begins."""
    return hour_of(home_midnight(day))


def hours_of(first: date, last: date) -> tuple[int, int]:
    """Return the numbers of the first and last hour of a range of days in Japan."""
    return first_hour(first), first_hour(last + timedelta(days=1)) - 1


def days_of(first: date, last: date) -> list[date]:
    """Return the dates from ``first`` to ``last``, both included."""
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a line was dialled and answered. Dials during which the caller hung up do not count."""

    dials: int = 0
    answered: int = 0

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.dials + other.dials, self.answered + other.answered)

    @property
    def share(self) -> float | None:
        """The answer rate, from 0 to 1; None: the line was not dialled."""
        return self.answered / self.dials if self.dials else None


@dataclass(frozen=True, slots=True)
class Fallen:
    """A line whose answer rate has fallen, with its dials ``before`` and ``recent``."""

    line: str
    before: Rate
    recent: Rate


def fallen(before: Mapping[str, Rate], recent: Mapping[str, Rate]) -> list[Fallen]:
    """Return the lines whose answer rate has fallen (:data:`FALL`), largest fall first. The mappings are by line id."""
    both = [Fallen(line, before[line], recent[line]) for line in sorted(before.keys() & recent.keys())]
    falls = [each for each in both if min(each.before.dials, each.recent.dials) >= FEWEST_DIALS]
    return sorted((each for each in falls if _points(each) >= FALL), key=_points, reverse=True)


def _points(each: Fallen) -> float:
    # Rounded, since 0.9 - 0.7 is a little less than 0.2.
    return round((each.before.share or 0.0) - (each.recent.share or 0.0), 9)


def open_minutes(lines: Sequence[Line], day: date) -> list[int]:
    """Return the minutes in which at least one line is open, for each of the 168 hours of the week, Monday 0:00 first.

    It uses the weekly hours in force on ``day`` and ignores special days, holidays and overrides.
    """
    monday = day - timedelta(days=day.weekday())
    week_begins = home_midnight(monday)
    is_open = bytearray(_WEEK_MINUTES)
    for line in lines:
        for weekday, windows in enumerate(line.week_on(day)):
            begins = datetime.combine(monday + timedelta(days=weekday), time(), line.zone)
            for window in windows:
                start = int((begins - week_begins).total_seconds()) // 60 + window.opens
                for minute in range(start, start + window.closes - window.opens):
                    is_open[minute % _WEEK_MINUTES] = 1
    return [sum(is_open[hour * 60 : hour * 60 + 60]) for hour in range(HOURS_A_WEEK)]


@dataclass(frozen=True, slots=True)
class Demand:
    """Calls in an hour of the week (0 is Monday 0:00), those put through, and the minutes in which a line is open."""

    hour: int
    calls: int = 0
    through: int = 0
    open: int = 0

    @property
    def unmet(self) -> int:
        """Calls that were not put through."""
        return self.calls - self.through

    @property
    def weekday(self) -> int:
        """0 is Monday."""
        return self.hour // 24

    @property
    def clock(self) -> int:
        """The hour of the day."""
        return self.hour % 24


def demand(calls: Mapping[int, tuple[int, int]], opened: Sequence[int]) -> list[Demand]:
    """Return the demand in each hour of the week.

    ``calls`` has the calls and those put through by hour of the week; ``opened`` is from :func:`open_minutes`.
    """
    return [Demand(hour, *calls.get(hour, (0, 0)), opened[hour]) for hour in range(HOURS_A_WEEK)]


def spans(first: date, last: date) -> list[tuple[date, date]]:
    """Return the bars into which a chart divides some days: single days, from a month on weeks, then months."""
    days = days_of(first, last)
    if len(days) <= _MOST_DAYS:
        return [(day, day) for day in days]
    if len(days) <= _MOST_WEEKS * 7:
        return [(day, min(day + timedelta(days=6), last)) for day in days[::7]]
    begins = [day for day in days if day == first or day.day == 1]
    return list(zip(begins, [day - timedelta(days=1) for day in begins[1:]] + [last], strict=True))


_MOST_DAYS, _MOST_WEEKS = 31, 14

PEAK_HOURS, PEAK_CALLS, PEAK_SHARE, PEAK_CHANCE = 4, 8, 0.15, 2e-5
"""A language has a peak of unmet demand where no line is open for four hours of a day of the week, and at least eight
calls and 15 % of all in the language come then. Chance must not explain it: if its callers called when those of all
other languages do, but at least evenly from 7 to 23, so many calls would come then with a probability below 2e-5 (a
binomial test at 5 %, divided by the some 2,000 windows and languages that are looked at)."""
_EVENLY = PEAK_HOURS / (7 * 16)


@dataclass(frozen=True, slots=True)
class Peak:
    """Hours of a day of the week (0 is Monday) in which no line is open and many ``calls`` come, out of ``of`` all."""

    language: str
    weekday: int
    begins: int
    ends: int
    calls: int
    of: int

    @property
    def share(self) -> float:
        """The share of all calls in the language, from 0 to 1."""
        return self.calls / self.of


def peak(language: str, week: Sequence[Demand], everybody: Sequence[Demand]) -> Peak | None:
    """Return the peak of unmet demand in a language (:data:`PEAK_CHANCE`); None: it has none.

    ``week`` is the demand in the language by hour, ``everybody`` that in all languages.
    """
    total, others = _calls_in(week), _calls_in(everybody) - _calls_in(week)
    begins = [each for each in range(HOURS_A_WEEK) if each % 24 <= 24 - PEAK_HOURS]
    closed = [each for each in begins if not any(hour.open for hour in week[each:][:PEAK_HOURS])]
    begin = max(closed, key=lambda each: _calls_in(week[each:][:PEAK_HOURS]), default=0)
    best = week[begin:][:PEAK_HOURS]
    calls = _calls_in(best)
    if not closed or calls < PEAK_CALLS or calls < PEAK_SHARE * total:
        return None
    usual = (_calls_in(everybody[begin:][:PEAK_HOURS]) - calls) / others if others else 0.0
    if _at_least(calls, total, max(usual, _EVENLY)) > PEAK_CHANCE:
        return None
    busy = [each for each in best if each.calls]
    return Peak(language, busy[0].weekday, busy[0].clock, busy[-1].clock + 1, calls, total)


def _at_least(successes: int, trials: int, chance: float) -> float:
    """Return the probability of so many successes or more (binomial distribution)."""
    if chance >= 1:
        return 1.0
    term = exp(
        lgamma(trials + 1)
        - lgamma(successes + 1)
        - lgamma(trials - successes + 1)
        + successes * log(chance)
        + (trials - successes) * log1p(-chance)
    )
    total = 0.0
    for number in range(successes, trials + 1):
        total += term
        term *= (trials - number) / (number + 1) * chance / (1 - chance)
    return total


def _calls_in(window: Sequence[Demand]) -> int:
    return sum(each.calls for each in window)
