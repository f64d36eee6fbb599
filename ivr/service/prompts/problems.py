"""The state of catalogues and recordings, and their problems."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from ivr.clock import parse_moment
from ivr.core.phrases import clips_needed
from ivr.core.text.samples import samples
from ivr.core.text.writer import MOST_SEGMENTS, TextWriter
from ivr.service.prompts.live import shipped
from prompts import LANGUAGES, Book, CatalogueError, Collection
from prompts.collection import RECORDED
from prompts.load import CONSOLE, DEMO, PROMPTS, SAID, load_sentences, missing_words, outdated, problems_in
from prompts.recordings import Clip, Kind, Manifest
from prompts.sound_files import load_manifest, stray_recordings
from prompts.status import State, Text, Voice, states
from prompts.wording import doubts_in
from schedules import Directory, Timetable
from sentences import Sentence, SentenceError

_MONDAY = "2026-11-23 00:00"
EXAMPLE_PAGES = "https://hotline.example.org"
"""The address of public pages in texts that are only measured."""


def sample_week() -> datetime:
    """Return when the week begins whose texts are measured, a Monday."""
    return parse_moment(_MONDAY)


class PromptsError(SentenceError, ValueError):
    """Input that is refused. ``problems`` has all its mistakes; nothing was changed."""

    def __init__(self, what: Sentence, problems: Iterable[Sentence]) -> None:
        super().__init__(Sentence("{what}: nothing is changed", what=what))
        self.problems = tuple(problems)


class UnknownClipError(PromptsError):
    """At least one of the recordings is of a clip that the language does not need."""


def states_of(code: str, collection: Collection, directory: Directory) -> dict[str, State]:
    """Return the state of each prompt of a language, and of its notices."""
    words = [notice.words[code] for notice in directory.notices if code in notice.words]
    notices = (Text.DRAFT if any(each.draft for each in words) else Text.CONFIRMED) if words else None
    by_carrier = code in collection.voices
    needed = {} if by_carrier else clips_needed(collection.book, code, directory)
    manifest = Manifest(code) if by_carrier else collection.manifest(code, needed)
    return states(code, collection.sentences[code], manifest, needed, notices, by_carrier=by_carrier)


class Silent:
    """Counts the sentences without a recording, which callers hear in other languages, by language.

    The last answer is kept, since it takes a tenth of a second and is asked for by each look at *Today*.
    """

    def __init__(self) -> None:
        self._last: tuple[Collection, Directory, dict[str, int]] | None = None

    def __call__(self, collection: Collection, directory: Directory) -> dict[str, int]:
        """Return how many there are in each recorded language that has any."""
        last = self._last
        if last is None or last[0] is not collection or last[1] is not directory:
            all_states = {code: states_of(code, collection, directory).values() for code in RECORDED}
            counts = {code: sum(each.voice is Voice.MISSING for each in found) for code, found in all_states.items()}
            self._last = last = (collection, directory, {code: count for code, count in counts.items() if count})
        return last[2]


def shipped_problems() -> Iterator[Sentence]:
    """Yield all problems of the built-in catalogues."""
    for code in LANGUAGES:
        yield from (_in_catalogue(code, PROMPTS, each) for each in _catalogue_problems(code))
    for domain in (CONSOLE, DEMO, SAID):
        yield from (_in_catalogue("ja", domain, each) for each in missing_words("ja", domain))


def problems(collection: Collection, timetable: Timetable, now: datetime) -> Iterator[Sentence]:
    """Yield all problems of the prompts in use, for a timetable and the week from ``now`` on."""
    yield from faults(collection, timetable.directory)
    yield from too_long(collection.book, timetable, now)


def faults(collection: Collection, directory: Directory) -> Iterator[Sentence]:
    """Yield the problems of sentences and recordings in use; not those of whole texts, which take a second."""
    for (code, _), why in collection.unused.items():
        yield Sentence("{code}: {problem}; the default is used", code=code, problem=why)
    for code, sentences in collection.sentences.items():
        own = load_sentences(code).by_id
        edited = {prompt: text for prompt, text in sentences.by_id.items() if text != own.get(prompt)}
        for doubt in doubts_in(code, edited, collection.english):
            yield Sentence("{code}: {problem}", code=code, problem=doubt)
    for code in RECORDED:
        needed = clips_needed(collection.book, code, directory)
        for problem in collection.recording_problems(code, needed):
            yield Sentence("{code}: {problem}", code=code, problem=problem)
        for file in stray_recordings(load_manifest(code)):
            yield Sentence("{code}: {file} is in no manifest", code=code, file=file)


def too_long(book: Book, timetable: Timetable, now: datetime) -> Iterator[Sentence]:
    """Yield the texts of a week with more than :data:`MOST_SEGMENTS` segments, with numbers and hours or a link."""
    for writer in (TextWriter(book), TextWriter(book, EXAMPLE_PAGES)):
        for each in samples(writer, timetable, now):
            if each.segments.count > MOST_SEGMENTS:
                yield Sentence(
                    "{code}: the text ({state}) has {segments} segments: {text}",
                    code=each.language,
                    state=each.state,
                    segments=each.segments.count,
                    text=repr(each.text),
                )


def to_read(language: str, collection: Collection, directory: Directory) -> list[Clip]:
    """Return the needed clips of a language whose current words have no recording by a person."""
    needed = clips_needed(collection.book, language, directory)
    have = collection.manifest(language, needed).by_id()
    unread = {clip_id: text for clip_id, text in needed.items() if not _is_read(have[clip_id], text)}
    return [Clip(clip_id, text) for clip_id, text in unread.items()]


def to_synthesize(
    language: str, collection: Collection, directory: Directory, *, replace_shipped: bool = False
) -> dict[str, str]:
    """Return the words of the needed clips without a recording, by clip id.

    With ``replace_shipped`` those whose recording is a synthetic one that ships are included.
    """
    read, built_in = collection.recordings[language], shipped().recordings[language]
    ours = {text for text, each in read.items() if each.kind is Kind.RECORDED or each != built_in.get(text)}
    kept = ours if replace_shipped else read.keys()
    return {id_: text for id_, text in clips_needed(collection.book, language, directory).items() if text not in kept}


def _is_read(clip: Clip, text: str) -> bool:
    return clip.kind is Kind.RECORDED and clip.text == text


def _in_catalogue(code: str, domain: str, problem: Sentence | str) -> Sentence:
    return Sentence("{code}: {domain}: {problem}", code=code, domain=domain, problem=problem)


def _catalogue_problems(code: str) -> Iterator[Sentence | str]:
    try:
        sentences, english = load_sentences(code), load_sentences("en").by_id
        yield from problems_in(sentences.by_id, english)
        yield from doubts_in(code, sentences.by_id, english)
        yield from outdated(sentences, english)
    except CatalogueError as error:
        yield error.sentence
