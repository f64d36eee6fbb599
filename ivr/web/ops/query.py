"""The query of a list page: days, choices, a page. Invalid values are ignored."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar

from flask import request

from ivr.core.figures import BOUNDS
from ivr.store.paging import Days, Mark
from prompts import LANGUAGES
from prompts.languages import UNKNOWN

Choice = TypeVar("Choice", bound=StrEnum)

_YEARS = range(2000, 2101)
"""Other years have no records. At the ends of the calendar (years 1 and 9999) a conversion to UTC overflows."""
_DIGITS = 9
"""The most digits of the number of a text, a 32-bit integer."""


def asked_language(*, unknown: bool = False) -> str:
    """Return the code of the language in the query, or an empty text; ``unknown``: "not chosen" is one as well."""
    code = request.args.get("language", "")
    return code if code in LANGUAGES or (unknown and code == UNKNOWN) else ""


def asked_step(name: str) -> int | None:
    """Return the upper bound of a step of seconds in the query, one of :data:`ivr.core.figures.BOUNDS`, or None."""
    value = request.args.get(name, type=int)
    return value if value in BOUNDS else None


def asked_flag(name: str) -> bool:
    """Whether a choice that is there or not is in the query."""
    return request.args.get(name) == "1"


def asked_days() -> Days:
    """Return the first and the last day in the query."""
    return Days(_day("first"), _day("last"))


def asked_times(today: date) -> Days:
    """Return the days of the query with the times of day; a time without its day is of the other day, or of today."""
    first, last, since, until = _day("first"), _day("last"), _time("since"), _time("until")
    if since is not None:
        first = first or last or today
    if until is not None:
        last = last or first or today
    return Days(first, last, since, until)


def asked_choice(name: str, choices: type[Choice]) -> Choice | None:
    """Return the member of an enumeration in the query, or None."""
    value = request.args.get(name, "")
    return choices(value) if value in list(choices) else None


def asked_mark(name: str, *, numbered: bool = False) -> Mark | None:
    """Return the mark in the query, before or after which a page has its rows; None: there is none.

    ``numbered``: rows have numbers, not a carrier's ids.
    """
    moment, _, row = request.args.get(name, "").partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    fits = row.isascii() and row.isdigit() and len(row) <= _DIGITS if numbered else row.isprintable()
    return Mark(at, row) if row and fits and at.tzinfo is not None and at.year in _YEARS else None


def written_mark(mark: Mark | None) -> str | None:
    """Return a mark in the form that :func:`asked_mark` parses."""
    return None if mark is None else f"{mark.at.isoformat()}~{mark.id}"


def _time(name: str) -> time | None:
    try:
        return time.fromisoformat(request.args.get(name, "")).replace(tzinfo=None)
    except ValueError:
        return None


def asked_month() -> date | None:
    """Return the first day of the month in the query, such as ``2026-11``, or None."""
    return _day("month", "-01")


def _day(name: str, after: str = "") -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, "") + after)
    except ValueError:
        return None
    return found if found.year in _YEARS else None
