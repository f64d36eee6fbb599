"""The three ways in which an agency reads: Japanese, Easy Japanese and English."""

from collections.abc import Sequence
from enum import StrEnum

from ivr.core.names import named_language
from ivr.core.text.writer import times
from prompts import LANGUAGES
from prompts.written import week as written_week
from schedules import Line, Week, home_zone, print_hours, print_hours_ja
from schedules.hours import grouped, runs


class Reader(StrEnum):
    """A way of reading. The value stands in addresses and in the database."""

    JAPANESE = "ja"
    EASY = "easy"
    ENGLISH = "en"

    @property
    def code(self) -> str:
        """The language as BCP 47 has it; it knows no Easy Japanese."""
        return "en" if self is Reader.ENGLISH else "ja"

    @property
    def own_name(self) -> str:
        """Its name as its readers write it."""
        return {Reader.JAPANESE: "日本語", Reader.EASY: "やさしい にほんご", Reader.ENGLISH: "English"}[self]


def reader_of(text: str | None, otherwise: Reader = Reader.JAPANESE) -> Reader:
    """Return the reader with this value; ``otherwise`` if there is none."""
    return next((each for each in Reader if each == text), otherwise)


def language_in(code: str, reader: Reader) -> str:
    """Return the name of a caller's language."""
    if reader is Reader.EASY:
        return LANGUAGES[code].easy_japanese
    name = named_language(code)
    return name.en if reader is Reader.ENGLISH else name.ja


def listed(words: Sequence[str], reader: Reader) -> str:
    """Return names as a list."""
    return (", " if reader is Reader.ENGLISH else "、").join(words)


def hours_in(week: Week, line: Line, reader: Reader) -> str:
    """Return weekly hours as callers read them; ordinary Japanese, which no caller reads, has kanji for the days."""
    zone = "" if line.zone == home_zone() else f" ({line.zone.key})"
    if not any(week):
        return typed_in(week, reader) + zone
    if reader is Reader.JAPANESE:
        return print_hours_ja(week) + zone
    clauses = ((runs(days), map(times, windows)) for days, windows in grouped(week))
    return written_week(reader.code, clauses) + zone


def typed_in(week: Week, reader: Reader) -> str:
    """Return weekly hours in a form that can be typed: the parser reads the same week again."""
    return print_hours(week) if reader is Reader.ENGLISH else print_hours_ja(week)
