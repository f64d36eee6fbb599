"""Overrides, for the people who make them: when a hold ends, and what callers get meanwhile."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.core.outlook import Stretch, stretches
from schedules import Line, Override, Timetable, home_date, home_midnight

HOURS = {"hour": 1, "two-hours": 2}
"""Lengths of a hold, in hours, by name."""
TODAY = "today"
"""The name of the length until midnight in Japan."""
_AHEAD = timedelta(days=3)
"""How far effects are looked for if a hold has no end."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What callers of some languages get because of an override.

    Attributes:
        languages: their codes.
        begins: from when on it makes a difference, now or later.
        gets: which lines they reach from then on, one after the other, and until when; None: no line, so a text.
    """

    languages: tuple[str, ...]
    begins: datetime
    gets: tuple[tuple[Line | None, datetime], ...]


def end_of(length: str, now: datetime) -> datetime | None:
    """Return when a hold of a named length ends, to the minute; None: there is no such length."""
    if length == TODAY:
        return home_midnight(home_date(now) + timedelta(days=1))
    if length not in HOURS:
        return None
    return (now + timedelta(hours=HOURS[length])).replace(second=0, microsecond=0)


def effects(timetable: Timetable, override: Override, now: datetime, languages: Collection[str]) -> list[Effect]:
    """Return what an override in force changes for callers; languages for which it changes nothing are left out."""
    without = timetable.with_overrides([each for each in timetable.overrides if each is not override])
    found: dict[tuple[datetime, tuple[tuple[Line | None, datetime], ...]], list[str]] = {}
    for language in languages:
        ends = [override.ends(line) for line in timetable.lines_for(language, now) if override.scope.covers(line)]
        if not ends:
            continue
        end = max(each or now + _AHEAD for each in ends)
        actual = stretches(timetable, language, now, end)
        begins = _first_difference(actual, stretches(without, language, now, end))
        if begins is not None:
            gets = tuple((each.line, each.end) for each in actual if each.end > begins)
            found.setdefault((begins, gets), []).append(language)
    return [Effect(tuple(codes), begins, gets) for (begins, gets), codes in found.items()]


def _first_difference(some: list[Stretch], others: list[Stretch]) -> datetime | None:
    """Return the first moment at which two sequences over the same time have different lines."""
    return next((moment for moment, one, other in _together(some, others) if one != other), None)


def _together(some: list[Stretch], others: list[Stretch]) -> Iterator[tuple[datetime, Line | None, Line | None]]:
    """Yield each moment at which one of two sequences changes, with the line of each from then on."""
    for moment in sorted({each.begin for each in (*some, *others)}):
        one, other = (next(each.line for each in found if moment < each.end) for found in (some, others))
        yield moment, one, other
