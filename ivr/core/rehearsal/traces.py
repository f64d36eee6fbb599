"""Names and numbers that a change takes away and brings, and the places in a text where they stand.

A number is found in whichever way it is written: 0120-250-168, +81120250168, in a tel: link, spoken digit by digit, in
full-width digits or those of another script.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import phonenumbers

from profiles import profile
from schedules import Directory

_BETWEEN = re.compile(r"(?<=\d)[\s,.\-‐‑–()/]+(?=\d)")
_FEWEST_DIGITS = 6
"""Shorter runs of digits are found in times and dates too."""
_AROUND = 24
"""Characters that are shown at each side of what was found."""


@dataclass(frozen=True)
class Traces:
    """What is looked for.

    Attributes:
        names: names of agencies, and other words that were given.
        numbers: telephone numbers, in any form.
        links: web addresses and SIP addresses.
        known: all names of both sides, so that a name inside a longer one is not taken for itself.
        allowed: phrases in which an old name may stand, such as ``formerly OTIT``.
    """

    names: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    known: frozenset[str] = field(default=frozenset(), repr=False)
    allowed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names or self.numbers or self.links)

    def within(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield what stands in a text, each once, with the words around it."""
        text = unicodedata.normalize("NFKC", text)
        for phrase in self.allowed:
            text = text.replace(unicodedata.normalize("NFKC", phrase), "…")
        found: dict[str, str] = {}
        if self._pattern is not None:
            for match in self._pattern.finditer(text):
                if match[0] in self.names:
                    found.setdefault(match[0], _around(text, *match.span()))
        for link in self.links:
            if (place := text.find(link)) >= 0:
                found.setdefault(link, _around(text, place, place + len(link)))
        if self._digits and any(map(str.isdigit, text)):
            plain = _plain_digits(text)
            for digits, number in self._digits.items():
                if (place := plain.find(digits)) >= 0:
                    found.setdefault(number, _around(plain, place, place + len(digits)))
        yield from found.items()

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        words = sorted({*self.names, *self.known}, key=len, reverse=True)
        return re.compile("|".join(map(_whole, words))) if self.names else None

    @cached_property
    def _digits(self) -> dict[str, str]:
        return {digits: number for number in self.numbers if len(digits := significant(number)) >= _FEWEST_DIGITS}


def gone_and_come(
    before: Directory, after: Directory, old: Iterable[str] = (), new: Iterable[str] = (), allowed: Iterable[str] = ()
) -> tuple[Traces, Traces]:
    """Return what ``before`` has and ``after`` has not, and the reverse; with further words, old and new."""
    was, becomes = _shown(before), _shown(after)
    known = frozenset({*was.names, *becomes.names, *old, *new})

    def only(one: Traces, other: Traces, words: Iterable[str], phrases: Iterable[str]) -> Traces:
        given = frozenset(words)
        further = {word for word in given if len(significant(word)) >= _FEWEST_DIGITS and not _has_letters(word)}
        return Traces(
            (one.names - other.names) | (given - further),
            frozenset({*_others(one.numbers, other.numbers), *further}),
            one.links - other.links,
            known,
            tuple(phrases),
        )

    return only(was, becomes, old, allowed), only(becomes, was, new, ())


def significant(number: str) -> str:
    """Return the digits of a number without the country code of the profile or the 0 in its place."""
    digits = "".join(character for character in unicodedata.normalize("NFKC", number) if character in "+0123456789")
    code = phonenumbers.country_code_for_region(profile().country)
    return re.sub(rf"^(?:\+{code}|0)", "", digits).lstrip("+")


def _shown(directory: Directory) -> Traces:
    """Return all names, numbers and links of a directory."""
    lines = [line for line in directory.lines if not line.hidden]
    told = {number for line in lines for number in (line.number, line.dial)}
    sip = {each for each in told if ":" in each}
    links = {*(page.address for page in directory.email.values()), *sip}
    return Traces(frozenset(line.agency for line in lines), frozenset(told - sip), frozenset(links))


def _others(numbers: frozenset[str], others: frozenset[str]) -> dict[str, None]:
    """Return the numbers that are not among others, each in one form: that which people read."""
    there = {significant(each) for each in others}
    forms: dict[str, str] = {}
    for each in sorted(numbers, key=lambda number: number.startswith("+")):
        forms.setdefault(significant(each), each)
    return {number: None for digits, number in forms.items() if digits not in there}


def _has_letters(word: str) -> bool:
    return any(map(str.isalpha, word))


def _whole(word: str) -> str:
    """Return the pattern of a word that is no part of a longer one in Latin letters."""
    word = unicodedata.normalize("NFKC", word)
    before = r"(?<![A-Za-z0-9])" if word[:1].isascii() and word[:1].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if word[-1:].isascii() and word[-1:].isalnum() else ""
    return f"{before}{re.escape(word)}{after}"


def _plain_digits(text: str) -> str:
    """Return a text with ASCII digits, and with nothing between digits that follow each other."""
    digits = "".join(str(unicodedata.digit(each)) if each.isdigit() else each for each in text)
    return _BETWEEN.sub("", digits)


def _around(text: str, begin: int, end: int) -> str:
    return " ".join(text[max(0, begin - _AROUND) : end + _AROUND].split())
