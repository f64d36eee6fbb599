"""The opening hours of lines as an iCalendar feed (RFC 5545), for the calendars of callers.

Each window of the weekly hours is a recurring event on the days that share it. Dates with other hours are exceptions
(EXDATE) of the recurring event, and have single events. All events are from :data:`BACK` to :data:`AHEAD`: special
days and revisions beyond are not known to the feed, so it claims no openings there.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import groupby
from math import inf
from uuid import UUID, uuid5

from icalendar import TRANSP, Calendar, Event, vText

from schedules.formats.vtimezone import vtimezone
from schedules.hours import DAYS, END_OF_DAY, Week, Window
from schedules.model import Line
from schedules.overrides import Override
from schedules.status import Because
from schedules.timetable import Timetable

AHEAD = timedelta(days=400)
"""How far after today the feed goes."""
BACK = timedelta(days=31)
"""How far before today the feed begins."""
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_INSTANT = timedelta(microseconds=1)
_UNTIL_RESET = timedelta(days=7)
"""The length of the event of an override without an end."""
_CLOSURES = {Because.SPECIAL_CLOSURE, Because.HOLIDAY, Because.NEW_YEAR}
_NAMESPACE = UUID("5f0d7a52-3c1e-4b69-9d8e-2a64c7b1e093")
_FROM_EVER, _FOR_EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

ClosureWords = Callable[[Line, str], str]
"""Returns the title of a closure of a line in the reader's language, given the name of the closure (may be empty)."""
_Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class _Part:
    """A line, as one revision has it, while this revision is in force.

    Attributes:
        first, last: the dates whose windows may be in the part.
        closures_from: the first date whose closure is in the part.
        shut: spans without openings: when the revision is not in force, and overrides that close the line.
        later: distinguishes the events of a revision that takes effect later; else empty.
    """

    timetable: Timetable
    line: Line
    first: date
    last: date
    closures_from: date
    shut: Collection[_Span]
    later: str = ""

    def days(self) -> Iterator[date]:
        """Yield all dates."""
        return _dates(self.first, self.last)

    def openings(self, day: date, window: Window) -> list[_Span]:
        """Return what remains of a window on a date; in UTC, unless it remains whole."""
        whole = _span(self.line, day, window)
        begin, end = (each.astimezone(UTC) for each in whole)
        pieces = [(begin, end)]
        for shut, reopened in self.shut:
            pieces = [
                piece
                for opens, closes in pieces
                for piece in ((opens, min(closes, shut)), (max(opens, reopened), closes))
                if piece[0] < piece[1]
            ]
        return [whole] if pieces == [(begin, end)] else pieces

    def is_usual(self, day: date, window: Window) -> bool:
        """Whether a window of the weekly hours takes place on a date, as long as on others.

        All occurrences of a recurrence have the same duration, so those during which the clocks change are not usual.
        """
        whole = _span(self.line, day, window)
        return (
            window in self.timetable.day(self.line, day).windows
            and whole[0].utcoffset() == whole[1].utcoffset()
            and self.openings(day, window) == [whole]
        )


def calendar_feed(
    timetable: Timetable,
    lines: Sequence[Line],
    title: str,
    closed: ClosureWords,
    now: datetime,
    language: str | None = None,
    about: Callable[[Line], str] = lambda _: "",
) -> bytes:
    """Return the iCalendar feed of these lines, named ``title``.

    A revision that takes effect later (``timetable.then``) is included from its moment on: its lines that speak
    ``language``, or if that is None, its lines with the ids of ``lines``. ``about`` returns the description of the
    openings of a line.

    For one timetable and the same overrides in force, the bytes are the same throughout a day in UTC. The events do
    not mark the reader as busy. The feed leaves out the reasons of overrides, which are for operators.
    """
    today, parts = now.astimezone(UTC).date(), list(_parts(timetable, lines, language, now))
    calendar = _empty_calendar(title)
    for zone in sorted({part.line.zone for part in parts}, key=lambda zone: zone.key):
        calendar.add_component(vtimezone(zone, today - BACK - _DAY))
    for part in parts:
        description = about(part.line)
        for event in _events(part, closed, now):
            if description:
                event.description = description
            event.DTSTAMP = event.last_modified = _midnight(today)
            event.sequence = timetable.revision or 0
            calendar.add_component(event)
    feed: bytes = calendar.to_ical()
    return feed


def _empty_calendar(title: str) -> Calendar:
    calendar = Calendar()
    calendar.version = "2.0"
    calendar.prodid = "-//Tsunagu//Opening hours//EN"
    calendar.method = "PUBLISH"
    for name in ("NAME", "X-WR-CALNAME"):
        calendar.add(name, vText(title))
    calendar.add("REFRESH-INTERVAL", timedelta(hours=1), {"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    return calendar


def _parts(timetable: Timetable, lines: Sequence[Line], language: str | None, now: datetime) -> Iterator[_Part]:
    """Yield a part for each line of the revision in force, then for each line of each later one."""
    today = now.astimezone(UTC).date()
    begin, ids = _FROM_EVER, {line.id for line in lines}
    while begin < _midnight(today + AHEAD):
        end = timetable.then[0] if timetable.then else _FOR_EVER
        for line in lines:
            first, last, closures_from = today - BACK, today + AHEAD, today - BACK
            if begin > _FROM_EVER:
                before = (begin - _INSTANT).astimezone(line.zone).date()
                first, closures_from = before - _DAY, before + _DAY  # windows of the day before may end after midnight
            if end < _FOR_EVER:
                last = min(last, (end - _INSTANT).astimezone(line.zone).date())
            shut = [(_FROM_EVER, begin), (end, _FOR_EVER), *_closed_by_hand(timetable, line, now)]
            later = f" from {begin.isoformat()}" if begin > _FROM_EVER else ""
            yield _Part(timetable, line, first, last, closures_from, shut, later)
        if timetable.then is None:
            return
        begin, timetable = timetable.then
        found = timetable.lines_for(language, begin) if language else timetable.lines(begin)
        lines = [line for line in found if language or line.id in ids]


def _closed_by_hand(timetable: Timetable, line: Line, now: datetime) -> Iterator[_Span]:
    for hold in timetable.holds(line):
        if not hold.open and hold.end > now.timestamp():
            end = _reset_at(now) if hold.end == inf else datetime.fromtimestamp(hold.end, UTC)
            yield datetime.fromtimestamp(hold.begin, UTC), end


def _events(part: _Part, closed: ClosureWords, now: datetime) -> Iterator[Event]:
    yield from _recurring(part)
    yield from _single(part)
    yield from _closures(part, closed)
    override = None if part.later else part.timetable.override(part.line, now)
    if override and part.line.serves_on(now.astimezone(part.line.zone).date()):
        yield _held(part, override, closed, now)


def _recurring(part: _Part) -> Iterator[Event]:
    """Yield an event for each window of each version of the weekly hours that occurs at least once."""
    line = part.line
    for week, since, until in line.periods():
        days = [day for day in part.days() if (since or day) <= day <= (until or day)]
        for window in sorted({window for windows in week for window in windows}):
            possible = [day for day in days if window in week[day.weekday()]]
            usual = [day for day in possible if part.is_usual(day, window)]
            if usual:
                event = _opening(part, f"weekly {since} {window}", *_span(line, usual[0], window))
                event.add("RRULE", _recurrence(line, week, window, usual[-1]))
                others = {day for day in possible if usual[0] < day < usual[-1]}.difference(usual)
                if others:
                    event.add("EXDATE", [_at(line, day, window.opens) for day in sorted(others)])
                yield event


def _recurrence(line: Line, week: Week, window: Window, last: date) -> str:
    days = ",".join(name[:2].upper() for name, windows in zip(DAYS, week, strict=True) if window in windows)
    until = _at(line, last, END_OF_DAY - 1).astimezone(UTC)
    return f"FREQ=WEEKLY;BYDAY={days};UNTIL={until:%Y%m%dT%H%M%SZ}"


def _single(part: _Part) -> Iterator[Event]:
    """Yield events for the windows that are not usual."""
    for day in part.days():
        weekly = part.line.week_on(day)[day.weekday()]
        for window in part.timetable.day(part.line, day).windows:
            if window not in weekly or not part.is_usual(day, window):
                for begin, end in part.openings(day, window):
                    yield _opening(part, f"single {begin.astimezone(UTC).isoformat()}", begin, end)


def _closures(part: _Part, closed: ClosureWords) -> Iterator[Event]:
    first, of = part.closures_from, partial(_closure, part.timetable, part.line)
    while not part.later and first > part.line.confirmed and of(first) is not None:
        first -= _DAY  # the first day is part of the UID, so it must not depend on today
    for name, run in groupby(_dates(first, part.last), of):
        if name is not None:
            days = list(run)
            yield _event(part, f"closed {days[0]}", days[0], days[-1] + _DAY, closed(part.line, name))


def _closure(timetable: Timetable, line: Line, day: date) -> str | None:
    """Return the name of the closure of a line on a date on which its weekly hours would open it, or None."""
    if not line.week_on(day)[day.weekday()]:
        return None
    found = timetable.day(line, day)
    return found.name if found.because_closed in _CLOSURES else None


def _held(part: _Part, override: Override, closed: ClosureWords, now: datetime) -> Event:
    begin = override.since.astimezone(UTC)
    end = (override.ends(part.line) or _reset_at(now)).astimezone(UTC)
    what = f"override {begin.isoformat()}"
    return _opening(part, what, begin, end) if override.open else _event(part, what, begin, end, closed(part.line, ""))


def _reset_at(now: datetime) -> datetime:
    """Return when the feed supposes that an override without an end will be reset."""
    return _midnight(now.astimezone(UTC).date()) + _UNTIL_RESET


def _opening(part: _Part, what: str, begin: datetime, end: datetime) -> Event:
    event = _event(part, what, begin, end, f"{part.line.agency} {part.line.number}")
    if part.line.dial.startswith("+"):
        event.url = f"tel:{part.line.dial}"
    return event


def _event(part: _Part, what: str, begin: date, end: date, summary: str) -> Event:
    """Return an event. ``what`` identifies it among the events of the part and is the same in every feed."""
    event = Event()
    event.uid = str(uuid5(_NAMESPACE, f"{part.line.id} {what}{part.later}"))
    event.start, event.end = begin, end
    event.summary = summary
    event.transparency = TRANSP.TRANSPARENT
    return event


def _span(line: Line, day: date, window: Window) -> _Span:
    return _at(line, day, window.opens), _at(line, day, window.closes)


def _at(line: Line, day: date, minutes: int) -> datetime:
    """Return a local time of a line, in minutes after midnight of a date."""
    return datetime.combine(day, time(), line.zone) + minutes * _MINUTE


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
