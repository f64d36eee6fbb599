"""The telephone numbers, languages and hours that stand together on a page."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

import phonenumbers

from prompts import LANGUAGES
from schedules import HoursError, Week, print_hours
from schedules.parsing import parse_hours
from schedules.parsing.finding import Found, find_hours
from schedules.parsing.tokens import fold

QUOTE = 300
"""Most characters that are quoted of a block."""
MOST_BLOCKS = 3_000
"""Most blocks of a page that are looked at. The longest page of our tests has sixty."""
_LONGEST_TITLE = 40
"""Most characters of a line that is a heading because it names a language."""
_LONGEST_BLOCK = 1_000
"""Most characters that are looked at together: what they take grows by the square."""
_PIECES = re.compile(rf"(?s).{{1,{_LONGEST_BLOCK}}}(?:(?<=[。\n])|(?<=\. )|\Z)|.{{1,{_LONGEST_BLOCK}}}")
_DIGIT = re.compile(r"\d")
_REGION = "JP"
"""The country of numbers without a country's code."""
_OTHER_NAMES: Mapping[str, Sequence[str]] = {
    "fil": ("Tagalog", "タガログ語", "フィリピン語", "フィリピノ語"),
    "ja": ("Japanese", "日本語", "やさしい日本語"),
    "id": ("Indonesia",),
    "km": ("Cambodian", "クメール語"),
    "my": ("Myanmar", "ビルマ語", "မြန်မာ"),
    "zh": ("Mandarin", "汉语", "漢語"),
    "th": ("ไทย",),
    "mn": ("Монгол",),
    "en": ("英語",),
}
"""Names of languages on pages, beside those of :mod:`prompts.languages`."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: the text of each paragraph or row of a table, below a heading."""

    heading: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """What a paragraph or a row says.

    Attributes:
        text: how it begins, in one line.
        numbers: telephone numbers, E.164, each once.
        languages: the codes of the languages that it names.
        hours: as :class:`schedules.parsing.finding.Found`.
    """

    text: str
    numbers: tuple[str, ...]
    languages: tuple[str, ...]
    hours: Found


@dataclass(frozen=True, slots=True)
class Part:
    """A section with what its blocks say. ``hours`` are those of all its ``text``, if no block has any by itself."""

    heading: str
    languages: tuple[str, ...]
    blocks: tuple[Block, ...]
    hours: Found
    text: str = ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """Its numbers, each once."""
        return _once(number for block in self.blocks for number in block.numbers)


def facts(sections: Iterable[Section]) -> tuple[Part, ...]:
    """Return what the sections of a page say. Blocks without a number or hours are left out."""
    parts, left = [], MOST_BLOCKS
    for section in _apart(sections):
        texts = section.blocks[:left]
        left -= len(texts)
        blocks = [block for text in texts if (block := _block(text))]
        if blocks:
            text = ", ".join(section.blocks)[:_LONGEST_BLOCK] if _only_numbers(blocks) else ""
            hours = find_hours(text)  # days may stand in one block, and times in the next
            languages = languages_in(section.heading)
            parts.append(Part(section.heading[:QUOTE], languages, tuple(blocks), hours, text[:QUOTE]))
    return tuple(parts)


def _apart(sections: Iterable[Section]) -> Iterator[Section]:
    """Split sections where a language stands in a line of its own, as headings do that are none in HTML."""
    for section in sections:
        heading, blocks = section.heading, list[str]()
        for block in chain.from_iterable(map(_lines, section.blocks)):
            if len(block) <= _LONGEST_TITLE and languages_in(block) and not _DIGIT.search(block):
                yield Section(heading, tuple(blocks))
                heading, blocks = block, []
            else:
                blocks.append(block)
        yield Section(heading, tuple(blocks))


def _lines(block: str) -> Sequence[str]:
    """Return the lines of a block if they are of several lines of ours, else the block; a long one in pieces."""
    pieces = _PIECES.findall(block) if len(block) > _LONGEST_BLOCK else (block,)
    return [line for piece in pieces for line in (piece.split("\n") if _of_several(piece) else (piece,))]


def _of_several(block: str) -> bool:
    return "\n" in block and (len(numbers_in(block)) > 1 or len(languages_in(block)) > 1)


def _block(text: str) -> Block | None:
    numbers, languages, hours = numbers_in(text), languages_in(text), find_hours(text)
    if not (numbers or hours.weeks):
        return None
    return Block(" ".join(text.split())[:QUOTE], numbers, languages, hours)


def _only_numbers(blocks: Sequence[Block]) -> bool:
    return any(block.numbers for block in blocks) and not any(block.hours.weeks for block in blocks)


def numbers_in(text: str) -> tuple[str, ...]:
    """Return the valid telephone numbers in a text, E.164.

    >>> numbers_in("電話：０１２０ー２５０ー１６８（無料）, 2021-06-28")
    ('+81120250168',)
    """
    plain = _LONG_SOUND.sub("-", fold(text))
    if not any(character.isdecimal() for character in plain):
        return ()
    found = phonenumbers.PhoneNumberMatcher(plain, _REGION, phonenumbers.Leniency.VALID, 100)
    return _once(phonenumbers.format_number(each.number, phonenumbers.PhoneNumberFormat.E164) for each in found)


_LONG_SOUND = re.compile(r"(?<=\d)[ー―](?=\d)")
"""The prolonged sound mark, typed in place of a dash."""


def languages_in(text: str) -> tuple[str, ...]:
    """Return the codes of the languages that a text names, in the order of the menu."""
    said = {found.lastgroup for found in _names().finditer(text.casefold())}
    return tuple(code for code in LANGUAGES if code in said)


@cache
def _names() -> re.Pattern[str]:
    groups = []
    for code, language in LANGUAGES.items():
        names = {language.name, language.english, language.japanese, *_OTHER_NAMES.get(code, ())} - {"Easy Japanese"}
        said = (_whole(name.casefold()) for name in sorted(names, key=len, reverse=True))
        groups.append(f"(?P<{code}>{'|'.join(said)})")
    return re.compile("|".join(groups))


def _whole(name: str) -> str:
    """Return the pattern of a name. In scripts without spaces it may stand within other letters."""
    return rf"\b{re.escape(name)}(?:n|\b)" if re.match("[a-zа-я]", name) else re.escape(name)


def to_data(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Return facts as data for JSON."""
    return [
        {
            "heading": part.heading,
            "languages": part.languages,
            "hours": _hours_data(part.hours),
            "text": part.text,
            "blocks": [
                {
                    "text": block.text,
                    "numbers": block.numbers,
                    "languages": block.languages,
                    "hours": _hours_data(block.hours),
                }
                for block in part.blocks
            ],
        }
        for part in parts
    ]


def from_data(data: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Return the facts of :func:`to_data`.

    Raises:
        ValueError, TypeError, LookupError: it is no such data.
    """
    return tuple(
        Part(
            str(part["heading"]),
            _texts(part["languages"]),
            tuple(
                Block(
                    str(block["text"]),
                    _texts(block["numbers"]),
                    _texts(block["languages"]),
                    _hours_of(block["hours"]),
                )
                for block in part["blocks"]
            ),
            _hours_of(part["hours"]),
            str(part["text"]),
        )
        for part in data
    )


def _hours_data(found: Found) -> dict[str, Any]:
    return {"weeks": [print_hours(week) for week in found.weeks], "rest": found.rest}


def _hours_of(data: Mapping[str, Any]) -> Found:
    return Found(tuple(_week(str(text)) for text in data["weeks"]), bool(data["rest"]))


def _week(text: str) -> Week:
    try:
        return parse_hours(text)
    except HoursError as error:
        raise ValueError(str(error)) from None


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(each) for each in values)


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
