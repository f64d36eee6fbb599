"""Reading of the fields of an entry, which collects every problem with its row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from bounds.rows import Problem, Value
from schedules.rules.entries import Rule
from schedules.rules.violation import of_field, shown
from sentences import Sentence, SentenceError

T = TypeVar("T")


@dataclass
class Fields:
    """The fields of one entry. A method that reads an invalid field adds a problem and returns None.

    Attributes:
        entry: a mapping of names to values.
        who: the name of the entry in messages.
        problems: the list to which problems are added.
        rules: the rule of each field by name.
        defaults: values for missing fields, from the top of the document.
    """

    entry: Value
    who: Sentence | str
    problems: list[Problem]
    rules: Mapping[str, Rule]
    defaults: Mapping[str, Value]

    def take(self, name: str, kind: type[T], words: Sentence, *, needed: bool = True) -> T | None:
        """Read a value of type ``kind``, which ``words`` describes in messages."""
        value = self.entry.content.get(name, self.defaults.get(name))
        if value is None or value.content is None:
            if needed:
                self.refuse(name, Sentence("is missing; {what} is expected", what=words), self.entry.row)
            return None
        content = value.content
        if type(content) is not kind:  # not isinstance: a bool is no valid int, and a datetime no valid date
            if kind is str and not isinstance(content, list | dict):
                reason = Sentence("{text} is not {what}; put it in quotes", text=shown(content), what=words)
            else:
                reason = Sentence("{text} is not {what}", text=shown(content), what=words)
            self.refuse(name, reason)
            return None
        return content

    def day(self, name: str, *, needed: bool = False) -> date | None:
        """Read a date."""
        words = Sentence("a date such as 2026-01-05 (with zeros)")
        return self.checked(name, self.take(name, date, words, needed=needed))

    def read(self, name: str, parse: Callable[[str], T], *, needed: bool = True) -> T | None:
        """Read a text and parse it. ``parse`` raises SentenceError if the text is invalid."""
        text = self.take(name, str, Sentence("a text"), needed=needed)
        try:
            return self.checked(name, None if text is None else parse(text))
        except SentenceError as error:
            self.refuse(name, error.sentence)
            return None

    def checked(self, name: str, value: T | None) -> T | None:
        """Return the value if it satisfies the rule of its field."""
        if value is None or name not in self.rules:
            return value
        return None if self.refuse_all(name, self.rules[name](value)) else value

    def refuse_all(self, name: str, reasons: Iterable[Sentence], row: int | None = None) -> bool:
        """Add all reasons as problems of a field. Return whether there are any."""
        found = list(reasons)
        for reason in found:
            self.refuse(name, reason, row)
        return bool(found)

    def refuse(self, name: str, reason: Sentence | str, row: int | None = None) -> None:
        """Add one problem of a field."""
        value, who = self.entry.content.get(name), self.who
        if value is None and (value := self.defaults.get(name)):
            who = Sentence("directory")  # a wrong default is reported once, not for every line
        problem = Problem(row or (value.row if value else self.entry.row), of_field(who, name, reason))
        if problem not in self.problems:
            self.problems.append(problem)

    def only(self, *names: str) -> None:
        """Add a problem for every field with another name."""
        for name, value in self.entry.content.items():
            if name not in names:
                self.problems.append(Problem(value.row, _unknown(self.who, name, names)))


def _unknown(who: Sentence | str, name: str, names: tuple[str, ...]) -> Sentence:
    if near := get_close_matches(name, names, 1):
        return Sentence("{who}: unknown field {text}; did you mean {near}?", who=who, text=name, near=near[0])
    return Sentence("{who}: unknown field {text}; fields are {names}", who=who, text=name, names=names)
