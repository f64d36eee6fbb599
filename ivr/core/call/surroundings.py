"""What stands around a sentence in a call, so that a translator sees the words before and after it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain

from ivr.core.call.preview import Heard, Rung, Sent
from ivr.core.call.transcripts import Transcriber, Transcript
from ivr.core.text.writer import TextWriter
from prompts import LANGUAGES, Book, Said
from prompts.voices import VOICES
from schedules import Timetable

_MARK = "\x1f"
"""Stands between the id of a prompt and its words in a marked book; no sentence may contain it."""

Step = Said | Rung | Sent


@dataclass(frozen=True, slots=True)
class Around:
    """A place in a call at which a prompt is heard.

    Attributes:
        situation: the call, a word of :func:`sentences.word`.
        here: the sentence, with its values.
        before: what precedes it; None: the call begins with it.
        after: what follows it; None: the call ends with it.
    """

    situation: str
    here: Said
    before: Step | None
    after: Step | None


@lru_cache(maxsize=2 * len(LANGUAGES))
def surroundings(book: Book, timetable: Timetable, language: str, week: datetime) -> dict[str, Around]:
    """Return, by prompt, the first place at which callers of a language hear it, in the calls of a week.

    A language without a voice is taken as spoken. Prompts that these calls lack have no place, such as those that are
    heard in other languages only.
    """
    found: dict[str, Around] = {}
    writer = TextWriter(_marked(book))
    unconfirmed = replace(writer, confirmed_for=timedelta())
    for each, saying in ((timetable, writer), (_charged(timetable), unconfirmed)):
        transcriber = Transcriber(each, saying, week)
        own = transcriber.of(language), transcriber.further(language), transcriber.called_back(language)
        for transcript in chain(*own, transcriber.without_language()):
            for prompt, around in _places(transcript, language):
                found.setdefault(prompt, around)
    return found


def _marked(book: Book) -> Book:
    """Return a book whose sentences begin with the id of their prompt, spoken in every language."""
    marked = {
        code: {prompt: f"{prompt}{_MARK}{sentence}" for prompt, sentence in catalogue.items()}
        for code, catalogue in book.catalogues.items()
    }
    return Book(marked, {}, VOICES["somleng"])  # it has a voice for each language


def _charged(timetable: Timetable) -> Timetable:
    """Return a timetable of the same lines whose calls cost, which callers are told in sentences of their own."""
    directory = timetable.directory
    return Timetable(replace(directory, lines=tuple(replace(line, charged=True) for line in directory.lines)))


def _places(transcript: Transcript, language: str) -> Iterator[tuple[str, Around]]:
    steps = list(_steps(transcript))
    for place, (prompt, here) in enumerate(steps):
        if prompt and isinstance(here, Said) and here.language == language:
            before = steps[place - 1][1] if place else None
            after = steps[place + 1][1] if place + 1 < len(steps) else None
            yield prompt, Around(transcript.situation, here, before, after)


def _steps(transcript: Transcript) -> Iterator[tuple[str, Step]]:
    """Yield what happens in a call, each with the prompt of a sentence, or "" if it has none."""
    for event in transcript.events:
        if not isinstance(event, Heard):
            yield "", event
            continue
        for piece in event.pieces:
            prompt, _, words = piece.text.rpartition(_MARK)
            yield prompt, Said(piece.language, words)
