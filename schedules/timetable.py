"""The timetable: evaluates a directory and its overrides.

Priority on a date: **override > special day > holiday rule > weekly hours > closed**. A narrower scope has priority
over a wider one: line, tier, everything. A special day replaces every window that starts on its date, including the
part after midnight. The part after midnight of the previous day's windows is not replaced.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial

from schedules.holidays import holiday, public_holidays
from schedules.home import home_date
from schedules.model import Directory, HolidayRule, Line, Scope, SpecialDay, scopes_of
from schedules.notices import Notice
from schedules.overrides import Override, by_weight, holds_of
from schedules.status import Because, Closed, Open, Status
from schedules.timeline import Day, Hold, Timeline
from schedules.values import dialled
from sentences import Sentence, SentenceError

_ON_HOLIDAYS = {
    HolidayRule.PUBLIC: (Because.HOLIDAY_HOURS, Because.OUTSIDE_HOLIDAY_HOURS, Because.HOLIDAY),
    HolidayRule.NEW_YEAR: (Because.NEW_YEAR_HOURS, Because.OUTSIDE_NEW_YEAR_HOURS, Because.NEW_YEAR),
}
"""Why a line is open on the days of a rule, why it is closed before and after, and why all day."""
_GONE = Day((), Because.WEEKLY_HOURS, Because.NOT_IN_SERVICE)
_ONE_WAY_OR_ANOTHER = timedelta(days=400)
"""How far to search for the next change from weekly hours and holidays. A change not found in this time never comes."""
_LEAP_YEARS = timedelta(days=9 * 366)
"""How far to search with yearly special days: 29 February can be eight years away."""


class Timetable:
    """The opening times of all lines of a directory.

    Attributes:
        revision: the number of the published revision; None for the built-in schedule.
        then: the timetable that replaces this one, with the moment from which it is in force.
    """

    def __init__(
        self,
        directory: Directory,
        overrides: Sequence[Override] = (),
        revision: int | None = None,
        then: "tuple[datetime, Timetable] | None" = None,
    ) -> None:
        self.directory = directory
        self.overrides = tuple(overrides)
        self.revision = revision
        self.then = then
        self._offered = tuple(line for line in directory.lines if not line.hidden)
        self._days = {(line.id, code): days for line in directory.lines for code, days in line.days}
        self._days |= {(line.id, ""): line.spoken for line in directory.lines if line.spoken}
        self._served = self._in_languages()
        self._speaking = _speaking(self._offered, self._served)
        self._calendars = _calendars(directory)
        self._timelines = {"": {line.id: self._timeline(line) for line in directory.lines}}
        for (line_id, code), line in self._served.items():
            self._timelines.setdefault(code, {})[line_id] = self._timeline(line)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers that are dialled for the lines, and those that are told of them (E.164 or ``sip:``)."""
        return frozenset(number for line in self.directory.lines for number in (line.dial, dialled(line.number)))

    def status(self, line: Line, now: datetime) -> Status:
        """Return the status of a line at a moment. Moments in the result are in the zone of the line.

        Raises:
            ValueError: ``now`` is naive.
        """
        if self.then is None:
            return self._timelines[line.language][line.id].status(now)
        if self.then[0] <= now:
            return _status_in(self.then[1], line, now)
        return _continued(self._timelines[line.language][line.id].status(now), line, *self.then)

    def lines(self, now: datetime) -> tuple[Line, ...]:
        """Return the lines in the order in which to try them, without hidden ones and those whose last day is over."""
        return self._not_ended(self._offered, now)

    def lines_for(self, language: str, now: datetime) -> tuple[Line, ...]:
        """Return the lines of :meth:`lines` that speak a language, as :meth:`serving` returns them."""
        return self._not_ended(self._speaking.get(language, ()), now)

    def serving(self, line: Line, language: str) -> Line:
        """Return a line as callers of a language have it.

        Its hours and its status are those of the days on which it speaks the language.
        """
        return self._served.get((line.id, language), line)

    def notices(self, now: datetime) -> tuple[Notice, ...]:
        """Return the notices that have not ended at a moment; their dates are those at home."""
        if self.then and self.then[0] <= now:
            return self.then[1].notices(now)
        today = home_date(now)
        return tuple(notice for notice in self.directory.notices if not notice.ended_by(today))

    def day(self, line: Line, day: date) -> Day:
        """Return the windows of a line that start on a date, with their reasons, without overrides.

        A line for the callers of one language (:meth:`serving`) has them only on the days of the language.
        """
        if self.then and self.then[0] <= datetime.combine(day, time(), line.zone):
            later = _still_offered(self.then[1], line)
            return self.then[1].day(later, day) if later else _GONE
        days = self._days.get((line.id, line.language))
        if days is None:
            return self._day(line, day)
        found = self._day(self.directory.line(line.id) or line, day)
        if not found.windows or days.include(day, public_holidays(day.year)):
            return found
        return Day((), found.because_open, Because.OTHER_DAYS)

    def _day(self, line: Line, day: date) -> Day:
        if not line.serves_on(day):
            return _GONE
        usual = line.week_on(day)[day.weekday()]
        if special := self.special_day(line, day):
            windows = tuple(sorted((*usual, *special.windows))) if special.extra else special.windows
            closed = Because.OUTSIDE_SPECIAL_HOURS if windows else Because.SPECIAL_CLOSURE
            return Day(windows, Because.SPECIAL_HOURS, closed, special.name)
        rules = self.directory.holidays.get(line.tier)
        if rules and (found := holiday(day, rules.hours)):
            windows = rules.hours[found.rule]
            opens, outside, closed = _ON_HOLIDAYS[found.rule]
            return Day(windows, opens, outside if windows else closed, found.name)
        return Day(usual, Because.WEEKLY_HOURS, Because.OUTSIDE_HOURS)

    def special_day(self, line: Line, day: date) -> SpecialDay | None:
        """Return the special day in force for a line on a date, or None."""
        for calendar in self._calendars[line.id]:
            if special := calendar.on(day):
                return special
        return None

    def override(self, line: Line, now: datetime) -> Override | None:
        """Return the override in force for a line, or None: the latest of those with the narrowest scope."""
        return next((each for each in reversed(by_weight(self.overrides)) if each.holds(line, now)), None)

    def holds(self, line: Line) -> list[Hold]:
        """Return the spans in which overrides hold a line, sorted; they do not overlap."""
        return holds_of(self.overrides, line)

    def in_force(self, now: datetime) -> tuple[Override, ...]:
        """Return the overrides in force for any line at a moment."""
        lines = self.directory.lines
        return tuple(each for each in self.overrides if any(each.holds(line, now) for line in lines))

    def scheduled(self) -> "Timetable":
        """Return this timetable without overrides."""
        return self.with_overrides(()) if self.overrides else self

    def with_overrides(self, overrides: Sequence[Override]) -> "Timetable":
        """Return this timetable with other overrides."""
        then = self.then and (self.then[0], self.then[1].with_overrides(overrides))
        return Timetable(self.directory, overrides, self.revision, then)

    def next_change(self, line: Line, now: datetime) -> datetime | None:
        """Return when a line next opens or closes; None if never."""
        return _change(self.status(line, now))

    def warm(self, now: datetime) -> None:
        """Fill the cache of each line, so that its first query is fast."""
        for line in self.directory.lines:
            self.status(line, now)

    def _not_ended(self, lines: Sequence[Line], now: datetime) -> tuple[Line, ...]:
        return tuple(line for line in lines if self._serves(line, now))

    def _serves(self, line: Line, now: datetime) -> bool:
        """Whether a line has not ended: its last day is not over, or a window of that day is open past midnight."""
        return not line.ended_by(now.astimezone(line.zone).date()) or isinstance(self.status(line, now), Open)

    def _in_languages(self) -> dict[tuple[str, str], Line]:
        """Return, by line and language, the lines that have days of a language, now or in a later timetable."""
        own = self._days.keys() | (self.then[1]._served.keys() if self.then else set())
        return {
            (line.id, code): line.in_language(code)
            for line in self.directory.lines
            for code in line.languages
            if (line.id, code) in own
        }

    def _timeline(self, line: Line) -> Timeline:
        return Timeline(line.zone, partial(self.day, line), self.holds(line), self._horizon(line))

    def _horizon(self, line: Line) -> "_Horizon":
        calendars = self._calendars[line.id]
        dates = [each.since for each in line.hours] + [line.first_day, line.last_day]
        dates += [calendar.last for calendar in calendars]
        dates += [end.date() for each in self.overrides if (end := each.ends(line))]
        yearly = any(calendar.comes_yearly for calendar in calendars)
        return _Horizon(max(filter(None, dates), default=date.min), _LEAP_YEARS if yearly else _ONE_WAY_OR_ANOTHER)


def _change(status: Status) -> datetime | None:
    return status.until if isinstance(status, Open) else status.opens


def _still_offered(then: Timetable, line: Line) -> Line | None:
    """Return a line by id in a later timetable; None if it is gone from there, or hidden from then on."""
    later = then.directory.line(line.id)
    return then.serving(later, line.language) if later and (line.hidden or not later.hidden) else None


def _status_in(then: Timetable, line: Line, now: datetime) -> Status:
    """Return the status of a line by id in another timetable."""
    later = _still_offered(then, line)
    return then.status(later, now) if later else Closed(None, Because.NOT_IN_SERVICE)


def _continued(status: Status, line: Line, moment: datetime, then: Timetable) -> Status:
    """Return a status whose next change takes into account that another timetable is in force from ``moment``."""
    change = _change(status)
    if change is not None and change < moment:
        return status
    after = _status_in(then, line, moment)
    changed = moment.astimezone(line.zone) if type(after) is not type(status) else _change(after)
    return type(status)(changed, status.because, status.name)


@dataclass(frozen=True, slots=True)
class _Horizon:
    """The last date of the search for a change: ``reach`` after the last date that the directory mentions.

    It is at most nine years ahead, so that a mistyped date such as 2100 does not cause a search of decades.
    """

    last_dated: date
    reach: timedelta

    def __call__(self, day: date) -> date:
        return min(max(day, self.last_dated) + self.reach, day + _LEAP_YEARS)


class _Calendar:
    """The special days of one scope, by date."""

    def __init__(self, special_days: Iterable[SpecialDay]) -> None:
        self._dated: dict[date, SpecialDay] = {}
        self._yearly: dict[tuple[int, int], SpecialDay] = {}
        for special in special_days:
            for day in special.dates():
                if special.yearly:
                    self._yearly[day.month, day.day] = special
                else:
                    self._dated[day] = special
        self.last = max(self._dated, default=None)
        self.comes_yearly = bool(self._yearly)

    def on(self, day: date) -> SpecialDay | None:
        return self._dated.get(day) or self._yearly.get((day.month, day.day))


def _speaking(offered: Iterable[Line], served: Mapping[tuple[str, str], Line]) -> dict[str, list[Line]]:
    """Return lines by language code; ``served`` has those that are different for a language."""
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in offered:
        for language in line.languages:
            lines[language].append(served.get((line.id, language), line))
    return lines


def _calendars(directory: Directory) -> dict[str, list[_Calendar]]:
    """Return, by line id, the calendars of special days that apply, narrowest scope first."""
    by_scope: dict[Scope, list[SpecialDay]] = defaultdict(list)
    for special in directory.special_days:
        by_scope[special.scope].append(special)
    calendars = {scope: _Calendar(special_days) for scope, special_days in by_scope.items()}
    return {line.id: [calendars[scope] for scope in scopes_of(line) if scope in calendars] for line in directory.lines}


class NeverChangesError(SentenceError, ValueError):
    """The hours never change, so an override can't last until the next change."""


def until_next_change(timetable: Timetable, scope: Scope, now: datetime, reason: str, *, opened: bool) -> Override:
    """Return an override that ends, for each line, when the schedule would next open or close it.

    Raises:
        NeverChangesError: the hours of no line in the scope change.
    """
    scheduled = timetable.scheduled()
    lines = timetable.directory.lines_in(scope)
    changes = {line.id: change for line in lines if (change := scheduled.next_change(line, now))}
    if not changes:
        raise NeverChangesError(Sentence("the hours of {scope} never change", scope=scope.said()))
    return Override(scope, opened, now, max(changes.values()), reason, changes)
