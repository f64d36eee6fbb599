"""A template with named placeholders, its values, and their rendering for a reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from string import Formatter
from typing import Union

from sentences.values import date_text, length_text, moment_text


@dataclass(frozen=True, slots=True)
class Rendered:
    """A value that its maker writes in both languages of the console, such as opening hours."""

    en: str
    ja: str


Value = Union[str, int, date, datetime, timedelta, "Sentence", Rendered, tuple["Value", ...]]
"""What a placeholder takes.

A ``str`` is shown as it is: an id, a name, what somebody has typed. A ``datetime`` is shown in its own zone, a
``timedelta`` in hours and minutes, a tuple as a list. A ``Sentence`` is rendered in its turn.
"""


@dataclass(frozen=True, slots=True, init=False)
class Sentence:
    """A template, ``no line speaks {language}``, and its values. The template is also the key of its translations.

    The template is a literal, since it is collected from the code (``python -m tools.catalogue``). The words of an
    enumeration are marked with :func:`word`; as a template or a value they are translated.

    Raises:
        ValueError: the values are not those that the template names.
    """

    template: str
    values: tuple[tuple[str, Value], ...]

    def __init__(self, template: str, /, **values: "Value | StrEnum") -> None:
        if {name for _, name, _, _ in Formatter().parse(template) if name is not None} != values.keys():
            raise ValueError(f"{template!r} takes other values than {sorted(values)}")
        object.__setattr__(self, "template", str(template))
        object.__setattr__(self, "values", tuple((name, _plain(value)) for name, value in values.items()))

    def __str__(self) -> str:
        """In English."""
        return render(self)


class SentenceError(Exception):
    """An error with a sentence; ``str`` is its English."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


def joined(told: Sequence[Sentence]) -> Sentence:
    """Sentences one after the other, as one; halved, so that a long list is not nested deeply.

    Raises:
        ValueError: there is none.
    """
    if not told:
        raise ValueError("no sentence to join")
    half = len(told) // 2
    return Sentence("{one}; {other}", one=joined(told[:half]), other=joined(told[half:])) if half else told[0]


def word(english: str) -> str:
    """Marks a word of an enumeration, so that it is collected for translation; the word itself."""
    return english


def _plain(value: "Value | StrEnum") -> Value:
    match value:
        case StrEnum():
            return Sentence(value.value)
        case str() | int() | date() | timedelta() | Sentence() | Rendered():
            return value
        case Iterable():
            return tuple(map(_plain, value))
    raise TypeError(f"{value!r} is no value of a sentence")


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the console: its code, and the translation of each template."""

    code: str
    translations: Mapping[str, str] = field(default_factory=dict)


ENGLISH = Language("en")


def render(said: Sentence | str, language: Language = ENGLISH) -> str:
    """The sentence for a reader. A template without a translation stays English; a ``str`` is shown as it is."""
    if isinstance(said, str):
        return said
    template = language.translations.get(said.template, said.template)
    return template.format_map({name: _value(value, language) for name, value in said.values})


def _value(value: Value, language: Language) -> str:
    japanese = language.code == "ja"
    match value:
        case Sentence():
            return render(value, language)
        case Rendered(en, ja):
            return ja if japanese else en
        case tuple():
            return ("、" if japanese else ", ").join(_value(each, language) for each in value)
        case datetime():
            return moment_text(value, language.code)
        case date():
            return date_text(value, language.code)
        case timedelta():
            return length_text(value, language.code)
        case _:
            return str(value)
