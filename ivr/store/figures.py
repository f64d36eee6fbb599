"""Figures of a range of days, read from the tables of counts, so that a year of them takes no longer with more calls.

Days are in Japan, and both ends are included. ``language`` is that of the calls or texts; empty: all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, func, select

from ivr.core.call.outcome import Ending, LanguageBy
from ivr.core.figures import KINDS, Answers, Figure, TextCount, Times
from ivr.core.reports import hours_of
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose
from ivr.store.tables import figure_counts, line_counts, text_counts
from ivr.store.tables.texts import COUNTED

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
    return _texts(connection, first, last, language, _by_kind)


def reminders(connection: Connection, first: date, last: date, language: str = "") -> Found[TextCount]:
    """Return the reminders that were promised on these days and sent, and how many of them led to a call.

    Which reminders those are: :data:`ivr.core.figures.RETURNS`. Others of the last two days may still lead to one.
    """
    return _texts(connection, first, last, language, _sent_reminders, text_counts.c.purpose == Purpose.REMINDER)


_Texts = dict[Purpose, Row[Any]]


def _texts(
    connection: Connection,
    first: date,
    last: date,
    language: str,
    made: Callable[[_Texts], T | None],
    *only: ColumnElement[bool],
) -> Found[T]:
    table = text_counts.c
    wanted = [table.day.between(f"{first}", f"{last}"), *only, *([table.language == language] if language else [])]
    sums = [func.sum(column).label(column.name) for column in table if not column.primary_key]
    found: list[dict[Any, T]] = []
    for column in (table.day, table.language):
        purposes: dict[Any, _Texts] = {}
        rows = select(column.label("key"), table.purpose, *sums).where(*wanted).group_by(column, table.purpose)
        for row in connection.execute(rows):
            purposes.setdefault(row.key, {})[row.purpose] = row
        counted = {key: made(each) for key, each in purposes.items()}
        found.append({key: count for key, count in counted.items() if count})
    return Found({date.fromisoformat(day): count for day, count in found[0].items()}, found[1])


def _by_kind(purposes: _Texts) -> dict[TextKind, TextCount]:
    return {
        (purpose, state): _count(row, state)
        for purpose, row in purposes.items()
        for state in COUNTED
        if getattr(row, state)
    }


def _sent_reminders(purposes: _Texts) -> TextCount | None:
    if (row := purposes.get(Purpose.REMINDER)) is None:
        return None
    count = _count(row, State.SENT) + _count(row, State.DELIVERED) + TextCount(called=int(row.called))
    return count if count.texts else None


def _count(row: Row[Any], state: State) -> TextCount:
    return TextCount(int(getattr(row, state)), int(getattr(row, f"{state}_segments")))


_Kinds = dict[str, int]


def _counted(connection: Connection, figure: Figure, first: date, last: date, language: str) -> Found[_Kinds]:
    table, kinds = figure_counts.c, KINDS[figure]
    sums = [func.sum(table[f"kind_{place}"]) for place in range(len(kinds))]
    wanted = [table.figure == figure, table.day.between(f"{first}", f"{last}")]
    wanted += [table.language == language] if language else []
    found: list[dict[Any, _Kinds]] = []
    for column in (table.day, table.language):
        rows = connection.execute(select(column, *sums).where(*wanted).group_by(column))
        each = {key: {kind: int(n) for kind, n in zip(kinds, counts, strict=True) if n > 0} for key, *counts in rows}
        found.append({key: counts for key, counts in each.items() if counts})
    return Found({date.fromisoformat(day): kinds for day, kinds in found[0].items()}, found[1])


def _each(found: Found[_Kinds], made: Callable[[_Kinds], T]) -> Found[T]:
    return Found(
        {day: made(kinds) for day, kinds in found.by_day.items()},
        {code: made(kinds) for code, kinds in found.by_language.items()},
    )


def _times(kinds: _Kinds) -> Times:
    return Times({int(kind): calls for kind, calls in kinds.items()})
