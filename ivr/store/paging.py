"""Lists in pages (keyset pagination), and the days and times that they may be limited to."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, literal, tuple_

from schedules import home_midnight, home_zone

PAGE = 50
_AT_A_TIME = 1000
"""Rows per transaction in the export of a list."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days, both included; None is no limit.

    ``since`` and ``until`` are times of day, on the first and the last day, from which and up to which it lasts. A
    range of one day whose ``until`` is not after ``since`` ends on the day after.
    """

    first: date | None = None
    last: date | None = None
    since: time | None = None
    until: time | None = None

    def hold(self, column: ColumnElement[datetime]) -> list[ColumnElement[bool]]:
        """Return the condition that a column is within this range."""
        begin, end = self.begin, self.end
        begun = [] if begin is None else [column >= begin]
        return begun if end is None else [*begun, column < end]

    @property
    def begin(self) -> datetime | None:
        """The moment from which it lasts; None: no limit."""
        return None if self.first is None else _at(self.first, self.since)

    @property
    def end(self) -> datetime | None:
        """The moment before which it ends; None: no limit."""
        if self.last is None or self.until is None:
            return None if self.last is None else home_midnight(self.last + _ONE_DAY)
        end, begin = _at(self.last, self.until), self.begin
        past_midnight = begin is not None and self.first == self.last and end <= begin
        return end + _ONE_DAY if past_midnight else end


def _at(day: date, clock: time | None) -> datetime:
    return datetime.combine(day, clock or time(), home_zone())


@dataclass(frozen=True, slots=True)
class Mark:
    """The position of a row in its list, from which the next page begins."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, newest first. ``older`` and ``newer`` are the marks of the adjacent pages; None if there is none."""

    rows: Sequence[Row[Any]]
    older: Mark | None = None
    newer: Mark | None = None


def every_row(read: Callable[[Mark | None, int], Page]) -> Iterator[Row[Any]]:
    """Yield all rows of a list. ``read`` returns the page before a mark, with up to a given number of rows."""
    mark: Mark | None = None
    while True:
        page = read(mark, _AT_A_TIME)
        yield from page.rows
        mark = page.older
        if mark is None:
            return


def page_of(
    connection: Connection,
    query: Select[Any],
    key: Sequence[ColumnElement[Any]],
    before: Mark | None,
    after: Mark | None,
    most: int,
) -> Page:
    """Return a page in the order of ``key``, a time and an id, which together are unique and have an index."""
    if after is not None:
        asked = query.where(tuple_(*key) > _bound(key, after)).order_by(*key)
    else:
        older = [] if before is None else [tuple_(*key) < _bound(key, before)]
        asked = query.where(*older).order_by(*(column.desc() for column in key))
    found = connection.execute(asked.limit(most + 1)).all()
    rows, more = found[:most], len(found) > most
    if after is not None:
        rows = rows[::-1]
    if not rows:
        return Page(())
    first, last = _mark(rows[0], key), _mark(rows[-1], key)
    if after is not None:
        return Page(rows, older=last, newer=first if more else None)
    return Page(rows, older=last if more else None, newer=first if before is not None else None)


def _bound(key: Sequence[ColumnElement[Any]], mark: Mark) -> Any:
    at, by = key
    return tuple_(literal(mark.at, at.type), literal(by.type.python_type(mark.id), by.type))


def _mark(row: Row[Any], key: Sequence[ColumnElement[Any]]) -> Mark:
    at, by = (row._mapping[column] for column in key)
    return Mark(at, str(by))
