"""Segments of text messages (3GPP TS 23.038): counting them, and avoiding unnecessary ones.

A text that fits the GSM 7-bit alphabet has 160 septets in one segment, or 153 in each of several;
anything else is UCS-2: 70 code units in one, 67 in each of several. An extension character takes two
septets and a character outside the BMP two code units; neither is split between two segments.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_GSM = _BASIC | _EXTENSION

_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f", " "),
        "…": "...",
        **dict.fromkeys("\u200b\u2060\ufeff\u00ad"),
    }
)


_SINGLE = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
"""Units of a single segment, and of each of several segments."""
_DOUBLE = {
    "GSM-7": re.compile("[" + re.escape("".join(sorted(_EXTENSION))) + "]"),
    "UCS-2": re.compile("[^\u0000-\uffff]"),
}
"""The characters that take two units."""
_VIRAMA = 9
"""The canonical combining class of viramas, which join two consonants."""
_JOINERS = "\u200c\u200d\u0e33"
"""ZWNJ, ZWJ, and the Thai vowel U+0E33, which is drawn over the previous letter but is no combining mark."""


@dataclass(frozen=True, slots=True)
class Segments:
    """The size of a text: ``encoding`` is GSM-7 or UCS-2, ``count`` segments, ``units`` septets or code units."""

    encoding: str
    count: int
    units: int


def count_segments(text: str) -> Segments:
    """Count the segments of a text, as 3GPP TS 23.038 splits it.

    Twilio's own calculator moves a letter that a border would tear into the next segment, and may count one more then.
    :func:`settle` avoids such borders where it can.
    """
    encoding = _encoding(text)
    return Segments(encoding, len(cut(text)), _units(text, encoding))


def cut(text: str) -> tuple[str, ...]:
    """Split a text into segments as a carrier does: each as full as possible without splitting a character."""
    encoding = _encoding(text)
    single, several = _SINGLE[encoding]
    if _units(text, encoding) <= single:
        return (text,)
    parts, begin = [], 0
    while begin < len(text):
        part = text[begin : begin + several]
        while (excess := _units(part, encoding) - several) > 0:
            part = part[: -((excess + 1) // 2)]  # at least so many characters are too much
        parts.append(part)
        begin += len(part)
    return tuple(parts)


@lru_cache(maxsize=2048)
def settle(text: str) -> str:
    """Add spaces at the ends of lines, so that no segment ends between a letter and its combining marks.

    A segment that arrives late or alone can then be read. A boundary stays where it is if the spaces would add a
    segment or split another letter, or if no line ends before it.
    """
    torn = _torn_letters(text)
    for place, letter in torn:
        line_end = text.rfind("\n", 0, letter)
        settled = text[:line_end] + " " * (place - letter) + text[line_end:]
        same_cost = line_end >= 0 and len(cut(settled)) == len(cut(text))
        if same_cost and len(_torn_letters(settled)) < len(torn):
            return settle(settled)
    return text


def _torn_letters(text: str) -> list[tuple[int, int]]:
    """Return each segment boundary within a letter, with the place where that letter begins."""
    found, place = [], 0
    for part in cut(text)[:-1]:
        place += len(part)
        letter = place
        while letter > 0 and _continues(text, letter):
            letter -= 1
        if letter < place:
            found.append((place, letter))
    return found


def straighten(text: str) -> str:
    """Replace typographic quotes, dashes and spaces, since one of them would change the encoding to UCS-2."""
    return text.translate(_STRAIGHT)


def _encoding(text: str) -> str:
    return "GSM-7" if _GSM.issuperset(text) else "UCS-2"


def _units(text: str, encoding: str) -> int:
    """Return the septets or code units of a text."""
    return len(text) + len(_DOUBLE[encoding].findall(text))


def _continues(text: str, place: int) -> bool:
    """Whether the character at a place belongs to the previous letter."""
    character, before = text[place], text[place - 1]
    return (
        unicodedata.category(character).startswith("M")
        or character in _JOINERS
        or before == "\u200d"
        or unicodedata.combining(before) == _VIRAMA
    )
