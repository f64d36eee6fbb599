"""The timetable: a directory and what is held by hand, ready to be asked.

What counts on a date, in this order: **override > special day > holiday rule > weekly hours > closed**.
The narrower scope wins (line over tier over everything). A special day replaces its date: every window
that starts on it, with its tail past midnight; the tail of the day before stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from math import inf

from schedules.holidays import NEW_YEAR, holiday
from schedules.model import Directory, Line, Scope, SpecialDay, scopes_of
from schedules.status import Because, Closed, Open, Status
from schedules.timeline import Day, Hold, Timeline

_ONE_WAY_OR_ANOTHER = timedelta(days=400)
"""Weekly hours and holidays: what does not happen within this does not happen."""
_LEAP_YEARS = timedelta(days=9 * 366)
"""A day that comes every year may be 29 February, which can be eight years off."""


@dataclass(frozen=True)
class Override:
    """Lines held open or closed by hand, whatever the schedule says.

    Attributes:
        open: held open, else closed.
        since: from when on.
        until: to when; None: until it is reset.
        changes: for an override that lasts until the next scheduled change: when that is for each line (by
            id), fixed when the override is made, so that an edit of the hours can't bring it back to life.
            A line that is not in it lasts as ``until`` says.
        reason: for those who run the service: ``staff shortage``.
    """

    scope: Scope
    open: bool
    since: datetime
    until: datetime | None
    reason: str
    changes: Mapping[str, datetime] = field(default_factory=dict)

    def ends(self, line: Line) -> datetime | None:
        """When it ends for a line."""
        return self.changes.get(line.id, self.until)

    def holds(self, line: Line, now: datetime) -> bool:
        """Whether it is in force for a line."""
        ends = self.ends(line)
        return self.scope.covers(line) and self.since <= now and (ends is None or now < ends)


class Timetable:
    """When each line of a directory is open. ``revision`` names the document it comes from; None: as shipped."""

    def __init__(self, directory: Directory, overrides: Sequence[Override] = (), revision: int | None = None) -> None:
        self.directory = directory
        self.overrides = tuple(overrides)
        self.revision = revision
        self._special = {scope: _Calendar(directory.special_days, scope) for scope in _scopes(directory)}
        self._timelines = {line.id: self._timeline(line) for line in directory.lines}

    def status(self, line: Line, now: datetime) -> Status:
        """The state of a line at a moment; moments in the answer are in the zone of the line.

        Raises:
            ValueError: ``now`` is naive.
        """
        return self._timelines[line.id].status(now)

    def lines(self, now: datetime) -> tuple[Line, ...]:
        """The lines that exist, in the order in which to try them; not those whose last day is over."""
        return tuple(line for line in self.directory.lines if not line.ended_by(now.astimezone(line.zone).date()))

    def lines_for(self, language: str, now: datetime) -> tuple[Line, ...]:
        """Those of them that speak a language."""
        return tuple(line for line in self.lines(now) if language in line.languages)

    def day(self, line: Line, day: date) -> Day:
        """The windows that start on a date, and why, leaving aside what is held by hand."""
        if not line.serves_on(day):
            return Day((), Because.WEEKLY_HOURS, Because.NOT_IN_SERVICE)
        usual = line.week_on(day)[day.weekday()]
        if special := self.special_day(line, day):
            windows = tuple(sorted((*usual, *special.windows))) if special.extra else special.windows
            closed = Because.OUTSIDE_SPECIAL_HOURS if windows else Because.SPECIAL_CLOSURE
            return Day(windows, Because.SPECIAL_HOURS, closed, special.name)
        if found := holiday(day, self.directory.holidays.get(line.tier, frozenset())):
            because = Because.NEW_YEAR if found.name == NEW_YEAR else Because.HOLIDAY
            return Day((), Because.WEEKLY_HOURS, because, found.name)
        return Day(usual, Because.WEEKLY_HOURS, Because.OUTSIDE_HOURS)

    def special_day(self, line: Line, day: date) -> SpecialDay | None:
        """The special day that counts for a line on a date."""
        return next(filter(None, (self._special[scope].on(day) for scope in scopes_of(line))), None)

    def override(self, line: Line, now: datetime) -> Override | None:
        """The override in force for a line: that of the narrowest scope, and of those the latest."""
        return next((each for each in reversed(_by_weight(self.overrides)) if each.holds(line, now)), None)

    def scheduled(self) -> "Timetable":
        """The same without what is held by hand."""
        return Timetable(self.directory, (), self.revision) if self.overrides else self

    def with_overrides(self, overrides: Sequence[Override]) -> "Timetable":
        """The same with these overrides in place of its own."""
        return Timetable(self.directory, overrides, self.revision)

    def next_change(self, line: Line, now: datetime) -> datetime | None:
        """When a line next opens or closes; None: never."""
        match self.status(line, now):
            case Open(until):
                return until
            case Closed(opens):
                return opens

    def warm(self, now: datetime) -> None:
        """Make beforehand what the first question about each line would have to wait for."""
        for line in self.directory.lines:
            self.status(line, now)

    def _timeline(self, line: Line) -> Timeline:
        return Timeline(line.zone, partial(self.day, line), _holds(self.overrides, line), self._horizon(line))

    def _horizon(self, line: Line) -> "_Horizon":
        calendars = [self._special[scope] for scope in scopes_of(line)]
        dates = [each.since for each in line.hours] + [line.first_day, line.last_day]
        dates += [calendar.last for calendar in calendars]
        dates += [end.date() for each in self.overrides if (end := each.ends(line))]
        yearly = any(calendar.comes_yearly for calendar in calendars)
        return _Horizon(max(filter(None, dates), default=date.min), _LEAP_YEARS if yearly else _ONE_WAY_OR_ANOTHER)


@dataclass(frozen=True, slots=True)
class _Horizon:
    """Up to which date a change is looked for: past the last that anything is written about, and a while more."""

    last_dated: date
    reach: timedelta

    def __call__(self, day: date) -> date:
        return max(day, self.last_dated) + self.reach


class _Calendar:
    """The special days of one scope, by date."""

    def __init__(self, special_days: Sequence[SpecialDay], scope: Scope) -> None:
        self._dated: dict[date, SpecialDay] = {}
        self._yearly: dict[tuple[int, int], SpecialDay] = {}
        for special in special_days:
            if special.scope == scope:
                for day in special.dates():
                    if special.yearly:
                        self._yearly[day.month, day.day] = special
                    else:
                        self._dated[day] = special
        self.last = max(self._dated, default=None)
        self.comes_yearly = bool(self._yearly)

    def on(self, day: date) -> SpecialDay | None:
        return self._dated.get(day) or self._yearly.get((day.month, day.day))


def _scopes(directory: Directory) -> set[Scope]:
    return {scope for line in directory.lines for scope in scopes_of(line)}


def _by_weight(overrides: Sequence[Override]) -> list[Override]:
    """The one that counts last: everything, then tiers, then lines; of one scope, the latest."""
    return sorted(overrides, key=lambda each: (each.scope.tier is not None, each.scope.line is not None, each.since))


def _holds(overrides: Sequence[Override], line: Line) -> list[Hold]:
    """Overrides of a line as spans that do not overlap, in order."""
    spans = []
    for each in _by_weight([each for each in overrides if each.scope.covers(line)]):
        ends = each.ends(line)
        spans.append((each.since.timestamp(), inf if ends is None else ends.timestamp(), each))
    edges = sorted({edge for begin, end, _ in spans for edge in (begin, end)})
    holds = []
    for begin, end in pairwise(edges):
        covering = [each for since, until, each in spans if since <= begin and end <= until]
        if covering:
            holds.append(Hold(begin, end, covering[-1].open, covering[-1].reason))
    return holds


def until_next_change(timetable: Timetable, scope: Scope, now: datetime, reason: str, *, opened: bool) -> Override:
    """An override that lasts, for each line, until the schedule would next open or close it.

    Raises:
        ValueError: the schedule never changes, so that there is nothing for it to end at.
    """
    scheduled = timetable.scheduled()
    lines = timetable.directory.lines_in(scope)
    changes = {line.id: change for line in lines if (change := scheduled.next_change(line, now))}
    if not changes:
        raise ValueError(f"the hours of {scope} never change; say until when")
    return Override(scope, opened, now, max(changes.values()), reason, changes)
