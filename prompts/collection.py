"""All sentences and recordings: the built-in ones, and those edited and recorded in the console."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from prompts.book import Book
from prompts.elsewhere import to_record
from prompts.languages import LANGUAGES
from prompts.load import (
    Sentences,
    check_sentences,
    load_sentences,
    problems_in,
    translation_of_another,
)
from prompts.recordings import Clip, Kind, Manifest, Recording, differences
from prompts.sound_files import load_manifest, load_pause, load_recordings
from prompts.voices import VOICES, Voice
from sentences import Sentence

RECORDED = tuple(code for code in LANGUAGES if code not in VOICES["twilio"])
"""The languages that have recordings, because Twilio has no voice for them. Another carrier may have one."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A sentence that replaces the built-in one; ``source`` is the English sentence that it translates."""

    language: str
    prompt: str
    sentence: str
    source: str
    draft: bool = True


@dataclass(frozen=True, slots=True)
class Take:
    """A recording of a clip that was made in the console."""

    clip: str
    recording: Recording


@dataclass(frozen=True)
class Collection:
    """The catalogues and recordings of all languages.

    Attributes:
        sentences: catalogues by language.
        manifests: the manifest of each recorded language.
        recordings: recordings by language and words, including languages that are not spoken from recordings yet.
        pause: the silence between groups of digits.
        unused: why an edited sentence is not used in place of the built-in one, by language and prompt.
        voices: the carrier's voices by language; Twilio's by default.
    """

    sentences: Mapping[str, Sentences] = field(repr=False)
    manifests: Mapping[str, Manifest] = field(repr=False)
    recordings: Mapping[str, Mapping[str, Recording]] = field(repr=False)
    pause: Recording
    unused: Mapping[tuple[str, str], Sentence] = field(default_factory=dict)
    voices: Mapping[str, Voice] = field(default_factory=lambda: VOICES["twilio"], repr=False)

    @cached_property
    def book(self) -> Book:
        """The book that calls and texts use."""
        heard = {
            code: {self.pause.text: self.pause, **self.recordings[code]}
            for code, manifest in self.manifests.items()
            if manifest.spoken
        }
        return Book({code: each.by_id for code, each in self.sentences.items()}, heard, self.voices)

    @cached_property
    def by_name(self) -> Mapping[str, Recording]:
        """All recordings by the name under which they are served."""
        found = {each.name: each for language in self.recordings.values() for each in language.values()}
        return {**found, self.pause.name: self.pause}

    @property
    def english(self) -> Mapping[str, str]:
        """The built-in English sentences, from which translations are made."""
        return self.sentences["en"].sources

    def manifest(self, language: str, needed: Mapping[str, str]) -> Manifest:
        """Return a manifest of the needed clips. Recordings are matched by their words, regardless of the clip id."""
        kept, read = self.manifests[language], self.recordings[language]
        have = {clip.id: clip for clip in kept.clips if clip.kind}
        clips = [
            Clip(clip_id, text, read[text].kind, read[text].seconds)
            if text in read
            else have.get(clip_id, Clip(clip_id, text))
            for clip_id, text in needed.items()
        ]
        others = [clip for clip_id, clip in have.items() if clip_id not in needed]
        return Manifest(language, kept.spoken, (*clips, *others))

    def recording_problems(self, language: str, needed: Mapping[str, str]) -> Iterator[Sentence]:
        """Yield missing files, recordings with outdated words, and other differences from the needed clips."""
        manifest, read = self.manifest(language, needed), self.recordings[language]
        yield from differences(manifest, needed)
        for clip in manifest.clips:
            if clip.kind and clip.text not in read:
                yield Sentence("{clip}: the file of its recording is missing", clip=clip.id)


def load_collection() -> Collection:
    """Load the built-in sentences and recordings, checked against the English catalogue.

    Raises:
        CatalogueError: a prompt is missing, unknown, or has other placeholders than its English text.
        ManifestError: a manifest can't be parsed.
    """
    sentences = {code: load_sentences(code) for code in LANGUAGES}
    for code, each in sentences.items():
        check_sentences(code, each.by_id, sentences["en"].by_id)
    manifests = {code: to_record(load_manifest(code), sentences[code].by_id) for code in RECORDED}
    recordings = {code: load_recordings(manifest) for code, manifest in manifests.items()}
    return Collection(sentences, manifests, recordings, load_pause())


def amended(
    shipped: Collection, edits: Iterable[Edit], takes: Iterable[Take], spoken: Mapping[str, bool]
) -> Collection:
    """Apply edits and recordings to the built-in collection. Of recordings with the same words the later one is used,
    but a synthetic one does not replace a person's.

    An edited sentence that is invalid, or that translates an outdated English sentence, is not used; the built-in one
    is. Edits of unknown prompts and languages are ignored.
    """
    unused: dict[tuple[str, str], Sentence] = {}
    used: dict[str, dict[str, Edit]] = defaultdict(dict)
    for edit in edits:
        if edit.language in LANGUAGES and edit.prompt in shipped.english:
            if wrong := next(problems_of(edit, shipped.english), None):
                unused[edit.language, edit.prompt] = wrong
            else:
                used[edit.language][edit.prompt] = edit
    sentences = {code: _edited(each, used[code]) for code, each in shipped.sentences.items()}
    clips = {code: dict(manifest.by_id()) for code, manifest in shipped.manifests.items()}
    recordings = {code: dict(each) for code, each in shipped.recordings.items()}
    for take in takes:
        recording = take.recording
        if recording.language not in recordings:
            continue
        before = recordings[recording.language].get(recording.text)
        if recording.kind is Kind.SYNTHETIC and before and before.kind is Kind.RECORDED:
            continue
        clips[recording.language][take.clip] = Clip(take.clip, recording.text, recording.kind, recording.seconds)
        recordings[recording.language][recording.text] = recording
    manifests = {
        code: Manifest(code, spoken.get(code, manifest.spoken), tuple(clips[code].values()))
        for code, manifest in shipped.manifests.items()
    }
    return Collection(sentences, manifests, recordings, shipped.pause, unused, shipped.voices)


def problems_of(edit: Edit, english: Mapping[str, str]) -> Iterator[Sentence]:
    """Yield the problems of an edited sentence compared to the built-in English one."""
    source = english[edit.prompt]
    if edit.source != source:
        yield translation_of_another(edit.prompt, edit.source, source)
    yield from problems_in({edit.prompt: edit.sentence}, {edit.prompt: source})


def _edited(sentences: Sentences, edits: Mapping[str, Edit]) -> Sentences:
    by_id = {**sentences.by_id, **{prompt: edit.sentence for prompt, edit in edits.items()}}
    drafts = (sentences.drafts - edits.keys()) | {prompt for prompt, edit in edits.items() if edit.draft}
    return Sentences(by_id, sentences.sources, drafts)
