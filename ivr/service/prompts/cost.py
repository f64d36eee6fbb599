"""The cost of a sentence by text: the longest text that contains it, before and after an edit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from ivr.core.text.samples import texts_of
from ivr.core.text.writer import MOST_SEGMENTS, TextWriter
from ivr.service.prompts.problems import EXAMPLE_PAGES, WEEK
from prompts import Book, count_segments, straighten
from prompts.clips import is_texted
from schedules import Timetable


@dataclass(frozen=True, slots=True)
class Cost:
    """Segments of the longest text with a sentence, ``before`` and ``after`` an edit; ``text`` is the one after it."""

    before: int
    after: int
    text: str

    @property
    def too_much(self) -> bool:
        """Whether the edit makes a text exceed the limit. An edit that shortens a text over the limit is allowed."""
        return self.after > MOST_SEGMENTS and self.after >= self.before


@lru_cache(maxsize=64)
def cost_of(book: Book, timetable: Timetable, language: str, prompt: str, sentence: str) -> Cost | None:
    """Return the cost of replacing the sentence of a prompt by ``sentence``; None if no text message uses the prompt.

    ``sentence`` must have the placeholders of the prompt. If no text of the sample week (:data:`WEEK`) contains the
    prompt, the sentence is measured as a text by itself.
    """
    if not is_texted(prompt):
        return None
    catalogue = book.catalogues[language]
    edited = replace(book, catalogues={**book.catalogues, language: {**catalogue, prompt: sentence}})
    texts = {*_texts_with(book, edited, timetable, language, prompt)}
    texts = texts or {(straighten(catalogue[prompt]), straighten(sentence))}
    before = max(count_segments(text).count for text, _ in texts)
    after, _, worst = max((count_segments(text).count, len(text), text) for _, text in texts)
    return Cost(before, after, worst)


def _texts_with(
    book: Book, edited: Book, timetable: Timetable, language: str, prompt: str
) -> Iterator[tuple[str, str]]:
    """Yield each text of the sample week that contains a prompt, before and after the edit."""
    watched = _Watched(book.catalogues[language])
    unchanged = edited.catalogues[language][prompt] == book.catalogues[language][prompt]
    watching = replace(book, catalogues={**book.catalogues, language: watched})
    for pages in (None, EXAMPLE_PAGES):
        now, then = (texts_of(TextWriter(each, pages), timetable, language, WEEK) for each in (watching, edited))
        for _, text in now:
            _, text_then = (None, text) if unchanged else next(then)
            if prompt in watched.asked:
                yield text, text_then
            watched.asked.clear()


class _Watched(dict[str, str]):
    """A catalogue that records which prompts were looked up, in ``asked``."""

    def __init__(self, catalogue: Mapping[str, str]) -> None:
        super().__init__(catalogue)
        self.asked: set[str] = set()

    def __getitem__(self, prompt: str) -> str:
        self.asked.add(prompt)
        return super().__getitem__(prompt)
