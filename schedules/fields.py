"""The fields of an entry of a document, read one after the other with every mistake noted where it stands."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from schedules.rows import Problem, Value
from sentences import Sentence, SentenceError, word

T = TypeVar("T")

_YEARS = range(2000, 2101)
LONGEST_TEXT = 200
_LONGEST_ID = 60
_ID = re.compile("[a-z0-9][a-z0-9-]*")


class FieldError(SentenceError, ValueError):
    """A text that is not what a field holds."""


@dataclass
class Fields:
    """The fields of one entry, taken one after the other; a wrong one is noted and reads as None."""

    entry: Value
    who: Sentence | str
    problems: list[Problem]
    defaults: Mapping[str, Value]

    def take(self, name: str, kind: type[T], words: Sentence, *, needed: bool = True) -> T | None:
        """A value of a kind, which ``words`` describe."""
        value = self.entry.content.get(name, self.defaults.get(name))
        if value is None or value.content is None:
            if needed:
                self.refuse(name, Sentence("is missing; {what} is expected", what=words), self.entry.row)
            return None
        content = value.content
        if type(content) is not kind:  # a bool is no number here, and a moment no date
            if kind is str and not isinstance(content, list | dict):
                reason = Sentence("{text} is not {what}; put it in quotes", text=shown(content), what=words)
            else:
                reason = Sentence("{text} is not {what}", text=shown(content), what=words)
            self.refuse(name, reason)
            return None
        return content

    def text(self, name: str, *, needed: bool = True, longest: int = LONGEST_TEXT) -> str | None:
        """One line of text."""
        text = self.take(name, str, Sentence("a text"), needed=needed)
        if text is not None and not is_line(text, longest):
            self.refuse(name, Sentence("one line of 1 to {number} characters is expected", number=longest))
            return None
        return text

    def day(self, name: str, *, needed: bool = False) -> date | None:
        """A date."""
        day = self.take(name, date, Sentence("a date such as 2026-01-05 (with zeros)"), needed=needed)
        if day is not None and day.year not in _YEARS:
            self.refuse(
                name,
                Sentence(
                    "{text} is not in the years {number} to {number2}",
                    text=str(day),
                    number=_YEARS[0],
                    number2=_YEARS[-1],
                ),
            )
            return None
        return day

    def read(self, name: str, parse: Callable[[str], T], *, needed: bool = True) -> T | None:
        """What ``parse`` makes of a text; it says by a SentenceError what is wrong."""
        text = self.take(name, str, Sentence("a text"), needed=needed)
        try:
            return None if text is None else parse(text)
        except SentenceError as error:
            self.refuse(name, error.sentence)
            return None

    def refuse(self, name: str, reason: Sentence | str, row: int | None = None) -> None:
        """Note what is wrong with a field."""
        value, who = self.entry.content.get(name), self.who
        if value is None and (value := self.defaults.get(name)):
            who = Sentence("directory")  # said once, not for every line
        problem = Problem(row or (value.row if value else self.entry.row), of_field(who, name, reason))
        if problem not in self.problems:
            self.problems.append(problem)

    def only(self, *names: str) -> None:
        """Refuse every other field."""
        for name, value in self.entry.content.items():
            if name not in names:
                self.problems.append(Problem(value.row, _unknown(self.who, name, names)))


def _unknown(who: Sentence | str, name: str, names: tuple[str, ...]) -> Sentence:
    if near := get_close_matches(name, names, 1):
        return Sentence("{who}: unknown field {text}; is {near} meant?", who=who, text=name, near=near[0])
    return Sentence("{who}: unknown field {text}; fields are {names}", who=who, text=name, names=names)


_OF_FIELD = {
    "id": word("{who}: id: {problem}"),
    "tier": word("{who}: tier: {problem}"),
    "agency": word("{who}: agency: {problem}"),
    "languages": word("{who}: languages: {problem}"),
    "number": word("{who}: number: {problem}"),
    "dial": word("{who}: dial: {problem}"),
    "hours": word("{who}: hours: {problem}"),
    "since": word("{who}: since: {problem}"),
    "zone": word("{who}: zone: {problem}"),
    "confirmed": word("{who}: confirmed: {problem}"),
    "source": word("{who}: source: {problem}"),
    "first_day": word("{who}: first_day: {problem}"),
    "last_day": word("{who}: last_day: {problem}"),
    "name": word("{who}: name: {problem}"),
    "date": word("{who}: date: {problem}"),
    "every": word("{who}: every: {problem}"),
    "to": word("{who}: to: {problem}"),
    "extra": word("{who}: extra: {problem}"),
    "scope": word("{who}: scope: {problem}"),
    "as_of": word("{who}: as_of: {problem}"),
    "words": word("{who}: words: {problem}"),
    "title": word("{who}: title: {problem}"),
    "spoken": word("{who}: spoken: {problem}"),
    "text": word("{who}: text: {problem}"),
    "draft": word("{who}: draft: {problem}"),
}


def of_field(who: Sentence | str, name: str, reason: Sentence | str) -> Sentence:
    """What is wrong with a field of somebody's."""
    return Sentence(_OF_FIELD[name], who=who, problem=reason)


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
        FieldError: it is not one.
    """
    if len(text) > _LONGEST_ID or not _ID.fullmatch(text) or text == "all":
        raise FieldError(
            Sentence(
                "{text} is not an id; use small letters, digits and hyphens, such as otit-vi",
                text=repr(text),
            )
        )
    return text


def shown(content: object) -> Sentence | str:
    """A value as a complaint quotes it."""
    if isinstance(content, list):
        return Sentence("a list")
    if isinstance(content, dict):
        return Sentence("names and values")
    text = repr(content)
    return text if len(text) <= 60 else f"{text[:57]}..."
