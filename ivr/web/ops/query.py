"""The query of a list page: days, choices, a page. Invalid values are ignored."""

from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from flask import request

from ivr.store.search import Days, Mark
from prompts import LANGUAGES

Choice = TypeVar("Choice", bound=StrEnum)

_YEARS = range(2000, 2101)
"""Beyond them there is nothing to find, and at the ends of the calendar a day has no midnight in UTC."""
_DIGITS = 9
"""Of the number of a text, which is one of 32 bits."""


def asked_language() -> str:
    """The code of a language, or empty."""
    code = request.args.get("language", "")
    return code if code in LANGUAGES else ""


def asked_days() -> Days:
    """The first and the last day."""
    return Days(_day("first"), _day("last"))


def asked_choice(name: str, choices: type[Choice]) -> Choice | None:
    """One of an enumeration."""
    value = request.args.get(name, "")
    return choices(value) if value in list(choices) else None


def asked_mark(name: str, *, numbered: bool = False) -> Mark | None:
    """Where a page begins (``before``) or ends (``after``); ``numbered``: rows have numbers, not ids of a carrier."""
    moment, _, row = request.args.get(name, "").partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    fits = row.isascii() and row.isdigit() and len(row) <= _DIGITS if numbered else row.isprintable()
    return Mark(at, row) if row and fits and at.tzinfo is not None and at.year in _YEARS else None


def written_mark(mark: Mark | None) -> str | None:
    """The same for an address."""
    return None if mark is None else f"{mark.at.isoformat()}~{mark.id}"


def _day(name: str) -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if found.year in _YEARS else None
