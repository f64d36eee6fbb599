"""Whether it is unusual that nobody has called for some time. Pure arithmetic on counts of calls by hour."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.core.chances import none_came
from ivr.core.reports import HOURS_A_WEEK, hour_of, moment_of
from schedules import HolidayRule, home_date
from schedules.holidays import holiday

LEAST_WEEKS, MOST_WEEKS = 4, 8
YEARS = 10.0
"""A silence is unusual if chance brings one so long less than once in ten years. The calls in the same hours of the
four to eight weeks before it say how many were to be expected; on public holidays and over New Year those of a Sunday,
if they are fewer. A year has as many chances as calls, so the limit follows from their number: with 26 calls a day the
probability of no call has to be below 1e-5, which takes some twelve calls that did not come."""
_RULES = frozenset(HolidayRule)
_SUNDAY = 6 * 24
_HOUR = timedelta(hours=1)
_WEEKS_A_YEAR = 52


@dataclass(frozen=True, slots=True)
class Silence:
    """An unusual silence: the ``last`` call began then, and since then ``missed`` were to be expected."""

    last: datetime
    missed: float


def weeks_before(last: datetime) -> tuple[int, int]:
    """Return the first hour and the last one whose counts :func:`silence` needs (:func:`ivr.core.reports.hour_of`)."""
    end = hour_of(last)
    return end - MOST_WEEKS * HOURS_A_WEEK, end - 1


def silence(calls: Mapping[int, int], last: datetime, now: datetime) -> Silence | None:
    """Return the silence since the ``last`` call if it is unusual (:data:`YEARS`).

    ``calls`` are counts by hour, those of :func:`weeks_before`. With fewer than four weeks of them nothing is usual.
    """
    weeks = (hour_of(last) - min(calls, default=hour_of(last))) // HOURS_A_WEEK
    if weeks < LEAST_WEEKS:
        return None
    first, total = hour_of(last) - weeks * HOURS_A_WEEK, [0] * HOURS_A_WEEK
    for hour, count in calls.items():
        if hour >= first:
            total[hour % HOURS_A_WEEK] += count
    missed = sum(min(total[hour] for hour in likely) * part for likely, part in _silent_hours(last, now)) / weeks
    chances = YEARS * _WEEKS_A_YEAR * sum(total) / weeks
    return Silence(last, missed) if none_came(missed, missed * weeks) * chances < 1 else None


def _silent_hours(last: datetime, now: datetime) -> Iterator[tuple[tuple[int, ...], float]]:
    """Yield, from one moment to another, the hours of the week that an hour is like, and the part of it that passed."""
    moment = last
    while moment < min(now, last + _HOUR * HOURS_A_WEEK):
        ends = min(now, moment_of(hour_of(moment) + 1))
        hour = hour_of(moment) % HOURS_A_WEEK
        sunday = (_SUNDAY + hour % 24,) if holiday(home_date(moment), _RULES) else ()
        yield (hour, *sunday), (ends - moment) / _HOUR
        moment = ends
