"""Which lines of a language are open in each minute of some hours, and the calls that came in them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ivr.core.reports import HOURS_A_WEEK, minute_of, moment_of
from schedules import Directory, Hours, Line, Open, Timetable

WHOLE = (1 << 60) - 1
"""The minutes of an hour, one bit each."""
_NEVER: Mapping[int, int] = {}

Lines = tuple[str, ...]
"""Ids of lines that are open together, in the order in which they are tried."""


@dataclass(frozen=True, slots=True)
class History:
    """Calls of whole weeks that are over.

    Attributes:
        begin: the number of the first hour (:func:`ivr.core.reports.hour_of`).
        calls: by language and number of the hour, how many began, and how many of them were put through.
    """

    begin: int
    weeks: int
    calls: Mapping[str, Mapping[int, tuple[int, int]]]

    @property
    def hours(self) -> range:
        """The numbers of its hours."""
        return range(self.begin, self.begin + self.weeks * HOURS_A_WEEK)


class Openings:
    """The minutes of some hours in which the offered lines of a timetable are open.

    Args:
        not_dialled: ids of lines that the service does not dial.
    """

    def __init__(self, timetable: Timetable, hours: range, not_dialled: Collection[str] = ()) -> None:
        offered = [each for each in timetable.directory.lines if not each.hidden and each.id not in not_dialled]
        self.hours = hours
        self.lines = tuple(offered)
        self._minutes = {line.id: _minutes(timetable, line, hours) for line in offered}
        self._on_days = {
            (line.id, code): _minutes(timetable, timetable.serving(line, code), hours)
            for line in offered
            for code, _ in line.days
        }
        self._speaking = {code: [each.id for each in offered if code in each.languages] for code in _languages(offered)}

    def of(self, line: str) -> Mapping[int, int]:
        """Return the minutes in which a line is open, one bit each, by hour; closed hours are missing."""
        return self._minutes.get(line, _NEVER)

    def _in(self, language: str, line: str) -> Mapping[int, int]:
        return self._on_days.get((line, language), self._minutes[line])

    def open(self, language: str, hour: int) -> dict[str, int]:
        """Return the lines of a language that are open in an hour, each with its minutes."""
        found = {line: self._in(language, line).get(hour, 0) for line in self._speaking.get(language, ())}
        return {line: minutes for line, minutes in found.items() if minutes}

    def reachable(self, language: str) -> dict[int, int]:
        """Return the minutes in which a line of a language is open, by hour; closed hours are missing."""
        reachable: dict[int, int] = {}
        for line in self._speaking.get(language, ()):
            for hour, minutes in self._in(language, line).items():
                reachable[hour] = reachable.get(hour, 0) | minutes
        return reachable


def _languages(lines: Collection[Line]) -> set[str]:
    return {code for line in lines for code in line.languages}


def _minutes(timetable: Timetable, line: Line, hours: range) -> dict[int, int]:
    """Return the minutes in which a line is open, by hour; hours in which it is closed are missing."""
    found: dict[int, int] = {}
    at, end = moment_of(hours.start), moment_of(hours.stop)
    while at < end:
        status = timetable.status(line, at)
        change = min((status.until if isinstance(status, Open) else status.opens) or end, end)
        if isinstance(status, Open):
            opens, closes = minute_of(at), max(minute_of(at), minute_of(change))  # clocks may be put back meanwhile
            for hour in range(opens // 60, -(-closes // 60)):
                first, last = max(opens - hour * 60, 0), min(closes - hour * 60, 60)
                found[hour] = found.get(hour, 0) | ((1 << last - first) - 1) << first
        at = change
    return found


def in_the_end(directory: Directory, day: date) -> Directory:
    """Return a directory whose lines always have the weekly hours that they have on a date.

    So hours that a draft plans for later are compared with the calls of the past. Special days and holiday rules stay.
    """
    lines = (
        replace(line, hours=(Hours(line.week_on(day)),), first_day=None, last_day=None)
        for line in directory.lines
        if line.serves_on(day)
    )
    return replace(directory, lines=tuple(lines))


def day_of_difference(now: Directory, then: Directory, today: date) -> date:
    """Return the latest day on which weekly hours of two directories differ: today, or one from which hours hold."""
    begins = {today} | {
        begin
        for line in (*now.lines, *then.lines)
        for begin in (line.first_day, *(each.since for each in line.hours))
        if begin and begin > today
    }
    return max((day for day in begins if _weeks(now, day) != _weeks(then, day)), default=today)


def _weeks(directory: Directory, day: date) -> dict[str, object]:
    """Return what is offered on a day: the languages and the week of each line."""
    offered = (line for line in directory.lines if line.serves_on(day) and not line.hidden)
    return {line.id: (line.languages, line.week_on(day)) for line in offered}
