"""Sentences: a template with named placeholders and its values, and their rendering in a language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from string import Formatter, digits
from typing import Union, assert_never

from sentences.values import date_text, length_text, moment_text


@dataclass(frozen=True, slots=True)
class Rendered:
    """A value that is given in both languages of the console, such as opening hours."""

    en: str
    ja: str


Value = Union[str, int, date, datetime, timedelta, "Sentence", Rendered, tuple["Value", ...]]
"""The value of a placeholder.

A ``str`` is shown unchanged: an id, a name, typed text. A ``datetime`` is shown in its own zone, a ``timedelta`` in
hours and minutes, a tuple as a list. A ``Sentence`` is rendered in the same language.
"""


@dataclass(frozen=True, slots=True, init=False)
class Sentence:
    """A template such as ``no line speaks {language}``, and its values.

    The template is the key of its translations. It must be a literal, since ``python -m tools.catalogue`` collects it
    from the code. The words of an enumeration are marked with :func:`word`; they are translated both as a template
    and as a value.

    Raises:
        ValueError: the names of the values differ from the placeholders of the template.
    """

    template: str
    values: tuple[tuple[str, Value], ...]

    def __init__(self, template: str, /, **values: "Value | StrEnum") -> None:
        if _placeholders(template) != values.keys():
            raise ValueError(f"{template!r} takes other values than {sorted(values)}")
        object.__setattr__(self, "template", str(template))
        object.__setattr__(self, "values", tuple((name, _plain(value)) for name, value in values.items()))

    def __str__(self) -> str:
        """Return it in English."""
        return render(self)


@lru_cache(2048)
def _placeholders(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


class SentenceError(Exception):
    """An error whose message is a sentence; ``str`` gives it in English."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


def joined(told: Sequence[Sentence]) -> Sentence:
    """Join sentences with semicolons into one.

    The list is halved recursively, so that the depth of nesting is logarithmic in its length.

    Raises:
        ValueError: the list is empty.
    """
    if not told:
        raise ValueError("no sentence to join")
    half = len(told) // 2
    return Sentence("{one}; {other}", one=joined(told[:half]), other=joined(told[half:])) if half else told[0]


def word(english: str) -> str:
    """Mark a word of an enumeration for translation, and return it unchanged."""
    return english


def _plain(value: "Value | StrEnum") -> Value:
    if type(value) in _PLAIN:  # nearly all, and quicker than the cases below
        return value
    match value:
        case StrEnum():
            return Sentence(value.value)
        case str() | int() | date() | timedelta() | Sentence() | Rendered():
            return value
        case Iterable():
            return tuple(map(_plain, value))
    raise TypeError(f"{value!r} is no value of a sentence")


_PLAIN = frozenset((str, int, date, datetime, timedelta, Sentence, Rendered))


def _unchanged(_: str, text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the console: its code, and the translation of each template.

    ``name`` is given a placeholder without final digits (``line`` for ``{line2}``) and its text or number, and returns
    what readers see of it: the name of a line for its id. The default returns the text, as in commands, which take ids.
    """

    code: str
    translations: Mapping[str, str] = field(default_factory=dict)
    name: Callable[[str, str], str] = _unchanged


ENGLISH = Language("en")


def render(said: Sentence | str, language: Language = ENGLISH) -> str:
    """Return a sentence in a language. A template without a translation stays English, a ``str`` is unchanged."""
    if isinstance(said, str):
        return said
    template = language.translations.get(said.template, said.template)
    return template.format_map({name: _value(name, value, language) for name, value in said.values})


def _value(name: str, value: Value, language: Language) -> str:
    japanese = language.code == "ja"
    match value:
        case Sentence():
            return render(value, language)
        case str() | int():
            return language.name(name.rstrip(digits), str(value))
        case Rendered(en, ja):
            return ja if japanese else en
        case tuple():
            return ("、" if japanese else ", ").join(_value(name, each, language) for each in value)
        case datetime():
            return moment_text(value, language.code)
        case date():
            return date_text(value, language.code)
        case timedelta():
            return length_text(value, language.code)
        case _:
            assert_never(value)
