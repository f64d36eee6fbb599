"""How many segments a text costs (3GPP TS 23.038), and how to keep it from costing more.

A text that fits the GSM 7-bit alphabet has 160 septets in one segment, or 153 in each of several;
anything else is UCS-2: 70 code units in one, 67 in each of several. An extension character takes two
septets and a character outside the BMP two code units; neither is split between two segments.
"""

from collections.abc import Iterable
from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")

_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f", " "),
        "…": "...",
        **dict.fromkeys("\u2060\ufeff\u00ad"),
    }
)


@dataclass(frozen=True, slots=True)
class Segments:
    """``encoding`` is GSM-7 or UCS-2, ``count`` the segments that are paid, ``units`` septets or code units."""

    encoding: str
    count: int
    units: int


def count_segments(text: str) -> Segments:
    """Count the segments of ``text`` exactly."""
    if all(character in _BASIC or character in _EXTENSION for character in text):
        return _pack("GSM-7", (2 if character in _EXTENSION else 1 for character in text), 160, 153)
    return _pack("UCS-2", (2 if ord(character) > 0xFFFF else 1 for character in text), 70, 67)


def straighten(text: str) -> str:
    """Replace typographic quotes, dashes and spaces, so that one of them does not turn a text into UCS-2."""
    return text.translate(_STRAIGHT)


def _pack(encoding: str, sizes: Iterable[int], single: int, several: int) -> Segments:
    sizes = list(sizes)
    if sum(sizes) <= single:
        return Segments(encoding, 1, sum(sizes))
    count, room = 1, several
    for size in sizes:
        if size > room:
            count, room = count + 1, several
        room -= size
    return Segments(encoding, count, sum(sizes))
