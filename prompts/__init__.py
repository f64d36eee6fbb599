"""Prompts: the sentences that callers hear and read, in each language.

The package is pure; only ``load.py`` and ``sound_files.py`` read files. It does not know lines or schedules: the hours,
numbers and times in a sentence are passed as values.
"""

from prompts.book import Book, Closing, Dated, Day, Digits, Name, Passage, Piece, Played, Prompt, Said
from prompts.collection import Collection, load_collection
from prompts.languages import LANGUAGES, Language
from prompts.load import CatalogueError, load_recogniser
from prompts.recognise import Command, Recogniser, Word
from prompts.recordings import Recording
from prompts.segments import count_segments, straighten

__all__ = [
    "LANGUAGES",
    "Book",
    "CatalogueError",
    "Closing",
    "Collection",
    "Command",
    "Dated",
    "Day",
    "Digits",
    "Language",
    "Name",
    "Passage",
    "Piece",
    "Played",
    "Prompt",
    "Recogniser",
    "Recording",
    "Said",
    "Word",
    "count_segments",
    "load_collection",
    "load_recogniser",
    "straighten",
]
