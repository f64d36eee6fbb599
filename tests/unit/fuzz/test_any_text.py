"""Whatever a text of others is, it is read, or refused by an error of ours in one line (`make fuzz` tries more)."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bounds import TEXT, BoundsError
from bounds.json_text import read_json
from ivr.core.text.reactions import read_quote
from prompts.load import CatalogueError, load_recogniser, read_sentences
from prompts.recordings import ManifestError, read_manifest
from schedules import DirectoryError, HoursError, load_directory, parse_windows, read_hours, shipped, suggest_hours
from schedules.formats.hsds import HsdsError, export_hsds, import_hsds
from schedules.formats.osm import parse_osm
from sentences import SentenceError
from tests.support.damage import damaged_text
from tests.support.examples import examples

LANGUAGES = ("en", "ja", "vi")
TODAY = date(2026, 11, 29)


@dataclass(frozen=True)
class Parser:
    """A parser of texts of others: the error by which it refuses, a good text, and pieces of its grammar."""

    read: Callable[[str], Any]
    refuses_by: type[SentenceError]
    good: str
    pieces: tuple[str, ...]


def hsds(text: str) -> object:
    return import_hsds(read_json(text), LANGUAGES, "Asia/Tokyo", TODAY, "a file")


def exported() -> str:
    directory = load_directory()
    few = type(directory)(directory.lines[:2], directory.email)
    return json.dumps(export_hsds(few, {"vi": "Vietnamese"}, TODAY))


MANIFEST = "spoken: true\nclips:\n- {id: menu, text: Xin chào, kind: recorded, seconds: 1.5}\n"
CATALOGUE = (
    'msgid ""\nmsgstr "Language: vi\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n'
    '#, fuzzy\n#: a:1\nmsgctxt "a"\nmsgid "one"\nmsgstr ""\n"một"\n\n#~ msgid "old"\n#~ msgstr "cũ"\n'
)
YAML = (
    "- ",
    ": ",
    "[",
    "{",
    "]",
    "&a ",
    "*a",
    "!!int ",
    "0x",
    "1:",
    "9999",
    "\n",
    "\n  ",
    "| ",
    "> ",
    "? ",
    "'",
    '"',
    "~",
    ".inf",
)
JSON = ("[", "{", "]", "}", '"', ",", ":", "1e999", "-", "null", "\\ud800", "\\", "NaN", '"x":', '"schedules":')
PO = (
    "msgid ",
    "msgstr ",
    "msgctxt ",
    "msgid_plural ",
    "msgstr[0] ",
    "msgstr[-1] ",
    '""',
    '"',
    "\n",
    "#~ ",
    "#, ",
    "#: ",
    "\\",
    "nplurals=9",
)
HOURS = (
    "Mon",
    "Mo",
    "-",
    " ",
    ",",
    ";",
    ":",
    "10:00",
    "25:00",
    "closed",
    "PH",
    "Jan 01",
    "24/7",
    "月",
    "午前9時",
    "翌",
    "\u2068",
    "ﷺ",
)
TEXTS = (
    "stop",
    " ",
    "not ",
    "Việt",
    "한국어",
    "🇻🇳",
    "110",
    "http://",
    ".",
    "help",
    "\u0301",
    "Liked “",
    "”",
    "👍 to “",
    "don't ",
)

PARSERS = {
    "directory": Parser(lambda text: load_directory(text, LANGUAGES), DirectoryError, shipped()[:3000], YAML),
    "manifest": Parser(lambda text: read_manifest("km", text.encode()), ManifestError, MANIFEST, YAML),
    "catalogue": Parser(lambda text: read_sentences("vi", text.encode()), CatalogueError, CATALOGUE, PO),
    "json": Parser(read_json, BoundsError, exported(), JSON),
    "hours": Parser(read_hours, HoursError, "Mon-Fri 10:00-12:00, 13:00-15:00, Sat 22:00-2:00 next day", HOURS),
    "windows": Parser(parse_windows, HoursError, "10:00-12:00, 13:00-15:00", HOURS),
    "suggested hours": Parser(suggest_hours, HoursError, "Mondy-Fri 11-19, 22:00-2:00", HOURS),
    "osm": Parser(parse_osm, HoursError, 'Mo-Fr 11:00-19:00; We off; PH off; Dec 29-Jan 03 off "New Year"', HOURS),
}


@pytest.mark.parametrize("name", PARSERS)
@given(st.data())
def test_a_text_is_read_or_refused_in_one_line(name: str, data: st.DataObject) -> None:
    parser = PARSERS[name]
    characters = st.text(st.characters(exclude_categories=["Cs"]))
    text = data.draw(characters | damaged_text(parser.good, parser.pieces) | damaged_text("", parser.pieces))
    told = "read"
    try:
        parser.read(text)
    except parser.refuses_by as refused:
        told = str(refused)
    assert told.strip()
    assert "\n" not in told


@given(damaged_text(exported(), JSON))
def test_a_service_is_imported_left_out_or_refused(text: str) -> None:
    with suppress(BoundsError, HsdsError):
        hsds(text)


NAMES = (
    *("name", "organization", "services", "contents", "phones", "number", "languages", "code"),
    *("schedules", "freq", "interval", "byday", "opens_at", "closes_at", "valid_from", "alternate_name"),
)
values = st.text(max_size=8) | st.sampled_from(("WEEKLY", "MO,TU", "09:00", "0120-250-168", "vi", "2026-01-05"))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | values,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=30,
)


@given(anything)
def test_any_data_is_imported_left_out_or_refused(data: object) -> None:
    with suppress(HsdsError):
        import_hsds(data, LANGUAGES, "Asia/Tokyo", TODAY, "a file")


@examples(300)
@given(st.text(max_size=200) | damaged_text("Tôi cần giúp, please stop", TEXTS))
def test_a_text_message_is_understood_or_not(text: str) -> None:
    load_recogniser().recognise(text[:TEXT])
    read_quote(text[:TEXT], lambda quoted: quoted in text)
