"""The book of prompts: a prompt and its values in, the sentence in a language out.

Values are handed over as what they are (a time, a day, digits) and take each language's own form here,
from CLDR through Babel.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import cast

from babel import Locale
from babel.dates import format_date, format_skeleton

from prompts.languages import spoken_in
from prompts.segments import straighten


@dataclass(frozen=True, slots=True)
class Day:
    """A day as people name it on ``today``: a weekday, with its date when that is a week or more away."""

    day: date
    today: date


@dataclass(frozen=True, slots=True)
class Digits:
    """A telephone number to be spoken digit by digit: ``0120-250-168``."""

    number: str


Value = str | time | Day | Digits


@dataclass(frozen=True)
class Prompt:
    """A prompt by its id, with the values of its placeholders."""

    id: str
    values: Mapping[str, Value] = field(default_factory=dict)

    @classmethod
    def of(cls, prompt_id: str, **values: Value) -> "Prompt":
        """``Prompt.of("opens_today", agency="OTIT", time=time(11))``."""
        return cls(prompt_id, values)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as it is spoken, by the voice of ``language``."""

    language: str
    text: str


@dataclass(frozen=True)
class Book:
    """The catalogues of all languages: id to sentence, placeholders in braces."""

    catalogues: Mapping[str, Mapping[str, str]]

    def text(self, language: str, prompt: Prompt) -> str:
        """The sentence in ``language``.

        Raises:
            KeyError: no such language or prompt, or a value is missing.
        """
        values = {name: _localised(language, value) for name, value in prompt.values.items()}
        return self.catalogues[language][prompt.id].format_map(values)

    def speech(self, language: str, prompts: Iterable[Prompt]) -> tuple[Said, ...]:
        """What a caller of ``language`` hears; twice, in Easy Japanese and English, if it has no voice."""
        prompts = tuple(prompts)
        return tuple(Said(spoken, self.text(spoken, p)) for spoken in spoken_in(language) for p in prompts)

    def lines(self, language: str, prompts: Iterable[Prompt]) -> tuple[str, ...]:
        """Lines of a text message, with nothing typographic that would make it cost more."""
        return tuple(straighten(self.text(language, prompt)) for prompt in prompts)


Clause = tuple[Iterable[tuple[int, int]], Iterable[tuple[time, time]]]
"""Runs of days (first, last; 0 is Monday) and the openings of each; a closing time(0) is midnight."""


def week(language: str, clauses: Iterable[Clause]) -> str:
    """Weekly hours with the abbreviated day names of a language: ``Mon-Fri 11:00-19:00, Sun 9:00-17:00``."""
    return ", ".join(
        f"{_day_runs(language, days)} "
        + ", ".join(f"{clock(language, opens)}-{clock(language, closes, closing=True)}" for opens, closes in openings)
        for days, openings in clauses
    )


@lru_cache(maxsize=4096)
def clock(language: str, moment: time, *, closing: bool = False) -> str:
    """A 24-hour time in a language's own form: ``11:00``, ``11.00``; midnight closes at 24:00.

    CLDR's word for "o'clock" (Thai has one) is left to the sentences, which know whether they want it.
    """
    if closing and moment == time():
        return clock(language, time(23)).replace("23", "24")
    return straighten(format_skeleton("Hm", moment, locale=language)).split()[0]


def _day_runs(language: str, days: Iterable[tuple[int, int]]) -> str:
    names = _short_days(language)
    return ", ".join(names[first] if first == last else f"{names[first]}-{names[last]}" for first, last in days)


_DAY_NAMES = {"vi": "short"}  # T2 … T7, CN, as on every Vietnamese calendar


@lru_cache
def _short_days(language: str) -> tuple[str, ...]:
    width = _DAY_NAMES.get(language, "abbreviated")
    names = cast(Mapping[int, str], Locale.parse(language).days["stand-alone"][width])
    return tuple(straighten(names[day]) for day in range(7))


def _localised(language: str, value: Value) -> str:
    match value:
        case time():
            return clock(language, value)
        case Day():
            return _day(language, value)
        case Digits():
            return ", ".join(" ".join(group) for group in value.number.split("-"))
        case str():
            return value


def _day(language: str, day: Day) -> str:
    if day.day - day.today < timedelta(days=7):
        return format_date(day.day, "EEEE", locale=language)
    moment = datetime.combine(day.day, time())
    return straighten(format_skeleton("MMMEd", moment, locale=language))
