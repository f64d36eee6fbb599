"""Conflicts between entries that are each valid alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from schedules.hours import END_OF_DAY, Windows, said_window
from schedules.model import ANY_YEAR, Directory, Scope, SpecialDay, scopes_of
from schedules.rules.violation import Violation
from schedules.timetable import Timetable
from sentences import Sentence

_YEARS = range(2024, 2052)
"""28 consecutive years, in which every date falls on every weekday; any 28 would do."""
_DAY = timedelta(days=1)


def together(directory: Directory) -> Iterator[Violation]:
    """Yield the conflicts between the entries of a directory."""
    if not directory.lines:
        yield Violation((), Sentence("no lines: nobody could be put through"))
        return
    if all(line.hidden for line in directory.lines):
        yield Violation((), Sentence("all lines are hidden: nobody could be put through"))
    found = [*_lines(directory), *_scopes(directory), *_notices(directory)]
    yield from found or [
        *_two_for_one_date(directory),
        *_meeting_hours(directory),
        *_nights_about_holidays(directory),
    ]


def _lines(directory: Directory) -> Iterator[Violation]:
    seen = set()
    for place, line in enumerate(directory.lines):
        if line.id in seen:
            twice = Sentence("the id is used twice; one line may have several hours, each with its `since`")
            yield Violation(("lines", place), twice)
        seen.add(line.id)
        if line.first_day and line.last_day and line.last_day < line.first_day:
            before = Sentence("{day} is before first_day {day2}", day=line.last_day, day2=line.first_day)
            yield Violation(("lines", place, "last_day"), before)


def _scopes(directory: Directory) -> Iterator[Violation]:
    tiers = {line.tier for line in directory.lines}
    for tier in directory.holidays:
        if tier not in tiers:
            yield Violation(("holidays", tier), Sentence("there is no line in tier {tier}", tier=tier))
    scopes = {scope for line in directory.lines for scope in scopes_of(line)}
    for place, special in enumerate(directory.special_days):
        if special.scope not in scopes:
            yield Violation(("special_days", place, "scope"), _nobody_in(special.scope))


def _nobody_in(scope: Scope) -> Sentence:
    if scope.tier is not None:
        return Sentence("there is no line in tier {tier}", tier=scope.tier)
    return Sentence("there is no line {line}", line=scope.said())


def _notices(directory: Directory) -> Iterator[Violation]:
    seen = set()
    for place, notice in enumerate(directory.notices):
        if notice.id in seen:
            yield Violation(("notices", place), Sentence("the id is used twice"))
        seen.add(notice.id)
        if notice.last_day and notice.last_day < notice.as_of:
            before = Sentence("{day} is before as_of {day2}", day=notice.last_day, day2=notice.as_of)
            yield Violation(("notices", place, "last_day"), before)


def _two_for_one_date(directory: Directory) -> Iterator[Violation]:
    """Yield special days that share a date and a scope with another. A yearly date matches the date in any year."""
    seen: dict[tuple[Scope, date], SpecialDay] = {}
    yearly: dict[tuple[Scope, int, int], SpecialDay] = {}
    for place, special in sorted(enumerate(directory.special_days), key=lambda each: not each[1].yearly):
        for day in special.dates():
            key = (special.scope, day.month, day.day)
            other = yearly.get(key) or seen.get((special.scope, day))
            if other is not None:
                same = Sentence(
                    "{special} has the same date for {scope}", special=other.said(), scope=special.scope.said()
                )
                yield Violation(("special_days", place), same)
                break
            if special.yearly:
                yearly[key] = special
            else:
                seen[special.scope, day] = special


def _meeting_hours(directory: Directory) -> Iterator[Violation]:
    """Yield special days whose windows overlap or touch other windows of the same or an adjacent date."""
    timetable = Timetable(directory)
    for place, special in enumerate(directory.special_days):
        if special.windows and (clash := next(_clashes(timetable, special), None)):
            yield Violation(("special_days", place), clash)


def _clashes(timetable: Timetable, special: SpecialDay) -> Iterator[Sentence]:
    for line in timetable.directory.lines_in(special.scope):
        for day in _occurrences(special):
            if timetable.special_day(line, day) is not special:
                continue  # a special day with a narrower scope has priority
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


def _nights_about_holidays(directory: Directory) -> Iterator[Violation]:
    """Yield holiday hours that a night before or after them would overlap or touch.

    A holiday may fall on any weekday, next to any hours of the week and to another holiday.
    """
    for tier, rules in directory.holidays.items():
        lines = directory.lines_in(Scope(tier=tier))
        days = {day for line in lines for hours in line.hours for day in hours.week} | {*rules.hours.values()}
        for rule, windows in rules.hours.items():
            pairs = (pair for day in sorted(days) for pair in ((windows, day), (day, windows)))
            if met := next(filter(_meet_after_midnight, pairs), None):
                clash = Sentence(
                    "{window} overlaps or touches {window2} of the day after",
                    window=said_window(met[0][-1]),
                    window2=said_window(met[1][0]),
                )
                yield Violation(("holidays", tier, str(rule)), clash)


def _meet_after_midnight(days: tuple[Windows, Windows]) -> bool:
    """Whether the last window of a day passes midnight and meets the first of the day after."""
    night, after = days[0][-1:], days[1][:1]
    return any(one.passes_midnight and other.opens + END_OF_DAY <= one.closes for one in night for other in after)


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
