"""Suggestions: what hours that the parser refuses probably mean. Nothing takes one unless a person asks for it.

>>> from schedules.hours import print_hours
>>> print_hours(suggest_hours("Mon-Fri 11-19, Sun 9-5"))
'Mon-Fri 11:00-19:00, Sun 09:00-17:00'
>>> suggest_hours("Mon-Fri sometimes") is None
True
"""

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import TypeVar

from bounds import HOURS
from schedules.hours import END_OF_DAY, HoursError, Week, Windows
from schedules.parsing.grammar import parse_hours, parse_windows
from schedules.parsing.tokens import DAY_WORDS, fold

T = TypeVar("T")

_HALF = END_OF_DAY // 2
_NO_DIGIT_BEFORE, _NO_TIME_AFTER = r"(?<![\d:./])", r"(?![\d:./時分]|\ ?(?:[ap]\.?m\b|h\b|hrs?\b|hours?\b))"
_LETTERS = re.compile(r"(?<=[\d:])[lio|]+(?![a-z])|(?<![a-z])[lio|]+(?=[\d:])")
_DIGITS = str.maketrans("lio|", "1101")
_RUN_OF_DIGITS = re.compile(rf"{_NO_DIGIT_BEFORE}(\d{{1,2}})(\d\d){_NO_TIME_AFTER}")
_BARE_HOUR = re.compile(rf"{_NO_DIGIT_BEFORE}(\d{{1,2}}){_NO_TIME_AFTER}")
_NO_DASH = re.compile(r"(?<![-\d:])(\d{1,2}:\d\d)\ +(\d{1,2}:\d\d)(?!\ *-)")
_WINDOW = re.compile(r"(\d{1,2}):(\d\d)\ *-\ *(\d{1,2}):(\d\d)(?!\ *next)")
_WORD = re.compile("[a-z]{3,}")
_OTHER_WORDS = re.compile("all|and|closed|day|every|hours|midday|midnight|next|noon|off|the|through|thru|till|until")
_SURE = 0.75
"""How alike a word and the name of a day must be, from 0 to 1 (difflib)."""


def suggest_hours(text: str) -> Week | None:
    """Return the weekly hours that a refused text probably means; None: they can't be told."""
    return _first(text, parse_hours)


def suggest_windows(text: str) -> Windows | None:
    """Return the windows of one day that a refused text probably means; None: they can't be told."""
    return _first(text, parse_windows)


def _first(text: str, parse: Callable[[str], T]) -> T | None:
    for candidate in _candidates(text) if len(text) <= HOURS else ():
        try:
            return parse(candidate)
        except HoursError:
            continue
    return None


def _candidates(text: str) -> Iterator[str]:
    """Yield texts that may be meant, the nearest to what is written first."""
    yield text
    text = _LETTERS.sub(lambda found: found.group().translate(_DIGITS), fold(text))
    text = _WORD.sub(_day, _RUN_OF_DIGITS.sub(r"\1:\2", text))
    text = _NO_DASH.sub(r"\1-\2", _BARE_HOUR.sub(r"\1:00", text))
    yield text
    yield _WINDOW.sub(_later, text)


def _day(found: re.Match[str]) -> str:
    """Return the name of a day for a word that is none but looks like one."""
    word = found.group()
    if word in DAY_WORDS or _OTHER_WORDS.fullmatch(word):
        return word
    return next(iter(get_close_matches(word, DAY_WORDS, 1, _SURE)), word)


def _later(found: re.Match[str]) -> str:
    """Put the end of a reversed window into the afternoon, or on the next day if that makes at most twelve hours."""
    hour, minute, last_hour, last_minute = map(int, found.groups())
    opens, closes = hour * 60 + minute, last_hour * 60 + last_minute
    if closes > opens:
        return found.group()
    if opens < _HALF + 60 and closes < _HALF and opens < closes + _HALF:  # "12:30-5" is on the 12-hour clock, too
        return f"{hour}:{minute:02}-{last_hour + 12}:{last_minute:02}"
    return f"{found.group()} next day" if closes + END_OF_DAY - opens <= _HALF else found.group()
