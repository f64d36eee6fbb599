"""What the core has written in English, in the language of whoever reads it.

The core writes each sentence once, in English: many are kept (decisions of calls, the audit log), and a translation
may come years later. So a sentence is recognised by its English template, ``no line speaks {language}``, and its
Japanese filled with the same values; a value that is a sentence itself, hours, a date or a moment is translated in
its turn. What nobody has put into Japanese stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from string import Formatter

from prompts.load import SAID, load_words
from schedules import HoursError, parse_hours, print_hours_ja

_DAYS = dict(zip(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "月火水木金土日", strict=True))
_DAY = r"\d{4}-\d\d-\d\d"
_MOMENT = rf"(?:(?:{'|'.join(_DAYS)}) )?{_DAY}(?: \d\d:\d\d \S+)?"
_DURATION = r"\d+ h(?: \d+ min)?|\d+ min"
_ID = r"[^\s:;,]+"
_FORMS = {
    "number": r"\d+",
    "day": _DAY,
    "moment": _MOMENT,
    "date": _MOMENT,
    "duration": _DURATION,
    "line": rf"{_ID}|a line that is gone",
    "language": r"[^:;]+?",
    **dict.fromkeys(("hours", "value"), r"(?:(?!; ).)+?"),
    **dict.fromkeys(("word", "id", "clip", "prompt", "code"), _ID),
}
"""What a placeholder takes, by its name without the digit at its end; any other takes whatever is there."""
_AS_WRITTEN = frozenset({"name", "text", "reason", "author", "page"})
"""Placeholders of what people have written, in whatever language: never translated."""
_DEEPEST = 6


def said(language: str, sentence: str) -> str:
    """The sentence in the reader's language; as it stands, if nobody has put it into that."""
    return sentence if language == "en" else _said(language, sentence, 0)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A sentence with placeholders, and how it goes in another language."""

    form: re.Pattern[str]
    sure: str
    """The longest run of its own letters: a quick look spares the search."""
    own: int
    """How many letters are its own; the more, the surer it is meant."""
    translation: str


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The sentences of a language: those without placeholders by their English, and the others."""

    whole: Mapping[str, str]
    patterns: tuple[_Pattern, ...]


@lru_cache(4096)
def _said(language: str, sentence: str, depth: int) -> str:
    if depth > _DEEPEST:
        return sentence
    if "\n" in sentence:
        return "\n".join(_said(language, line, depth + 1) for line in sentence.split("\n"))
    stripped = sentence.strip()
    if stripped != sentence:
        return sentence.replace(stripped, _said(language, stripped, depth + 1), 1) if stripped else sentence
    phrases = _phrases(language)
    if sentence in phrases.whole:
        return phrases.whole[sentence]
    for pattern in phrases.patterns:
        if pattern.sure in sentence and (found := pattern.form.fullmatch(sentence)):
            values = {
                name: value if _kind(name) in _AS_WRITTEN else _said(language, value, depth + 1)
                for name, value in found.groupdict().items()
            }
            return pattern.translation.format_map(values)
    return _figure(sentence) or _parts(language, sentence, depth)


def _parts(language: str, sentence: str, depth: int) -> str:
    """A sentence that is put together from others: ``who: what``, ``one; other``."""
    for mark, between in (("; ", "。"), (": ", "：")):
        left, found, right = sentence.partition(mark)
        if found and not {'"', "'"} & set(left):
            one, other = (_said(language, each, depth + 1) for each in (left, right))
            if other != right or (mark == "; " and one != left):
                return f"{one}{between}{other}"
    return sentence


def _kind(placeholder: str) -> str:
    return placeholder.rstrip("0123456789")


def _figure(text: str) -> str | None:
    """A moment, a duration, or hours; None: it is none of these."""
    return next((found for each in _FIGURES if (found := each(text))), None)


def _moment(text: str) -> str | None:
    if not (found := re.fullmatch(rf"(?:(...) )?({_DAY})( \d\d:\d\d \S+)?", text)):
        return None
    try:
        day = date.fromisoformat(found[2])
    except ValueError:
        return None
    weekday = f"({_DAYS[found[1]]})" if found[1] in _DAYS else ""
    return f"{day.year}年{day.month}月{day.day}日{weekday}{found[3] or ''}"


def _duration(text: str) -> str | None:
    if not re.fullmatch(_DURATION, text):
        return None
    return text.replace(" h", "時間").replace(" min", "分").replace(" ", "")


def _windows(text: str) -> str | None:
    window = r"(\d\d?:\d\d)-(\d\d?:\d\d)( next day)?"
    if not re.fullmatch(rf"{window}(?:, {window})*", text):
        return None
    return re.sub(window, lambda found: f"{found[1]}～{'翌' if found[3] else ''}{found[2]}", text).replace(", ", "、")


def _hours(text: str) -> str | None:
    if text != "closed" and text[:3] not in _DAYS and not text.startswith("every day"):
        return None
    try:
        return print_hours_ja(parse_hours(text))
    except HoursError:
        return None


_FIGURES: tuple[Callable[[str], str | None], ...] = (_moment, _duration, _windows, _hours)


@cache
def _phrases(language: str) -> _Phrases:
    words = load_words(language, SAID)
    patterns = [_pattern(*pair) for pair in words.items() if "{" in pair[0]]
    whole = {english: translation for english, translation in words.items() if "{" not in english}
    return _Phrases(whole, tuple(sorted(patterns, key=lambda each: -each.own)))


def _pattern(english: str, translation: str) -> _Pattern:
    form, own = "", []
    for letters, name, *_ in Formatter().parse(english):
        own.append(letters)
        form += re.escape(letters)
        if name is not None:
            form += f"(?P<{name}>{_FORMS.get(_kind(name), '.+?')})"
    return _Pattern(re.compile(form), max(own, key=len), sum(map(len, own)), translation)
