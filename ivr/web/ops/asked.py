"""What the address of a list asks for: days, choices, a page. What can't be read asks for nothing."""

from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from flask import request

from ivr.store.lists import Days, Mark
from prompts import LANGUAGES

Choice = TypeVar("Choice", bound=StrEnum)


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


def asked_mark(name: str) -> Mark | None:
    """Where a page begins (``before``) or ends (``after``)."""
    moment, _, row = request.args.get(name, "").partition("~")
    try:
        return Mark(datetime.fromisoformat(moment), row) if row else None
    except ValueError:
        return None


def written_mark(mark: Mark | None) -> str | None:
    """The same for an address."""
    return None if mark is None else f"{mark.at.isoformat()}~{mark.id}"


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
