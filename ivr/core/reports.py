"""Reports: pure arithmetic on counts of calls. Hours and days are those of the clocks at home.

An hour that comes twice in a year counts as one, and an hour that the clocks skip has no calls.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ivr.core.chances import at_least, so_few
from prompts import LANGUAGES
from schedules import Line, Timetable, home_time, home_zone

HOURS_A_WEEK = 168
_EPOCH = datetime(1970, 1, 5)  # noqa: DTZ001 - by the clocks at home; a Monday, so that an hour of the week is a remainder
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_WEEK_MINUTES = HOURS_A_WEEK * 60

RECENT_DAYS, BEFORE_DAYS = 7, 28
FEWEST_DIALS = 20
FALL, FALL_CHANCE = 0.10, 1e-4
"""A line's answer rate has fallen: in the last seven days, today included, it is lower by ten points or more than in
the 28 days before them, with 20 dials or more in each, and chance must not explain it: with an unchanged rate, so few
dials would be answered with a probability below 1e-4 (Fisher's exact test, one-sided). A line is dialled only while it
is open, so these are its open hours. Of unchanged lines that are asked every day, one in ten years seems to have
fallen at most (``tests/unit/ivr/core/test_alerts.py`` draws them)."""


def hour_of(moment: datetime) -> int:
    """Return the number of the hour in which a moment lies, counted from a Monday's midnight."""
    return _at_home(moment) // _HOUR


def moment_of(hour: int) -> datetime:
    """Return the moment at which an hour begins, in UTC, by its number; the inverse of :func:`hour_of`."""
    return (_EPOCH + hour * _HOUR).replace(tzinfo=home_zone()).astimezone(UTC)


def minute_of(moment: datetime) -> int:
    """Return the number of the minute in which a moment lies; each hour has sixty of them."""
    return _at_home(moment) // _MINUTE


def _at_home(moment: datetime) -> timedelta:
    """Return how far the clocks at home have come since the first Monday."""
    return home_time(moment).replace(tzinfo=None) - _EPOCH


def home_hour_in_utc(hour: int) -> int:
    """Return an hour of the day in Japan in UTC."""
    return (hour - 9) % 24


def first_hour(day: date) -> int:
    """Return the number of the hour with which a day begins."""
    return (day - _EPOCH.date()).days * 24


def hours_of(first: date, last: date) -> tuple[int, int]:
    """Return the numbers of the first and last hour of a range of days."""
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
    return sorted((each for each in both if _has_fallen(each)), key=_points, reverse=True)


def _has_fallen(each: Fallen) -> bool:
    if min(each.before.dials, each.recent.dials) < FEWEST_DIALS or _points(each) < FALL:
        return False
    return so_few(each.recent.answered, each.recent.dials, each.before.answered, each.before.dials) < FALL_CHANCE


def _points(each: Fallen) -> float:
    # Rounded, since 0.9 - 0.7 is a little less than 0.2.
    return round((each.before.share or 0.0) - (each.recent.share or 0.0), 9)


def open_minutes(lines: Sequence[Line], day: date) -> list[int]:
    """Return the minutes in which at least one line is open, for each of the 168 hours of the week, Monday 0:00 first.

    It uses the weekly hours in force on ``day`` and ignores special days, holidays and overrides.
    """
    monday = day - timedelta(days=day.weekday())
    week_begins = first_hour(monday) * 60
    is_open = bytearray(_WEEK_MINUTES)
    for line in lines:
        for weekday, windows in enumerate(line.week_on(day)):
            begins = datetime.combine(monday + timedelta(days=weekday), time(), line.zone)
            for window in windows:
                start = minute_of(begins) - week_begins + window.opens
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


Hours = Mapping[str, Mapping[int, tuple[int, int]]]
"""Calls and those put through, by language and hour of the week."""


def demand_in(calls: Hours, timetable: Timetable, now: datetime, last: date, language: str = "") -> list[Demand]:
    """Return the demand in each hour of the week, in a language or in all, by the weekly hours on the day ``last``."""
    counted: dict[int, tuple[int, int]] = {}
    for code, hours in calls.items():
        if language in ("", code):
            for hour, (came, through) in hours.items():
                had = counted.get(hour, (0, 0))
                counted[hour] = had[0] + came, had[1] + through
    lines = timetable.lines_for(language, now) if language in LANGUAGES else timetable.lines(now)
    return demand(counted, open_minutes(lines, last))


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
    if at_least(calls, total, max(usual, _EVENLY)) > PEAK_CHANCE:
        return None
    busy = [each for each in best if each.calls]
    return Peak(language, busy[0].weekday, busy[0].clock, busy[-1].clock + 1, calls, total)


def peaks_of(calls: Hours, timetable: Timetable, now: datetime, last: date) -> list[Peak]:
    """Return the peaks of unmet demand in all languages (:func:`demand_in`), that with most calls first."""
    everybody = demand_in(calls, timetable, now, last)
    codes = calls.keys() & LANGUAGES.keys()
    found = (peak(code, demand_in(calls, timetable, now, last, code), everybody) for code in codes)
    return sorted((each for each in found if each), key=lambda each: (-each.calls, each.language))


def _calls_in(window: Sequence[Demand]) -> int:
    return sum(each.calls for each in window)
