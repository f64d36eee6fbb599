"""What is told of the calls of a month outside the console: one set of figures for files and for public statistics.

Two documents that count the same calls in other ways could be subtracted from each other, so there is only this one.
:mod:`ivr.core.suppression` withholds small counts; docs/decisions/0022-small-counts.md says why nothing else is told.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from ivr.core.call.outcome import Outcome
from ivr.core.suppression import FEWEST, Cells, Count, finest, withheld
from profiles import country
from prompts import LANGUAGES
from prompts.languages import UNKNOWN
from schedules import home_date, home_zone

MOST_MONTHS = 12
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CODES = (*LANGUAGES, UNKNOWN)
"""The rows of a month: all languages, and callers who have chosen none."""
_SETTLED = timedelta(days=1)
"""How long after a month its last calls are over and recorded: a call lasts four hours at most."""
_PARTS = ((0, 9), (9, 12), (12, 17), (17, 24))
"""Hours of the day, until exclusive. Calls that reach nobody are possible in each of them in each language."""


class Reached(StrEnum):
    """Whom a caller reached."""

    PERSON = "person"
    NOBODY = "nobody"


class Instead(StrEnum):
    """What a caller who reached nobody got: a ``TEXT`` was promised, or ``NEITHER`` a person nor a text."""

    TEXT = "text"
    NEITHER = "neither"


class Days(StrEnum):
    """Days of the week."""

    ALL = "all"
    WORKDAYS = "Mon-Fri"
    WEEKEND = "Sat-Sun"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, from one hour until another."""

    days: Days
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Month:
    """The figures of a month.

    Attributes:
        first: its first day, in Japan.
        reached: calls; its rows are :data:`CODES`, its columns :class:`Reached`.
        instead: what those who reached nobody got, in the languages whose row is shown in full.
        unmet: the same calls by part of the day.
        answered: the share of dials that a line answered, in tens of percent. A line of which it is withheld is left
            out, since that it was dialled at all would be told.
    """

    first: date
    reached: Cells
    instead: Mapping[Instead, int]
    unmet: Mapping[Part, int]
    answered: Mapping[str, int]

    @property
    def calls(self) -> int:
        """The calls in the languages of which the sum is shown."""
        return sum(each or 0 for each in self.reached.rows)


def whole_months(now: datetime) -> list[date]:
    """Return the first days of the months that may be told of, newest first. The current month is never one of them."""
    first, found = home_date(now - _SETTLED).replace(day=1), list[date]()
    for _ in range(MOST_MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(first)
    return found


def last_of(first: date) -> date:
    """Return the last day of the month that begins with a day."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def month(
    first: date,
    outcomes: Mapping[str, Mapping[Outcome, int]],
    hours: Mapping[str, Mapping[int, tuple[int, int]]],
    dials: Mapping[str, tuple[int, int]],
) -> Month:
    """Return the figures of a month.

    Args:
        first: its first day.
        outcomes: calls by language and outcome.
        hours: calls, and those put through, by language and hour of the week (0 is Monday 0:00).
        dials: dials of each line, and those that it answered.
    """
    reached = withheld([_row(outcomes.get(code, {})) for code in CODES])
    full = [code for code, cells in zip(CODES, reached.cells, strict=True) if code in LANGUAGES and None not in cells]
    texted = sum(outcomes[code].get(Outcome.TEXTED, 0) for code in full)
    nobody = sum(_row(outcomes[code])[1] for code in full)
    instead = {Instead.TEXT: texted, Instead.NEITHER: nobody - texted}
    unmet = Counter(dict.fromkeys(_FINEST, 0))
    for code in full:
        for hour, (calls, through) in hours.get(code, {}).items():
            unmet[_part(hour)] += calls - through
    answered = withheld([(took, made - took) for made, took in dials.values()])
    return Month(
        first,
        reached,
        finest(instead, (lambda each: each,)),
        finest(unmet, (lambda part: part, lambda part: Part(Days.ALL, part.begins, part.ends))),
        {line: tens for line, cells in zip(dials, answered.cells, strict=True) if (tens := _tens(*cells)) is not None},
    )


def _row(outcomes: Mapping[Outcome, int]) -> tuple[int, int]:
    person = outcomes.get(Outcome.PUT_THROUGH, 0)
    return person, sum(outcomes.values()) - person


def _part(hour: int) -> Part:
    days = Days.WORKDAYS if hour < 5 * 24 else Days.WEEKEND
    return next(Part(days, *each) for each in _PARTS if each[0] <= hour % 24 < each[1])


_FINEST = [Part(days, *hours) for days in (Days.WORKDAYS, Days.WEEKEND) for hours in _PARTS]


def _tens(answered: Count, unanswered: Count) -> Count:
    if answered is None or unanswered is None:
        return None
    return round(10 * answered / (answered + unanswered)) * 10


def statistics_document(months: Sequence[Month], site: str, operator: str) -> dict[str, Any]:
    """Return the document `/statistics.json`. ``operator`` is who runs the service; it may be empty."""
    return {
        "title": f"Calls to a hotline for foreign workers in {country()}, by month",
        "page": f"{site}/statistics",
        "operator": operator or None,
        "licence": LICENCE,
        "zone": home_zone().key,
        "fewest": FEWEST,
        "months": [_month(each) for each in months],
    }


def _month(told: Month) -> dict[str, Any]:
    rows = zip(CODES, told.reached.rows, told.reached.cells, strict=True)
    return {
        "month": f"{told.first:%Y-%m}",
        "calls": told.calls,
        **dict(zip(Reached, told.reached.columns, strict=True)),
        **{each.value: told.instead.get(each) for each in Instead},
        "languages": [
            {"code": code, "calls": calls, **dict(zip(Reached, cells, strict=True))}
            for code, calls, cells in rows
            if calls is not None
        ],
        "unmet": [
            {"days": part.days, "begins": f"{part.begins:02}:00", "ends": f"{part.ends:02}:00", "calls": calls}
            for part, calls in told.unmet.items()
        ],
    }
