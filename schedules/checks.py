"""What can't stand in one directory together, though each entry by itself is well written."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from schedules.hours import END_OF_DAY, Window
from schedules.model import ANY_YEAR, Directory, Line, Scope, SpecialDay, scopes_of
from schedules.rows import Problem
from schedules.timetable import Timetable

_YEARS = range(2024, 2052)
"""After 28 years every date has fallen on every weekday; which 28 does not matter."""
_DAY = timedelta(days=1)


def problems_in(directory: Directory, row_of: Callable[[object], int]) -> list[Problem]:
    """Everything that is wrong between entries; ``row_of`` says where an entry stands."""
    found = [*_lines(directory), *_scopes(directory), *_notices(directory)]
    if not found:
        found = [*_two_for_one_date(directory), *_meeting_hours(directory)]
    return [Problem(row_of(thing), text) for thing, text in found]


def _lines(directory: Directory) -> Iterator[tuple[object, str]]:
    seen: dict[str, Line] = {}
    for line in directory.lines:
        if line.id in seen:
            yield line, f"{line.id}: the id is used twice; one line may have several hours, each with its `since`"
        seen[line.id] = line
        if line.first_day and line.last_day and line.last_day < line.first_day:
            yield line, f"{line.id}: last_day: {line.last_day} is before first_day {line.first_day}"


def _notices(directory: Directory) -> Iterator[tuple[object, str]]:
    seen = set()
    for notice in directory.notices:
        if notice.id in seen:
            yield notice, f"notice {notice.id}: the id is used twice"
        seen.add(notice.id)
        if notice.last_day and notice.last_day < notice.as_of:
            yield notice, f"notice {notice.id}: last_day: {notice.last_day} is before as_of {notice.as_of}"


def _scopes(directory: Directory) -> Iterator[tuple[object, str]]:
    tiers = {line.tier for line in directory.lines}
    for tier in directory.holidays:
        if tier not in tiers:
            yield directory.holidays, f"holidays: there is no line in tier {tier}"
    there = {scope for line in directory.lines for scope in scopes_of(line)}
    for special in directory.special_days:
        if special.scope not in there:
            what = "no line in" if special.scope.tier is not None else "no line"
            yield special, f"special day {special.name}: scope: there is {what} {special.scope}"


def _two_for_one_date(directory: Directory) -> Iterator[tuple[object, str]]:
    """A date that comes every year meets the same date of any year."""
    seen: dict[tuple[Scope, date], SpecialDay] = {}
    yearly: dict[tuple[Scope, int, int], SpecialDay] = {}
    for special in sorted(directory.special_days, key=lambda each: not each.yearly):
        for day in special.dates():
            key = (special.scope, day.month, day.day)
            other = yearly.get(key) or seen.get((special.scope, day))
            if other is not None:
                yield special, f"special day {special.name}: {other} has the same date for {special.scope}"
                break
            if special.yearly:
                yearly[key] = special
            else:
                seen[special.scope, day] = special


def _meeting_hours(directory: Directory) -> Iterator[tuple[object, str]]:
    """Hours of special days that overlap or touch what is open around them."""
    timetable = Timetable(directory)
    for special in directory.special_days:
        if special.windows:
            clash = next(_clashes(timetable, special), None)
            if clash:
                yield special, f"special day {special.name}: {clash}"


def _clashes(timetable: Timetable, special: SpecialDay) -> Iterator[str]:
    for line in timetable.directory.lines_in(special.scope):
        for day in _occurrences(special):
            if timetable.special_day(line, day) is not special:
                continue  # a narrower one counts there
            spans = [
                (window.opens + ahead * END_OF_DAY, window.closes + ahead * END_OF_DAY, ahead, window)
                for ahead in (-1, 0, 1)
                for window in timetable.day(line, day + ahead * _DAY).windows
            ]
            for (_, end, on, first), (begin, _, after, second) in pairwise(spans):
                if 0 in (on, after) and (begin < end or (begin == end and (on == after or first.passes_midnight))):
                    yield f"{_on(day, on, first)} overlaps or touches {_on(day, after, second)} at {line.id}"


def _on(day: date, ahead: int, window: Window) -> str:
    return f"{window} on {day + ahead * _DAY}"


def _occurrences(special: SpecialDay) -> Iterator[date]:
    if not special.yearly:
        yield from special.dates()
        return
    for year in _YEARS:
        for day in special.dates():
            try:
                yield day.replace(year=year + day.year - ANY_YEAR)
            except ValueError:
                continue  # 29 February
