"""What can't stand in one directory together, though each entry by itself is well written."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from schedules.hours import END_OF_DAY, said_window
from schedules.model import ANY_YEAR, Directory, Line, Scope, SpecialDay, scopes_of
from schedules.rows import Problem
from schedules.timetable import Timetable
from sentences import Sentence

_YEARS = range(2024, 2052)
"""After 28 years every date has fallen on every weekday; which 28 does not matter."""
_DAY = timedelta(days=1)


def problems_in(directory: Directory, row_of: Callable[[object], int]) -> list[Problem]:
    """Everything that is wrong between entries; ``row_of`` says where an entry stands."""
    found = [*_lines(directory), *_scopes(directory), *_notices(directory)]
    if not found:
        found = [*_two_for_one_date(directory), *_meeting_hours(directory)]
    return [Problem(row_of(thing), text) for thing, text in found]


def _lines(directory: Directory) -> Iterator[tuple[object, Sentence]]:
    seen: dict[str, Line] = {}
    for line in directory.lines:
        if line.id in seen:
            yield (
                line,
                Sentence(
                    "{id}: the id is used twice; one line may have several hours, each with its `since`", id=line.id
                ),
            )
        seen[line.id] = line
        if line.first_day and line.last_day and line.last_day < line.first_day:
            yield (
                line,
                Sentence(
                    "{id}: last_day: {day} is before first_day {day2}",
                    id=line.id,
                    day=line.last_day,
                    day2=line.first_day,
                ),
            )


def _notices(directory: Directory) -> Iterator[tuple[object, Sentence]]:
    seen = set()
    for notice in directory.notices:
        if notice.id in seen:
            yield notice, Sentence("notice {id}: the id is used twice", id=notice.id)
        seen.add(notice.id)
        if notice.last_day and notice.last_day < notice.as_of:
            yield (
                notice,
                Sentence(
                    "notice {id}: last_day: {day} is before as_of {day2}",
                    id=notice.id,
                    day=notice.last_day,
                    day2=notice.as_of,
                ),
            )


def _scopes(directory: Directory) -> Iterator[tuple[object, Sentence]]:
    tiers = {line.tier for line in directory.lines}
    for tier in directory.holidays:
        if tier not in tiers:
            yield directory.holidays, Sentence("holidays: there is no line in tier {number}", number=tier)
    there = {scope for line in directory.lines for scope in scopes_of(line)}
    for special in directory.special_days:
        if special.scope not in there:
            yield special, _no_scope(special)


def _no_scope(special: SpecialDay) -> Sentence:
    if special.scope.tier is None:
        return Sentence("special day {text}: scope: there is no line {id}", text=special.name, id=special.scope.said())
    return Sentence(
        "special day {text}: scope: there is no line in tier {number}",
        text=special.name,
        number=special.scope.tier,
    )


def _two_for_one_date(directory: Directory) -> Iterator[tuple[object, Sentence]]:
    """A date that comes every year meets the same date of any year."""
    seen: dict[tuple[Scope, date], SpecialDay] = {}
    yearly: dict[tuple[Scope, int, int], SpecialDay] = {}
    for special in sorted(directory.special_days, key=lambda each: not each.yearly):
        for day in special.dates():
            key = (special.scope, day.month, day.day)
            other = yearly.get(key) or seen.get((special.scope, day))
            if other is not None:
                yield (
                    special,
                    Sentence(
                        "special day {text}: {special} has the same date for {scope}",
                        text=special.name,
                        special=other.said(),
                        scope=special.scope.said(),
                    ),
                )
                break
            if special.yearly:
                yearly[key] = special
            else:
                seen[special.scope, day] = special


def _meeting_hours(directory: Directory) -> Iterator[tuple[object, Sentence]]:
    """Hours of special days that overlap or touch what is open around them."""
    timetable = Timetable(directory)
    for special in directory.special_days:
        if special.windows:
            clash = next(_clashes(timetable, special), None)
            if clash:
                yield special, Sentence("special day {text}: {cause}", text=special.name, cause=clash)


def _clashes(timetable: Timetable, special: SpecialDay) -> Iterator[Sentence]:
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
                    yield Sentence(
                        "{window} on {day} overlaps or touches {window2} on {day2} at {id}",
                        window=said_window(first),
                        day=day + on * _DAY,
                        window2=said_window(second),
                        day2=day + after * _DAY,
                        id=line.id,
                    )


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
