"""Figures of a range of days, read from the tables of counts, so that a year of them takes no longer with more calls.

Days are in Japan, and both ends are included. ``language`` is that of the calls or texts; empty: all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, func, select

from ivr.core.call.outcome import Ending, LanguageBy
from ivr.core.figures import Answers, Figure, TextCount, Times
from ivr.core.reports import hours_of
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose
from ivr.store.tables import figure_counts, line_counts, text_counts

T = TypeVar("T")
TextKind = tuple[Purpose, State]
"""The purpose of texts, and their state: SENT (no receipt yet), DELIVERED, FAILED, REFUSED or CANCELLED."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A figure for each day and for each language that has any."""

    by_day: Mapping[date, T]
    by_language: Mapping[str, T]


def give_ups(connection: Connection, first: date, last: date, language: str = "") -> Found[dict[Ending, int]]:
    """Return the numbers of calls that were not put through, by where they ended."""
    counted = _counted(connection, Figure.LEFT, first, last, language)
    return _each(counted, lambda kinds: {Ending(kind): calls for kind, calls in kinds.items()})


def languages_by(connection: Connection, first: date, last: date, language: str = "") -> Found[dict[LanguageBy, int]]:
    """Return the numbers of calls by how they came to their language."""
    counted = _counted(connection, Figure.LANGUAGE_BY, first, last, language)
    return _each(counted, lambda kinds: {LanguageBy(kind): calls for kind, calls in kinds.items()})


def times_to_choose(connection: Connection, first: date, last: date, language: str = "") -> Found[Times]:
    """Return how long callers took from the first ring until they had chosen a language in the menu."""
    return _each(_counted(connection, Figure.CHOOSING, first, last, language), _times)


def times_to_a_person(connection: Connection, first: date, last: date, language: str = "") -> Found[Times]:
    """Return how long it took from the first ring until a person answered."""
    return _each(_counted(connection, Figure.WAITED, first, last, language), _times)


def line_answers(connection: Connection, first: date, last: date) -> dict[str, dict[int, Answers]]:
    """Return, by line and hour of the day in Japan, how its dials ended."""
    table = line_counts.c
    hour = (table.hour % 24).label("of_day")
    sums = [func.sum(table[name]) for name in Answers.__slots__]
    rows = select(table.line, hour, *sums).where(table.hour.between(*hours_of(first, last))).group_by(table.line, hour)
    found: dict[str, dict[int, Answers]] = {}
    for line, of_day, *counts in connection.execute(rows):
        found.setdefault(line, {})[of_day] = Answers(*map(int, counts))
    return found


def texts(connection: Connection, first: date, last: date, language: str = "") -> Found[dict[TextKind, TextCount]]:
    """Return the numbers of texts that were promised on these days and have ended or been sent, by their kind.

    They are some seconds old (:mod:`ivr.store.catching_up`).
    """
    table = text_counts.c
    sums = (func.sum(table.texts), func.sum(table.segments), func.sum(table.called))
    wanted = [table.day.between(f"{first}", f"{last}"), *([table.language == language] if language else [])]
    found: list[dict[Any, dict[TextKind, TextCount]]] = []
    for column in (table.day, table.language):
        rows = select(column, table.purpose, table.state, *sums).where(*wanted)
        found.append({})
        for key, purpose, state, *counts in connection.execute(rows.group_by(column, table.purpose, table.state)):
            if (count := TextCount(*map(int, counts))).texts > 0:
                found[-1].setdefault(key, {})[purpose, state] = count
    return Found({date.fromisoformat(day): kinds for day, kinds in found[0].items()}, found[1])


def reminders(connection: Connection, first: date, last: date, language: str = "") -> Found[TextCount]:
    """Return the reminders that were promised on these days and sent, and how many of them led to a call.

    Which reminders those are: :data:`ivr.core.figures.RETURNS`. Others of the last two days may still lead to one.
    """
    found = texts(connection, first, last, language)
    days = {day: _sent_reminders(kinds) for day, kinds in found.by_day.items()}
    languages = {code: _sent_reminders(kinds) for code, kinds in found.by_language.items()}
    return Found(
        {day: count for day, count in days.items() if count.texts},
        {code: count for code, count in languages.items() if count.texts},
    )


def _sent_reminders(kinds: Mapping[TextKind, TextCount]) -> TextCount:
    sent = [(Purpose.REMINDER, state) for state in (State.SENT, State.DELIVERED)]
    return sum((kinds.get(kind, TextCount()) for kind in sent), TextCount())


_Kinds = dict[str, int]


def _counted(connection: Connection, figure: Figure, first: date, last: date, language: str) -> Found[_Kinds]:
    table, total = figure_counts.c, func.sum(figure_counts.c.calls)
    wanted = [table.figure == figure, table.day.between(f"{first}", f"{last}")]
    wanted += [table.language == language] if language else []
    found: list[dict[Any, _Kinds]] = []
    for column in (table.day, table.language):
        rows = select(column, table.kind, total).where(*wanted).group_by(column, table.kind).having(total > 0)
        found.append({})
        for key, kind, calls in connection.execute(rows):
            found[-1].setdefault(key, {})[kind] = int(calls)
    return Found({date.fromisoformat(day): kinds for day, kinds in found[0].items()}, found[1])


def _each(found: Found[_Kinds], made: Callable[[_Kinds], T]) -> Found[T]:
    return Found(
        {day: made(kinds) for day, kinds in found.by_day.items()},
        {code: made(kinds) for code, kinds in found.by_language.items()},
    )


def _times(kinds: _Kinds) -> Times:
    return Times({int(kind): calls for kind, calls in kinds.items()})
