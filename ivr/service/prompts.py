"""Catalogues and recordings, for those who keep them: how far they are, what is wrong, taking new ones in."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from ivr.clock import parse_moment
from ivr.core.samples import samples
from ivr.core.wording import clips_needed
from ivr.core.writing import MOST_SEGMENTS, TextWriter
from prompts import LANGUAGES, Book, CatalogueError, load_book
from prompts.load import (
    CONSOLE,
    CONSOLE_LANGUAGES,
    PROMPTS,
    load_manifest,
    load_sentences,
    missing_recordings,
    outdated,
    problems_in,
    read_sentences,
    save_catalogue,
    save_manifest,
    save_recording,
    stray_recordings,
)
from prompts.recordings import Clip, Kind, Manifest, differences, update
from prompts.status import State, Text, states
from schedules import Directory, Timetable

WEEK = parse_moment("2026-11-23 00:00")
"""The Monday of the week whose texts are measured."""
EXAMPLE_PAGES = "https://hotline.example.org"
RECORDED = tuple(code for code, language in LANGUAGES.items() if language.voice is None)
"""The languages that the carrier has no voice for."""


class PromptsError(ValueError):
    """What can't be taken in; ``problems`` are all its mistakes, and nothing has changed."""

    def __init__(self, what: str, problems: list[str]) -> None:
        super().__init__("\n  ".join([f"{what}: nothing is changed", *problems]))
        self.problems = problems


def states_of(code: str, book: Book, directory: Directory) -> dict[str, State]:
    """How far each prompt of a language is, and its notices."""
    words = [notice.words[code] for notice in directory.notices if code in notice.words]
    notices = (Text.DRAFT if any(each.draft for each in words) else Text.CONFIRMED) if words else None
    needed = clips_needed(book, code, directory) if code in RECORDED else {}
    return states(code, load_sentences(code), load_manifest(code), needed, notices)


def problems(timetable: Timetable, now: datetime) -> Iterator[str]:
    """Everything that is wrong with the catalogues and the recordings, for a timetable and the week from ``now`` on."""
    for domain, codes in ((PROMPTS, tuple(LANGUAGES)), (CONSOLE, CONSOLE_LANGUAGES)):
        for code in codes:
            yield from (f"{code}: {domain}: {each}" for each in _catalogue_problems(code, domain))
    try:
        book = load_book()
    except CatalogueError:
        return  # said above
    for code in RECORDED:
        manifest = load_manifest(code)
        yield from (f"{code}: {problem}" for problem in recording_problems(manifest, book, timetable.directory))
        yield from (f"{code}: {name} is in no manifest" for name in stray_recordings(manifest))
    for writer in (TextWriter(book), TextWriter(book, EXAMPLE_PAGES)):
        for each in samples(writer, timetable, now):
            if each.segments.count > MOST_SEGMENTS:
                yield f"{each.language}: the text ({each.state}) has {each.segments.count} segments: {each.text!r}"


def recording_problems(manifest: Manifest, book: Book, directory: Directory) -> list[str]:
    """What a language's recordings say otherwise than its calls need, and, if it is spoken, what they miss."""
    found = differences(manifest, clips_needed(book, manifest.language, directory))
    return [*found, *(f"{clip_id}: the file of its recording is missing" for clip_id in missing_recordings(manifest))]


def to_read(language: str, directory: Directory) -> list[Clip]:
    """The clips of a language that no person has read yet."""
    return [clip for clip in _manifest(language, directory).clips if clip.kind is not Kind.RECORDED]


def take_catalogue(language: str, content: bytes) -> tuple[int, int]:
    """Keep a translator's PO file; returns how many sentences it has, and how many of them are confirmed.

    Raises:
        PromptsError: with all its mistakes.
        CatalogueError: it is no PO file of that language.
    """
    sentences, english = read_sentences(language, content), load_sentences("en").by_id
    if wrong := [*problems_in(sentences.by_id, english), *outdated(sentences, english)]:
        raise PromptsError(f"{len(wrong)} mistakes in the catalogue of {language}", wrong)
    save_catalogue(language, content)
    return len(sentences.by_id), len(sentences.by_id) - len(sentences.drafts)


def take_recordings(language: str, files: Mapping[str, bytes], kind: Kind, directory: Directory) -> list[Clip]:
    """Make telephone recordings of sound files, by the ids of their clips, and keep them; returns the clips.

    Raises:
        PromptsError: one is of no clip that is needed, or is no sound file that can be used.
    """
    from ivr.sound.recording import AudioError, Sound, for_telephone  # noqa: PLC0415 - numpy is slow to load

    needed = clips_needed(load_book(), language, directory)
    manifest = update(load_manifest(language), needed, drop=False)
    clips, sounds, wrong = {clip_id: Clip(clip_id, text) for clip_id, text in needed.items()}, dict[str, Sound](), []
    for clip_id, content in files.items():
        if clip_id not in clips:
            wrong.append(
                f"{clip_id} is no clip that {language} needs; `ivr prompts export {language} --script` lists them"
            )
            continue
        try:
            sounds[clip_id] = for_telephone(content)
        except AudioError as error:
            wrong.append(f"{clip_id}: {error}")
    if wrong:
        raise PromptsError(f"{len(wrong)} of {len(files)} recordings can't be used", wrong)
    read = {clip_id: replace(clips[clip_id], kind=kind, seconds=sound.seconds) for clip_id, sound in sounds.items()}
    for clip_id, sound in sounds.items():
        save_recording(language, clip_id, sound.audio)
    save_manifest(replace(manifest, clips=tuple(read.get(clip.id, clip) for clip in manifest.clips)))
    return list(read.values())


def refresh_manifests(directory: Directory) -> dict[str, int]:
    """Bring every manifest up to date; returns how many recordings of each language say other words by now."""
    dropped = {}
    for language in RECORDED:
        before, manifest = load_manifest(language), _manifest(language, directory)
        dropped[language] = sum(bool(clip.kind) for clip in before.clips) - sum(
            bool(clip.kind) for clip in manifest.clips
        )
        save_manifest(manifest)
    return dropped


def speak(language: str, spoken: bool, directory: Directory) -> None:
    """Let callers hear a language from its recordings, or in Easy Japanese and English again.

    Raises:
        PromptsError: it is not complete.
    """
    manifest = replace(load_manifest(language), spoken=spoken)
    if spoken and (wrong := recording_problems(manifest, load_book(), directory)):
        raise PromptsError(f"{language} can't be fully spoken yet ({len(wrong)} mistakes)", wrong[:10])
    save_manifest(manifest)


def _manifest(language: str, directory: Directory) -> Manifest:
    return update(load_manifest(language), clips_needed(load_book(), language, directory))


def _catalogue_problems(code: str, domain: str) -> Iterator[str]:
    try:
        sentences, english = load_sentences(code, domain), load_sentences("en", domain).by_id
        yield from problems_in(sentences.by_id, english)
        yield from outdated(sentences, english)
    except CatalogueError as error:
        yield str(error)
