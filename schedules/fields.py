"""The fields of an entry of a document, read one after the other with every mistake noted where it stands."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from schedules.rows import Problem, Value

T = TypeVar("T")

_YEARS = range(2000, 2101)
LONGEST_TEXT = 200
_LONGEST_ID = 60
_ID = re.compile("[a-z0-9][a-z0-9-]*")


@dataclass
class Fields:
    """The fields of one entry, taken one after the other; a wrong one is noted and reads as None."""

    entry: Value
    who: str
    problems: list[Problem]
    defaults: Mapping[str, Value]

    def take(self, name: str, kind: type[T], words: str, *, needed: bool = True) -> T | None:
        """A value of a kind, which ``words`` describe."""
        value = self.entry.content.get(name, self.defaults.get(name))
        if value is None or value.content is None:
            if needed:
                self.refuse(name, f"is missing; {words} is expected", self.entry.row)
            return None
        content = value.content
        if type(content) is not kind:  # a bool is no number here, and a moment no date
            quotes = "; put it in quotes" if kind is str and not isinstance(content, list | dict) else ""
            self.refuse(name, f"{shown(content)} is not {words}{quotes}")
            return None
        return content

    def text(self, name: str, *, needed: bool = True, longest: int = LONGEST_TEXT) -> str | None:
        """One line of text."""
        text = self.take(name, str, "a text", needed=needed)
        if text is not None and not is_line(text, longest):
            self.refuse(name, f"one line of 1 to {longest} characters is expected")
            return None
        return text

    def day(self, name: str, *, needed: bool = False) -> date | None:
        """A date."""
        day = self.take(name, date, "a date such as 2026-01-05 (with zeros)", needed=needed)
        if day is not None and day.year not in _YEARS:
            self.refuse(name, f"{day} is not in the years {_YEARS[0]} to {_YEARS[-1]}")
            return None
        return day

    def read(self, name: str, parse: Callable[[str], T], *, needed: bool = True) -> T | None:
        """What ``parse`` makes of a text; it says by a ValueError what is wrong."""
        text = self.take(name, str, "a text", needed=needed)
        try:
            return None if text is None else parse(text)
        except ValueError as error:
            self.refuse(name, str(error).removeprefix("hours, "))
            return None

    def refuse(self, name: str, reason: str, row: int | None = None) -> None:
        """Note what is wrong with a field."""
        value, who = self.entry.content.get(name), self.who
        if value is None and (value := self.defaults.get(name)):
            who = "directory"  # said once, not for every line
        problem = Problem(row or (value.row if value else self.entry.row), f"{who}: {name}: {reason}")
        if problem not in self.problems:
            self.problems.append(problem)

    def only(self, *names: str) -> None:
        """Refuse every other field."""
        for name, value in self.entry.content.items():
            if name not in names:
                near = get_close_matches(name, names, 1)
                hint = f"; is {near[0]} meant?" if near else f"; fields are {', '.join(names)}"
                self.problems.append(Problem(value.row, f"{self.who}: unknown field {name}{hint}"))


def is_line(text: object, longest: int) -> bool:
    """Whether it is a text of one line, with nothing invisible in it but what some scripts are written with."""
    return (
        isinstance(text, str)
        and 0 < len(text.strip()) <= len(text) <= longest
        and all(character.isprintable() or character in "\u200b\u200c\u200d" for character in text)
    )


def entry_id(text: str) -> str:
    """The id of a line or a notice; ``all`` is the scope of everything, and nobody's id.

    Raises:
        ValueError: it is not one.
    """
    if len(text) > _LONGEST_ID or not _ID.fullmatch(text) or text == "all":
        raise ValueError(f"{text!r} is not an id; use small letters, digits and hyphens, such as otit-vi")
    return text


def shown(content: object) -> str:
    """A value as a complaint quotes it."""
    text = "a list" if isinstance(content, list) else "names and values" if isinstance(content, dict) else repr(content)
    return text if len(text) <= 60 else f"{text[:57]}..."
