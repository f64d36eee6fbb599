"""The cost of sentences by text: the longest text that contains each, and what an edit does to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from ivr.core.text.samples import texts_of
from ivr.core.text.writer import MOST_SEGMENTS, TextWriter
from ivr.service.prompts.problems import EXAMPLE_PAGES, sample_week
from prompts import LANGUAGES, Book, count_segments, straighten
from prompts.clips import is_texted
from schedules import Timetable


@dataclass(frozen=True, slots=True, order=True)
class Longest:
    """The longest text with a sentence: its segments, its characters, and its words."""

    segments: int
    characters: int
    text: str


@dataclass(frozen=True, slots=True)
class Cost:
    """The longest text with a sentence, ``before`` and ``after`` an edit."""

    before: Longest
    after: Longest

    @property
    def too_much(self) -> bool:
        """Whether the edit makes a text exceed the limit. An edit that shortens a text over the limit is allowed."""
        return self.after.segments > MOST_SEGMENTS and self.after.segments >= self.before.segments


@lru_cache(maxsize=4 * len(LANGUAGES))
def costs_of(book: Book, timetable: Timetable, language: str, *, whole: bool = False) -> Mapping[str, Longest]:
    """Return the longest text of the sample week (:func:`sample_week`) with each prompt that text messages use.

    A prompt that no text of that week contains is measured as a text by itself. ``whole``: no text leaves anything out.
    """
    watched = _Watched(book.catalogues[language])
    watching = replace(book, catalogues={**book.catalogues, language: watched})
    used: dict[str, set[str]] = defaultdict(set)  # by text: most hours of a week have the same ones
    for pages in (None, EXAMPLE_PAGES):
        for _, text in texts_of(TextWriter(watching, pages, whole=whole), timetable, language, sample_week()):
            used[text] |= watched.asked
            watched.asked.clear()
    longest: dict[str, Longest] = {}
    for text, prompts in used.items():
        _note(longest, prompts, text)
    for prompt, sentence in book.catalogues[language].items():
        if is_texted(prompt) and prompt not in longest:
            _note(longest, [prompt], straighten(sentence))
    return longest


def with_sentences(book: Book, language: str, sentences: Mapping[str, str]) -> Book:
    """Return a book in which sentences of a language are replaced, by prompt."""
    catalogue = {**book.catalogues[language], **sentences}
    return replace(book, catalogues={**book.catalogues, language: catalogue})


def _note(longest: dict[str, Longest], prompts: Iterable[str], text: str) -> None:
    measured = Longest(count_segments(text).count, len(text), text)
    for prompt in prompts:
        longest[prompt] = max(longest.get(prompt, measured), measured)


class _Watched(dict[str, str]):
    """A catalogue that records which prompts were looked up, in ``asked``."""

    def __init__(self, catalogue: Mapping[str, str]) -> None:
        super().__init__(catalogue)
        self.asked: set[str] = set()

    def __getitem__(self, prompt: str) -> str:
        self.asked.add(prompt)
        return super().__getitem__(prompt)
