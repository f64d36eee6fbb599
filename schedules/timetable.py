"""The timetable: a directory and its overrides, ready for queries.

What counts on a date, in this order: **override > special day > holiday rule > weekly hours > closed**.
The narrower scope wins (line over tier over everything). A special day replaces its date: every window
that starts on it, with its tail past midnight; the tail of the day before stays.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from math import inf

from schedules.holidays import NEW_YEAR, holiday
from schedules.home import home_date
from schedules.model import Directory, Line, Scope, SpecialDay, scopes_of
from schedules.notices import Notice
from schedules.status import Because, Closed, Open, Status
from schedules.timeline import Day, Hold, Timeline
from sentences import Sentence, SentenceError

_GONE = Day((), Because.WEEKLY_HOURS, Because.NOT_IN_SERVICE)
_ONE_WAY_OR_ANOTHER = timedelta(days=400)
"""How far to look for a change of weekly hours and holidays; what does not come within this never comes."""
_LEAP_YEARS = timedelta(days=9 * 366)
"""A day that comes every year may be 29 February, which can be eight years off."""


@dataclass(frozen=True)
class Override:
    """An override: it opens or closes lines, whatever the schedule says.

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
    """When each line of a directory is open.

    ``revision`` names the document it comes from; None: as shipped. ``then`` is the timetable that takes its
    place, and the moment from which on.
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
        self._speaking = _speaking(directory)
        self._calendars = _calendars(directory)
        self._timelines = {line.id: self._timeline(line) for line in directory.lines}

    def status(self, line: Line, now: datetime) -> Status:
        """The state of a line at a moment; moments in the answer are in the zone of the line.

        Raises:
            ValueError: ``now`` is naive.
        """
        if self.then is None:
            return self._timelines[line.id].status(now)
        if self.then[0] <= now:
            return _status_in(self.then[1], line, now)
        return _continued(self._timelines[line.id].status(now), line, *self.then)

    def lines(self, now: datetime) -> tuple[Line, ...]:
        """The lines that exist, in the order in which to try them; not those whose last day is over."""
        return self._not_ended(self.directory.lines, now)

    def lines_for(self, language: str, now: datetime) -> tuple[Line, ...]:
        """Those of them that speak a language."""
        return self._not_ended(self._speaking.get(language, ()), now)

    def notices(self, now: datetime) -> tuple[Notice, ...]:
        """The notices that are live at a moment; their days are Japan's."""
        if self.then and self.then[0] <= now:
            return self.then[1].notices(now)
        today = home_date(now)
        return tuple(notice for notice in self.directory.notices if not notice.ended_by(today))

    def day(self, line: Line, day: date) -> Day:
        """The windows that start on a date, and why, without overrides."""
        if self.then and self.then[0] <= datetime.combine(day, time(), line.zone):
            later = self.then[1].directory.line(line.id)
            return self.then[1].day(later, day) if later else _GONE
        if not line.serves_on(day):
            return _GONE
        usual = line.week_on(day)[day.weekday()]
        if special := self.special_day(line, day):
            windows = tuple(sorted((*usual, *special.windows))) if special.extra else special.windows
            closed = Because.OUTSIDE_SPECIAL_HOURS if windows else Because.SPECIAL_CLOSURE
            return Day(windows, Because.SPECIAL_HOURS, closed, special.name)
        rules = self.directory.holidays.get(line.tier)
        if rules and (found := holiday(day, rules)):
            because = Because.NEW_YEAR if found.name == NEW_YEAR else Because.HOLIDAY
            return Day((), Because.WEEKLY_HOURS, because, found.name)
        return Day(usual, Because.WEEKLY_HOURS, Because.OUTSIDE_HOURS)

    def special_day(self, line: Line, day: date) -> SpecialDay | None:
        """The special day that counts for a line on a date."""
        for calendar in self._calendars[line.id]:
            if special := calendar.on(day):
                return special
        return None

    def override(self, line: Line, now: datetime) -> Override | None:
        """The override in force for a line: that of the narrowest scope, and of those the latest."""
        return next((each for each in reversed(_by_weight(self.overrides)) if each.holds(line, now)), None)

    def in_force(self, now: datetime) -> tuple[Override, ...]:
        """The overrides in force for any line at a moment."""
        lines = self.directory.lines
        return tuple(each for each in self.overrides if any(each.holds(line, now) for line in lines))

    def scheduled(self) -> "Timetable":
        """The same without overrides."""
        return self.with_overrides(()) if self.overrides else self

    def with_overrides(self, overrides: Sequence[Override]) -> "Timetable":
        """The same with these overrides in place of its own."""
        then = self.then and (self.then[0], self.then[1].with_overrides(overrides))
        return Timetable(self.directory, overrides, self.revision, then)

    def next_change(self, line: Line, now: datetime) -> datetime | None:
        """When a line next opens or closes; None: never."""
        return _change(self.status(line, now))

    def warm(self, now: datetime) -> None:
        """Fill the cache of each line, so that its first query is fast."""
        for line in self.directory.lines:
            self.status(line, now)

    def _not_ended(self, lines: Sequence[Line], now: datetime) -> tuple[Line, ...]:
        return tuple(line for line in lines if self._serves(line, now))

    def _serves(self, line: Line, now: datetime) -> bool:
        """Whether its last day is not over, or its last night."""
        return not line.ended_by(now.astimezone(line.zone).date()) or isinstance(self.status(line, now), Open)

    def _timeline(self, line: Line) -> Timeline:
        return Timeline(line.zone, partial(self.day, line), _holds(self.overrides, line), self._horizon(line))

    def _horizon(self, line: Line) -> "_Horizon":
        calendars = self._calendars[line.id]
        dates = [each.since for each in line.hours] + [line.first_day, line.last_day]
        dates += [calendar.last for calendar in calendars]
        dates += [end.date() for each in self.overrides if (end := each.ends(line))]
        yearly = any(calendar.comes_yearly for calendar in calendars)
        return _Horizon(max(filter(None, dates), default=date.min), _LEAP_YEARS if yearly else _ONE_WAY_OR_ANOTHER)


def _change(status: Status) -> datetime | None:
    return status.until if isinstance(status, Open) else status.opens


def _status_in(then: Timetable, line: Line, now: datetime) -> Status:
    """The status of a line as another timetable has it."""
    later = then.directory.line(line.id)
    return then.status(later, now) if later else Closed(None, Because.NOT_IN_SERVICE)


def _continued(status: Status, line: Line, moment: datetime, then: Timetable) -> Status:
    """A status whose next change takes into account what takes the timetable's place at a moment."""
    change = _change(status)
    if change is not None and change < moment:
        return status
    after = _status_in(then, line, moment)
    changed = moment.astimezone(line.zone) if type(after) is not type(status) else _change(after)
    return type(status)(changed, status.because, status.name)


@dataclass(frozen=True, slots=True)
class _Horizon:
    """Up to which date a change is looked for: past the last that anything is written about, and a while more.

    Not beyond nine years: a date of the year 2100, typed by mistake, must not cost a search through a lifetime.
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


def _speaking(directory: Directory) -> dict[str, list[Line]]:
    """The lines of each language."""
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in directory.lines:
        for language in line.languages:
            lines[language].append(line)
    return lines


def _calendars(directory: Directory) -> dict[str, list[_Calendar]]:
    """What applies to each line (by id), narrowest scope first."""
    by_scope: dict[Scope, list[SpecialDay]] = defaultdict(list)
    for special in directory.special_days:
        by_scope[special.scope].append(special)
    calendars = {scope: _Calendar(special_days) for scope, special_days in by_scope.items()}
    return {line.id: [calendars[scope] for scope in scopes_of(line) if scope in calendars] for line in directory.lines}


def _by_weight(overrides: Sequence[Override]) -> list[Override]:
    """The one that counts last: everything, then tiers, then lines; of one scope, the latest."""
    return sorted(overrides, key=lambda each: (each.scope.line is not None, each.scope.tier is not None, each.since))


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


class NeverChangesError(SentenceError, ValueError):
    """The hours never change, so an override can't last until the next change."""


def until_next_change(timetable: Timetable, scope: Scope, now: datetime, reason: str, *, opened: bool) -> Override:
    """An override that lasts, for each line, until the schedule would next open or close it.

    Raises:
        NeverChangesError: the hours never change.
    """
    scheduled = timetable.scheduled()
    lines = timetable.directory.lines_in(scope)
    changes = {line.id: change for line in lines if (change := scheduled.next_change(line, now))}
    if not changes:
        raise NeverChangesError(Sentence("the hours of {scope} never change", scope=scope.said()))
    return Override(scope, opened, now, max(changes.values()), reason, changes)
