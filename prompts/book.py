"""The book of prompts: renders a prompt with its values as text or speech in a language.

Values are typed (a time at which something begins, a closing time, a day, digits). They are formatted for each language
by :mod:`prompts.written` in text messages and by :mod:`prompts.spoken` in speech.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from string import Formatter
from typing import assert_never

from babel import Locale

from profiles import profile
from prompts import spoken, written
from prompts.languages import LANGUAGES
from prompts.recordings import Recording
from prompts.segments import straighten
from prompts.voices import VOICES, Voice


@dataclass(frozen=True, slots=True)
class Day:
    """A day relative to ``today``: named by its weekday, with the date if it is a week or more away."""

    day: date
    today: date


@dataclass(frozen=True, slots=True)
class Closing:
    """A closing time; midnight is the end of the day, 24:00."""

    moment: time


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with its year."""

    day: date


@dataclass(frozen=True, slots=True)
class Digits:
    """A telephone number to be spoken digit by digit: ``0120-250-168``."""

    number: str


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a language: its own name in itself, the Easy Japanese name in Japanese, else as CLDR has it."""

    language: str


@dataclass(frozen=True)
class Passage:
    """Words from the directory, by language: a part of a notice, or its title."""

    words: Mapping[str, str]


Value = str | time | Closing | Day | Dated | Digits | Name | Passage


@dataclass(frozen=True)
class Prompt:
    """A prompt by its id, with the values of its placeholders."""

    id: str
    values: Mapping[str, Value] = field(default_factory=dict)

    @classmethod
    def of(cls, prompt_id: str, **values: Value) -> "Prompt":
        """Make a prompt: ``Prompt.of("opens_today", agency="OTIT", time=time(11))``."""
        return cls(prompt_id, values)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence spoken by the carrier's voice of ``language``."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Played:
    """A recording in ``language`` that says ``text``; ``audio`` is the name under which it is served."""

    language: str
    text: str
    audio: str


Piece = Said | Played


@dataclass(frozen=True, eq=False)  # compared by identity, because comparing all sentences would be slow
class Book:
    """The catalogues of all languages.

    Attributes:
        catalogues: sentences with placeholders in braces, by language and prompt id.
        recordings: recordings by language and words, for the languages that are spoken from recordings.
        voices: the carrier's voices by language; Twilio's by default.
        instead: the languages that are spoken, in this order, if the caller's has no voice or is unknown: those of the
            profile, in Japan Easy Japanese and English.
    """

    catalogues: Mapping[str, Mapping[str, str]] = field(repr=False)
    recordings: Mapping[str, Mapping[str, Recording]] = field(default_factory=dict, repr=False)
    voices: Mapping[str, Voice] = field(default_factory=lambda: VOICES["twilio"], repr=False)
    instead: tuple[str, ...] = field(default_factory=lambda: profile().languages)

    def text(self, language: str, prompt: Prompt) -> str:
        """Render a prompt as text in ``language``.

        Raises:
            KeyError: there is no such language or prompt, or a value is missing.
        """
        values = {name: _written(language, value) for name, value in prompt.values.items()}
        return self.catalogues[language][prompt.id].format_map(values)

    def lines(self, language: str, prompts: Iterable[Prompt]) -> tuple[str, ...]:
        """Render lines of a text message, without typographic characters that would add segments."""
        return tuple(straighten(self.text(language, prompt)) for prompt in prompts)

    def speech(self, language: str, prompts: Iterable[Prompt | Passage]) -> tuple[Piece, ...]:
        """Render what a caller of ``language`` hears.

        A language with a carrier's voice is spoken by that voice, even if it has recordings. In a language without
        one, each sentence that is recorded is played; the sentences between two recorded ones are spoken in those of
        ``instead``, as short as possible. A voice never reads a sentence of another language.
        """
        if language in self.voices or language not in LANGUAGES:
            return self._said((language,) if language in self.voices else self.instead, tuple(prompts))
        pieces: list[Piece] = []
        unrecorded: list[Prompt | Passage] = []
        for prompt in prompts:
            if played := self._played(language, prompt):
                pieces += [*self._said_in_short(language, unrecorded), *played]
                unrecorded.clear()
            else:
                unrecorded.append(prompt)
        return (*pieces, *self._said_in_short(language, unrecorded))

    def sentence(self, language: str, prompt: Prompt | Passage) -> str:
        """Render a sentence as it is spoken in ``language``; empty for a passage that lacks this language."""
        if isinstance(prompt, Passage):
            return prompt.words.get(language, "")
        values = {name: aloud(language, value) for name, value in prompt.values.items()}
        return self.catalogues[language][prompt.id].format_map(values)

    def _said(self, languages: Iterable[str], prompts: tuple[Prompt | Passage, ...]) -> tuple[Said, ...]:
        return tuple(
            Said(language, self.sentence(language, prompt))
            for language in languages
            for prompt in prompts
            if _is_in(language, prompt)
        )

    def _said_in_short(self, language: str, prompts: Iterable[Prompt | Passage]) -> tuple[Said, ...]:
        """Return sentences of a language without a voice, in other languages: two are told in the time of one."""
        needed = (each for each in prompts if isinstance(each, Passage) or each.id not in _DISPENSABLE)
        coming = Prompt.of("text_coming_in", language=Name(language))
        return self._said(self.instead, tuple(coming if each == Prompt("text_coming") else each for each in needed))

    def _played(self, language: str, prompt: Prompt | Passage) -> tuple[Played, ...]:
        """Return the recording of the whole sentence, else those of its pieces; empty if one is missing."""
        have, whole = self.recordings.get(language, {}), self.sentence(language, prompt)
        if whole in have:
            texts = [whole]
        elif isinstance(prompt, Prompt):
            texts = list(cut(language, self.catalogues[language][prompt.id], prompt.values))
        else:
            return ()
        if not all(text in have for text in texts):
            return ()
        return tuple(Played(language, text, have[text].name) for text in texts)


_DISPENSABLE = frozenset(
    {
        "nobody",
        "advice_free",
        "text_instead",
        "email_in_text",
        "email_on_site",
        "key_number",
        "key_notice",
        "other_languages",
        "other_languages_now",
    }
)
"""Prompts that a caller without a voice of their language is not told in other languages.

What is left is what such a caller needs most: that a text in their language is coming, when the lines open, and the
keys for a reminder and to hear it again.
"""

_PUNCTUATION = " .,:;!?-—()、。，：；！？।၊။។៖"
"""Characters between a value and the words after it that are not read aloud."""


def cut(language: str, sentence: str, values: Mapping[str, Value]) -> Iterator[str]:
    """Yield the pieces of a sentence: the words between its placeholders, and the pieces of the given values."""
    for literal, name, _, _ in Formatter().parse(sentence):
        if any(map(str.isalpha, literal)):
            yield literal.strip().lstrip(_PUNCTUATION)
        if name is not None and name in values:
            yield from spoken_pieces(language, values[name])


def spoken_pieces(language: str, value: Value) -> tuple[str, ...]:
    """Return a value as it is spoken, in the pieces for which recorded languages have recordings."""
    match value:
        case time():
            return spoken.time_pieces(language, value)
        case Closing(moment):
            return spoken.time_pieces(language, moment, closing=True)
        case Day(day, today) if day - today < written.NAMED_BY_WEEKDAY:
            return spoken.weekday_pieces(language, day)
        case Day(day):
            return spoken.date_pieces(language, day)
        case Dated(day):
            return (spoken.dated(language, day),)
        case Digits(number):
            return spoken.digit_pieces(language, number)
        case Name(code):
            return (_name(language, code),)
        case Passage(words):
            return (words.get(language, ""),)
        case str():
            return (value,)
        case _:
            assert_never(value)


def aloud(language: str, value: Value) -> str:
    """Return a value as it is spoken, in one piece: the digits of a number, with a comma for each hyphen."""
    return " ".join(spoken_pieces(language, value)).replace(f" {spoken.PAUSE}", spoken.PAUSE)


def _is_in(language: str, prompt: Prompt | Passage) -> bool:
    """Whether all passages of a prompt exist in a language."""
    values = [prompt] if isinstance(prompt, Passage) else prompt.values.values()
    return all(value.words.get(language) for value in values if isinstance(value, Passage))


def _written(language: str, value: Value) -> str:
    match value:
        case time():
            return written.clock(language, value)
        case Closing(moment):
            return written.clock(language, moment, closing=True)
        case Day(day, today):
            return written.day_name(language, day, today)
        case Dated(day):
            return written.dated(language, day)
        case Digits(number):
            return number
        case Name(code):
            return _name(language, code)
        case Passage(words):
            return words.get(language, "")
        case str():
            return value
        case _:
            assert_never(value)


_ALOUD = {"km": "Cambodian"}
"""Names by which speakers recognise their language when an English voice says it: it says "Khmer" like "kuh-MAIR"."""


def _name(language: str, code: str) -> str:
    named = LANGUAGES[code]
    if code == language:
        return named.name
    if language == "ja":
        return named.easy_japanese
    return _ALOUD.get(code, named.english) if language == "en" else str(Locale.parse(language).languages[code])
