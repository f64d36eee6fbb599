"""Limits of what people and programs write to us, compared before it is parsed.

A parser takes time and memory by its own measure, not by the length of a text: nested lists overflow its stack,
aliases and long numbers multiply its work. So each parser of a text of others is behind one of these limits. Each
limit is several times the largest text that anybody needs. Sound has limits of its own (:mod:`ivr.sound`).

>>> from bounds.json_text import read_json
>>> read_json("[" * 100)
Traceback (most recent call last):
bounds.BoundsError: line 1: lists and objects are nested more than 30 deep
"""

from sentences import Sentence, SentenceError

YAML_CHARACTERS = 1_000_000
"""A directory of 1,000 lines and 5,000 special days has about 600,000."""
YAML_DEPTH = 20
"""Lists and mappings within each other. A directory has 5, a manifest 3. 50,000 overflow the stack of libyaml."""
YAML_NODES = 200_000
"""Names, values, lists and mappings. A directory of 1,000 lines and 5,000 special days has about 80,000."""
YAML_VALUE = 10_000
"""Characters of one value, which messages may repeat. The longest part of a notice has some 500."""
ENTRIES = {"lines": 2_000, "special_days": 6_000, "notices": 1_000}
"""Entries of a directory. They are compared with each other, so that twice as many take four times as long."""
VERSIONS = 200
"""Versions of the hours of one line: a change every month for sixteen years."""
LANGUAGES = 100
"""Languages of one line. There are fourteen."""
PROBLEMS = 1_000
"""Problems of a document that are told. After them its reading ends."""
NUMBER = 40
"""Characters of a number. A telephone number has 15 digits. Conversions take time by the square of the length."""

JSON_CHARACTERS = 5_000_000
"""A service in HSDS has some 3,000; a directory of 1,000 lines 3 million."""
JSON_DEPTH = 30
"""HSDS nests a language within a phone, a location, a service, an organization and a page, each in a list: 12."""
JSON_NODES = 500_000
"""Values, names, lists and objects. A service in HSDS has some 150."""
HSDS_SCHEDULES = 200
"""Schedules of one service. Each is compared with each other one; a line with a change every month has 12 a year."""

PO_BYTES = 1_000_000
"""A catalogue of prompts has some 20,000."""

HOURS = 2_000
"""Characters of opening hours. OpenStreetMap allows 255; a year of special days has some 1,500."""

TEXT = 1_600
"""Characters of a text message that are read. Carriers join at most ten parts of 153 (Twilio: 1,600 characters)."""


class BoundsError(SentenceError, ValueError):
    """A text that is beyond a limit. The message is one line; ``row`` is the row, from 1, or 0 for the whole text."""

    def __init__(self, problem: Sentence, row: int = 0) -> None:
        super().__init__(Sentence("line {number}: {problem}", number=row, problem=problem) if row else problem)
        self.problem = problem
        self.row = row
