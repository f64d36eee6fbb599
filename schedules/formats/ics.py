"""The opening hours of lines as an iCalendar feed (RFC 5545), for the calendars of callers.

Each window of the weekly hours is a recurring event on the days that share it. Dates with other hours are exceptions
(EXDATE) of the recurring event, and have single events.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import groupby
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr
from icalendar import TRANSP, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vText

from schedules.hours import DAYS, END_OF_DAY, Week, Window
from schedules.model import Hours, Line
from schedules.status import Because
from schedules.timeline import Day
from schedules.timetable import Override, Timetable

AHEAD = timedelta(days=400)
"""How far after today single dates are included."""
BACK = timedelta(days=31)
"""How far before today single dates are included."""
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_UNTIL_RESET = timedelta(days=7)
"""The length of the event of an override without an end."""
_CLOSURES = {Because.SPECIAL_CLOSURE, Because.HOLIDAY, Because.NEW_YEAR}
_NAMESPACE = UUID("5f0d7a52-3c1e-4b69-9d8e-2a64c7b1e093")

ClosureWords = Callable[[Line, str], str]
"""Returns the title of a closure of a line in the reader's language, given the name of the closure (may be empty)."""
_Plan = Mapping[date, Day]
"""What holds on each date from :data:`BACK` to :data:`AHEAD`."""


def calendar_feed(
    timetable: Timetable, lines: Sequence[Line], title: str, closed: ClosureWords, now: datetime
) -> bytes:
    """Return the iCalendar feed of these lines, named ``title``.

    For one timetable and the same overrides in force, the bytes are the same throughout a day in UTC. The events do
    not mark the reader as busy. The feed leaves out the reasons of overrides, which are for operators.
    """
    today = now.astimezone(UTC).date()
    calendar = _empty_calendar(title)
    for timezone in _timezones(lines, today):
        calendar.add_component(timezone)
    for line in lines:
        for event in _events(timetable, line, closed, now):
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


def _events(timetable: Timetable, line: Line, closed: ClosureWords, now: datetime) -> Iterator[Event]:
    today = now.astimezone(UTC).date()
    plan = {day: timetable.day(line, day) for day in _dates(today - BACK, today + AHEAD)}
    yield from _recurring(line, plan)
    yield from _single(line, plan)
    yield from _closures(timetable, line, closed, today)
    override = timetable.override(line, now)
    if override and line.serves_on(now.astimezone(line.zone).date()):
        yield _held(override, line, closed, today)


def _recurring(line: Line, plan: _Plan) -> Iterator[Event]:
    """Yield an event for each window of each version of the weekly hours that occurs at least once."""
    for hours, first, last in _versions(line):
        for window in sorted({window for windows in hours.week for window in windows}):
            recurrence = _recurrence(line, hours.week, window, last)
            rule = rrulestr(recurrence, dtstart=_at(line, first, window.opens))
            if start := next((each for each in rule if not _clocks_change(line, each.date(), window)), None):
                event = _opening(line, f"weekly {hours.since} {window}", *_span(line, start.date(), window))
                event.add("RRULE", recurrence)
                if exceptions := list(_exceptions(line, window, rule, plan)):
                    event.add("EXDATE", exceptions)
                yield event


def _versions(line: Line) -> Iterator[tuple[Hours, date, date | None]]:
    """Yield each version of the weekly hours with its first and last date.

    A recurrence needs a first date that does not change from day to day. Hours without a start date begin on the date
    on which the line was confirmed.
    """
    for hours, following in zip(line.hours, [*line.hours[1:], None], strict=True):
        first = max(hours.since or line.confirmed, line.first_day or date.min)
        ends = [line.last_day, following.since - _DAY if following and following.since else None]
        yield hours, first, min(filter(None, ends), default=None)


def _recurrence(line: Line, week: Week, window: Window, last: date | None) -> str:
    days = ",".join(name[:2].upper() for name, windows in zip(DAYS, week, strict=True) if window in windows)
    until = last and _at(line, last, END_OF_DAY - 1).astimezone(UTC)
    return f"FREQ=WEEKLY;BYDAY={days}" + (f";UNTIL={until:%Y%m%dT%H%M%SZ}" if until else "")


def _exceptions(line: Line, window: Window, rule: rrule | rruleset, plan: _Plan) -> Iterator[datetime]:
    """Yield the occurrences of a recurring window that do not take place, or whose duration differs."""
    for each in rule.between(_at(line, min(plan), 0), _at(line, max(plan), END_OF_DAY - 1), inc=True):
        if window not in plan[each.date()].windows or _clocks_change(line, each.date(), window):
            yield each


def _single(line: Line, plan: _Plan) -> Iterator[Event]:
    """Yield an event for each window that is not in the weekly hours, or whose duration a clock change alters."""
    for day, today in plan.items():
        usual = line.week_on(day)[day.weekday()]
        for window in today.windows:
            if window not in usual or _clocks_change(line, day, window):
                yield _opening(line, f"single {day} {window}", *_span(line, day, window))


def _closures(timetable: Timetable, line: Line, closed: ClosureWords, today: date) -> Iterator[Event]:
    first = today - BACK
    while first > line.confirmed and _closure(timetable, line, first) is not None:
        first -= _DAY  # the first day is part of the UID, so it must not depend on today
    for name, run in groupby(_dates(first, today + AHEAD), partial(_closure, timetable, line)):
        if name is not None:
            days = list(run)
            yield _event(line, f"closed {days[0]}", days[0], days[-1] + _DAY, closed(line, name))


def _closure(timetable: Timetable, line: Line, day: date) -> str | None:
    """Return the name of the closure of a line on a date on which its weekly hours would open it, or None."""
    if not line.week_on(day)[day.weekday()]:
        return None
    found = timetable.day(line, day)
    return found.name if found.because_closed in _CLOSURES else None


def _held(override: Override, line: Line, closed: ClosureWords, today: date) -> Event:
    begin = override.since.astimezone(UTC)
    ends = override.ends(line) or _midnight(today) + _UNTIL_RESET
    what, end = f"override {begin.isoformat()}", ends.astimezone(UTC)
    return _opening(line, what, begin, end) if override.open else _event(line, what, begin, end, closed(line, ""))


def _opening(line: Line, what: str, begin: datetime, end: datetime) -> Event:
    event = _event(line, what, begin, end, f"{line.agency} {line.number}")
    if line.dial.startswith("+"):
        event.url = f"tel:{line.dial}"
    return event


def _event(line: Line, what: str, begin: date, end: date, summary: str) -> Event:
    """Return an event. ``what`` identifies it among the events of the line and is the same in every feed."""
    event = Event()
    event.uid = str(uuid5(_NAMESPACE, f"{line.id} {what}"))
    event.start, event.end = begin, end
    event.summary = summary
    event.transparency = TRANSP.TRANSPARENT
    return event


def _timezones(lines: Sequence[Line], today: date) -> Iterator[Timezone]:
    first = min([today - BACK, *(hours.since or line.confirmed for line in lines for hours in line.hours)]) - _DAY
    for zone in sorted({line.zone for line in lines}, key=lambda zone: zone.key):
        yield _timezone(zone, first, today + AHEAD + _DAY)


def _timezone(zone: ZoneInfo, first: date, last: date) -> Timezone:
    """Return a VTIMEZONE with one part per clock change, at the local time before the change (RFC 5545, 3.6.5)."""
    timezone = Timezone()
    timezone.add("TZID", zone.key)
    for moment in [_midnight(first), *_changes(zone, first, last)]:
        before, after = (moment - _MINUTE).astimezone(zone), moment.astimezone(zone)
        part = TimezoneDaylight() if after.dst() else TimezoneStandard()
        part.DTSTART = before.replace(tzinfo=None) + _MINUTE
        part.TZOFFSETFROM, part.TZOFFSETTO = before.utcoffset(), after.utcoffset()
        part.add("TZNAME", after.tzname())
        timezone.add_component(part)
    return timezone


def _changes(zone: ZoneInfo, first: date, last: date) -> Iterator[datetime]:
    """Yield the moments at which a zone changes its offset, to the minute, assuming at most one change a day."""
    for midnight in map(_midnight, _dates(first, last)):
        before = midnight.astimezone(zone).utcoffset()
        if before != (midnight + _DAY).astimezone(zone).utcoffset():
            moments = (midnight + minute * _MINUTE for minute in range(1, END_OF_DAY + 1))
            yield next(moment for moment in moments if moment.astimezone(zone).utcoffset() != before)


def _clocks_change(line: Line, day: date, window: Window) -> bool:
    """Whether the clocks change during a window. All occurrences of a recurrence have the same duration."""
    begin, end = _span(line, day, window)
    return begin.utcoffset() != end.utcoffset()


def _span(line: Line, day: date, window: Window) -> tuple[datetime, datetime]:
    return _at(line, day, window.opens), _at(line, day, window.closes)


def _at(line: Line, day: date, minutes: int) -> datetime:
    """Return a local time of a line, in minutes after midnight of a date."""
    return datetime.combine(day, time(), line.zone) + minutes * _MINUTE


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
