"""A difference between two directories in words: what changes, by how many hours a week, and on which dates."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import assert_never

from schedules.difference import (
    Change,
    EmailChanged,
    HolidaysChanged,
    LineAdded,
    LineChanged,
    LineRemoved,
    LinesReordered,
    NoticeChanged,
    SpecialDayAdded,
    SpecialDayRemoved,
    difference,
)
from schedules.hours import CLOSED, END_OF_DAY, Week, Window, Windows, minutes_open, print_hours, print_windows
from schedules.model import Directory, Hours, Line
from schedules.notices import Notice
from schedules.timetable import Timetable

AHEAD = 400
"""Days for which dates are compared: this year's end and all of the next one's holidays."""
_MINUTES = 7 * END_OF_DAY


@dataclass(frozen=True, slots=True)
class WeekChange:
    """The weekly hours of a line, in minutes, before and after."""

    line_id: str
    was: int
    becomes: int

    def __str__(self) -> str:
        return f"{self.line_id}: {duration(self.was)} a week becomes {duration(self.becomes)}"


@dataclass(frozen=True, slots=True)
class DateChange:
    """A date on which lines have other hours, for another reason than their weekly hours; ``name`` says which."""

    day: date
    line_ids: tuple[str, ...]
    was: Windows
    becomes: Windows
    name: str

    def __str__(self) -> str:
        name = f", {self.name}" if self.name else ""
        hours = f"{print_windows(self.was)} becomes {print_windows(self.becomes)}"
        return f"{self.day:%a} {self.day}{name}: {', '.join(self.line_ids)}: {hours}"


def report(was: Directory, becomes: Directory, on: date) -> list[str]:
    """The difference in sentences, judged at a date; none: there is none."""
    return [
        *map(words, difference(was, becomes)),
        *map(str, week_changes(was, becomes, on)),
        *(f"on {each}" for each in date_changes(was, becomes, on)),
    ]


def words(change: Change) -> str:
    """One change in a sentence."""
    match change:
        case LineAdded(line):
            return f"{line.id} is added: {_described(line)}"
        case LineRemoved(line):
            return f"{line.id} is removed: {_described(line)}"
        case LineChanged(line_id, "hours", was, becomes):
            return f"{line_id} {'; '.join(_hours_words(was, becomes))}"  # type: ignore[arg-type]
        case LineChanged(line_id, field, was, becomes):
            return f"{line_id}: {field.replace('_', ' ')}: {_shown(was)} becomes {_shown(becomes)}"
        case LinesReordered(ids):
            return f"lines are tried in the order {', '.join(ids)}"
        case SpecialDayAdded(special):
            return f"special day added for {special.scope}: {special}: {_special_hours(special.windows, special.extra)}"
        case SpecialDayRemoved(special):
            return f"special day removed for {special.scope}: {special}"
        case HolidaysChanged(tier, was, becomes):
            return f"tier {tier} closes on holidays: {_shown(was)} becomes {_shown(becomes)}"
        case EmailChanged(language, was, becomes):
            return f"e-mail page of {language}: {_shown(was)} becomes {_shown(becomes)}"
        case NoticeChanged(notice_id, was, becomes):
            return f"notice {notice_id}{_notice_words(was, becomes)}"
        case _:
            assert_never(change)


def week_changes(was: Directory, becomes: Directory, on: date) -> list[WeekChange]:
    """Lines whose weekly hours at a date, or at the last date from which hours hold, are more or fewer."""
    found = []
    for line_id in dict.fromkeys(line.id for each in (was, becomes) for line in each.lines):
        lines = was.line(line_id), becomes.line(line_id)
        day = max([on, *(each.since for line in lines if line for each in line.hours if each.since)])
        before, after = (sum(map(minutes_open, line.week_on(day))) if line else 0 for line in lines)
        if before != after:
            found.append(WeekChange(line_id, before, after))
    return found


def date_changes(was: Directory, becomes: Directory, on: date, days: int = AHEAD) -> list[DateChange]:
    """Dates from ``on`` on with other hours because of special days, holidays or service, not weekly hours."""
    before, after = Timetable(was), Timetable(becomes)
    groups: dict[tuple[date, Windows, Windows, str], list[str]] = defaultdict(list)
    for line in becomes.lines:
        old = was.line(line.id)
        if old is None:
            continue
        for day in (on + timedelta(days=ahead) for ahead in range(days)):
            one, other = before.day(old, day), after.day(line, day)
            usual = old.week_on(day)[day.weekday()], line.week_on(day)[day.weekday()]
            if one.windows != other.windows and (one.windows, other.windows) != usual:
                groups[day, one.windows, other.windows, other.name or one.name].append(line.id)
    return [DateChange(key[0], tuple(ids), *key[1:]) for key, ids in sorted(groups.items(), key=lambda item: item[0])]


def duration(minutes: int) -> str:
    """``8 h``, ``7 h 30 min``, ``30 min``."""
    hours, rest = divmod(minutes, 60)
    if rest == 0:
        return f"{hours} h"
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def lost(was: Week, becomes: Week) -> Week:
    """The hours that are in one week and not in the other, cut at midnight."""
    gone = [a and not b for a, b in zip(_minutes(was), _minutes(becomes), strict=True)]
    days = []
    for day in range(7):
        windows, minute = [], 0
        for state, run in groupby(gone[day * END_OF_DAY : (day + 1) * END_OF_DAY]):
            length = len(list(run))
            if state:
                windows.append(Window(minute, minute + length))
            minute += length
        days.append(tuple(windows))
    return tuple(days)


def _minutes(week: Week) -> list[bool]:
    minutes = [False] * _MINUTES
    for day, windows in enumerate(week):
        for window in windows:
            for minute in range(window.opens, window.closes):
                minutes[(day * END_OF_DAY + minute) % _MINUTES] = True
    return minutes


def _hours_words(was: tuple[Hours, ...], becomes: tuple[Hours, ...]) -> Iterator[str]:
    before, after = ({each.since: each.week for each in hours} for hours in (was, becomes))
    for since in sorted({*before, *after}, key=lambda day: day or date.min):
        when = f" from {since} on" if since else ""
        old, new = before.get(since), after.get(since)
        if old is None and new is not None:
            yield f"gets hours of its own{when}: {print_hours(new)}"
        elif new is None:
            yield f"no longer has hours of its own{when}"
        elif old is not None and old != new:
            yield from (f"{verb} {_amount(week)}{when}" for verb, week in _moved(old, new))


def _moved(old: Week, new: Week) -> list[tuple[str, Week]]:
    return [(verb, week) for verb, week in (("loses", lost(old, new)), ("gains", lost(new, old))) if week != CLOSED]


def _amount(week: Week) -> str:
    return f"{print_hours(week)}, {duration(sum(map(minutes_open, week)))} a week"


def _notice_words(was: Notice | None, becomes: Notice | None) -> str:
    if was is None or becomes is None:
        there = was or becomes
        described = f" (as of {there.as_of}; {' '.join(sorted(there.words))})" if there else ""
        return f"{described} is {'removed' if becomes is None else 'added'}"
    parts = [
        f"{name.replace('_', ' ')}: {_shown(getattr(was, name))} becomes {_shown(getattr(becomes, name))}"
        for name in ("as_of", "source", "confirmed", "last_day")
        if getattr(was, name) != getattr(becomes, name)
    ]
    codes = sorted({*was.words, *becomes.words})
    if reworded := [code for code in codes if was.words.get(code) != becomes.words.get(code)]:
        parts.append(f"other words in {' '.join(reworded)}")
    return f": {'; '.join(parts)}"


def _described(line: Line) -> str:
    languages = " ".join(sorted(line.languages))
    return f"{line.agency} {line.number} ({languages}), {print_hours(line.hours[-1].week)}"


def _special_hours(windows: Windows, extra: bool) -> str:
    return f"{print_windows(windows)} besides the usual hours" if extra else print_windows(windows)


def _shown(value: object) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(str, value))) or "none"
    return "none" if value is None else str(value)
