"""What the core has written in English, in the language of whoever reads it.

The core writes each sentence once, in English: many are kept (decisions of calls, the audit log), and a translation
may come years later. So a sentence is recognised by its English template, ``no line speaks {language}``, and its
Japanese filled with the same values; a value that is a sentence itself, hours, a date or a moment is translated in
its turn. What nobody has put into Japanese stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from string import Formatter

from prompts.load import SAID, load_language, load_words
from schedules import HOME, HoursError, parse_hours, print_hours_ja
from sentences import Sentence, render

_DAYS = dict(zip(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "月火水木金土日", strict=True))
_DAY = r"\d{4}-\d\d-\d\d"
_ISO = rf"{_DAY}T\d\d:\d\d[+-]\d\d:\d\d"
_MOMENT = rf"(?:(?:{'|'.join(_DAYS)}) )?{_DAY}(?: \d\d:\d\d \S+)?|{_ISO}"
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
    **dict.fromkeys(("hours", "value", "windows", "rules"), r"(?:(?!; ).)+?"),
    "special": rf"(?:every )?[\d-]+(?: to [\d-]+)? \(.*?\)|{_ID}",
    "window": r"\d[^;,]{2,30}?",
    "weekday": "|".join(_DAYS),
    **dict.fromkeys(("word", "id", "clip", "prompt", "code"), _ID),
}
"""What a placeholder takes, by its name without the digit at its end; any other takes whatever is there."""
_AS_WRITTEN = frozenset({"name", "text", "reason", "author", "page"})
"""Placeholders of what people have written, in whatever language: never translated."""
_WORDS = frozenset({"what"})
"""Placeholders of words that have a translation themselves; anything else there is another sentence."""
_AND = "; "
_QUOTES = {'"', "'"}
_QUOTED_FIRST = r"(?![^'\"]*: )"
"""A text that a sentence begins with may have colons within its quotes, but not before: that is whom it is about."""
_TOO_WIDE = frozenset(
    (
        *("{because}: {name}", "{line}: {stands}", "{line}: {end}", "{state}, {reason} ({hours})", "{one}; {other}"),
        *("{line} {changes}", "{weekday} {day}", "{change} from {day} on", "{agency} {number} ({languages}), {hours}"),
    )
)
"""Templates of sentences as values, which would be recognised everywhere."""
_MOST_CUTS = 3
_DEEPEST = 6


def said(language: str, sentence: Sentence | str) -> str:
    """The sentence in the reader's language; as it stands, if nobody has put it into that."""
    if isinstance(sentence, Sentence):
        return render(sentence, load_language(language))
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


@dataclass(frozen=True, slots=True)
class _Recognised:
    """The template of a sentence, and what stands in its placeholders."""

    own: int
    translation: str
    values: Mapping[str, str]


@lru_cache(4096)
def _said(language: str, sentence: str, depth: int) -> str:
    if depth > _DEEPEST:
        return sentence
    if "\n" in sentence:
        return "\n".join(_said(language, line, depth + 1) for line in sentence.split("\n"))
    stripped = sentence.strip()
    if stripped != sentence:
        return sentence.replace(stripped, _said(language, stripped, depth + 1), 1) if stripped else sentence
    done, rest = "", sentence
    while splits := _first_of_several(language, rest, depth):
        one, rest = splits
        ours = _alone(language, one, depth)
        done += ours + (_AND if ours == one else "。")
    return done + _alone(language, rest, depth)


def _alone(language: str, sentence: str, depth: int) -> str:
    """One sentence, a figure, or what it is about and what is said of it."""
    if found := _recognised(language, sentence, depth):
        kept = {name: each for name, each in found.values.items() if _kind(name) in _AS_WRITTEN}
        others = {name: _said(language, each, depth + 1) for name, each in found.values.items() if name not in kept}
        return found.translation.format_map(kept | others)
    return _figure(sentence) or _of_somebody(language, sentence, depth) or sentence


def _first_of_several(language: str, sentence: str, depth: int) -> tuple[str, str] | None:
    """The first of ``one; other; third``, and the others; None: it is one, whose template may have the mark in it."""
    if not (cuts := _cuts(sentence)):
        return None
    whole = _recognised(language, sentence, depth)
    known = [(found.own, cut) for cut in cuts if (found := _recognised(language, cut[0], depth))]
    if not known:
        return None if whole else cuts[0]
    own, best = max(known, key=lambda each: each[0])
    return best if whole is None or (own >= whole.own and _begins_well(language, best[1], depth)) else None


def _begins_well(language: str, sentence: str, depth: int) -> bool:
    beginnings = [sentence, *(one for one, _ in _cuts(sentence))]
    return any(_recognised(language, one, depth) for one in beginnings)


def _cuts(sentence: str) -> list[tuple[str, str]]:
    """Where the first of several may end; within quotes the mark is a text's own."""
    pieces = sentence.split(_AND, _MOST_CUTS)
    cuts = ((_AND.join(pieces[:count]), _AND.join(pieces[count:])) for count in range(1, len(pieces)))
    return [cut for cut in cuts if not _QUOTES & set(cut[0])]


@lru_cache(4096)
def _recognised(language: str, sentence: str, depth: int) -> _Recognised | None:
    """By its template; None: it is of none."""
    phrases = _phrases(language)
    if sentence in phrases.whole:
        return _Recognised(len(sentence), phrases.whole[sentence].replace("{", "{{").replace("}", "}}"), {})
    for pattern in phrases.patterns:
        if pattern.sure in sentence and (found := pattern.form.fullmatch(sentence)):
            values = found.groupdict()
            words = (each for name, each in values.items() if _kind(name) in _WORDS)
            if all(_said(language, each, depth + 1) != each for each in words):
                return _Recognised(pattern.own, pattern.translation, values)
    return None


def _of_somebody(language: str, sentence: str, depth: int) -> str | None:
    """A sentence with what it is about before it, ``who: what``; None: it is none."""
    left, found, right = sentence.partition(": ")
    if not found or _QUOTES & set(left):
        return None
    one, other = (_said(language, each, depth + 1) for each in (left, right))
    return f"{one}：{other}" if other != right else None


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


def _noted(text: str) -> str | None:
    """A moment as the audit log has it, in Japan time."""
    if not re.fullmatch(_ISO, text):
        return None
    try:
        local = datetime.fromisoformat(text).astimezone(HOME)
    except (ValueError, OverflowError):
        return None
    return _moment(f"{local:%a %Y-%m-%d %H:%M %Z}")


def _weekdays(text: str) -> str | None:
    days = text.split(", ")
    return "、".join(_DAYS[day] for day in days) if set(days) <= _DAYS.keys() else None


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


_FIGURES: tuple[Callable[[str], str | None], ...] = (_moment, _noted, _weekdays, _duration, _windows, _hours)


@cache
def _phrases(language: str) -> _Phrases:
    words = load_words(language, SAID)
    patterns = [_pattern(*pair) for pair in words.items() if "{" in pair[0] and pair[0] not in _TOO_WIDE]
    whole = {english: translation for english, translation in words.items() if "{" not in english}
    return _Phrases(whole, tuple(sorted(patterns, key=lambda each: -each.own)))


def _pattern(english: str, translation: str) -> _Pattern:
    form, own = "", []
    for letters, name, *_ in Formatter().parse(english):
        own.append(letters)
        form += re.escape(letters)
        if name is not None:
            if not form and _kind(name) == "text":
                form += _QUOTED_FIRST
            form += f"(?P<{name}>{_FORMS.get(_kind(name), '.+?')})"
    return _Pattern(re.compile(form), max(own, key=len), sum(map(len, own)), translation)
