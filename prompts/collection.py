"""All sentences and recordings: the defaults, and the edits and recordings made since."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from prompts.book import Book
from prompts.languages import LANGUAGES
from prompts.load import (
    Sentences,
    check_sentences,
    load_manifest,
    load_pause,
    load_recordings,
    load_sentences,
    problems_in,
    translation_of_another,
)
from prompts.recordings import Clip, Manifest, Recording, differences
from sentences import Sentence

RECORDED = tuple(code for code, language in LANGUAGES.items() if language.voice is None)
"""The languages that the carrier has no voice for."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A sentence in place of the default; ``source`` is the English that it says in its language."""

    language: str
    prompt: str
    sentence: str
    source: str
    draft: bool = True


@dataclass(frozen=True, slots=True)
class Take:
    """A recording that somebody has made of a clip."""

    clip: str
    recording: Recording


@dataclass(frozen=True)
class Collection:
    """The catalogues and recordings of all languages.

    Attributes:
        sentences: by language.
        manifests: by language that is recorded: which clip has been read in which words.
        recordings: by language and the words that they say, also where callers do not hear them yet.
        unused: edited sentences in whose place the shipped ones serve, by language and prompt: why.
    """

    sentences: Mapping[str, Sentences] = field(repr=False)
    manifests: Mapping[str, Manifest] = field(repr=False)
    recordings: Mapping[str, Mapping[str, Recording]] = field(repr=False)
    pause: Recording
    unused: Mapping[tuple[str, str], Sentence] = field(default_factory=dict)

    @cached_property
    def book(self) -> Book:
        """What callers hear and read."""
        heard = {
            code: {self.pause.text: self.pause, **self.recordings[code]}
            for code, manifest in self.manifests.items()
            if manifest.spoken
        }
        return Book({code: each.by_id for code, each in self.sentences.items()}, heard)

    @cached_property
    def by_name(self) -> Mapping[str, Recording]:
        """Every recording, by the name under which it is served."""
        found = {each.name: each for language in self.recordings.values() for each in language.values()}
        return {**found, self.pause.name: self.pause}

    @property
    def english(self) -> Mapping[str, str]:
        """The English that translations are made from: the one that ships."""
        return self.sentences["en"].sources

    def manifest(self, language: str, needed: Mapping[str, str]) -> Manifest:
        """What of the clips that are needed has been read, whichever clip it was read for."""
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
        """What recordings say otherwise than calls need, and, if the language is spoken, what they miss."""
        manifest, read = self.manifest(language, needed), self.recordings[language]
        yield from differences(manifest, needed)
        for clip in manifest.clips:
            if clip.kind and clip.text not in read:
                yield Sentence("{clip}: the file of its recording is missing", clip=clip.id)


def load_collection() -> Collection:
    """What ships, checked against the English catalogue.

    Raises:
        CatalogueError: a prompt is missing, unknown, or has other placeholders than its English text.
        ManifestError: a manifest can't be read.
    """
    sentences = {code: load_sentences(code) for code in LANGUAGES}
    for code, each in sentences.items():
        check_sentences(code, each.by_id, sentences["en"].by_id)
    manifests = {code: load_manifest(code) for code in RECORDED}
    recordings = {code: load_recordings(manifest) for code, manifest in manifests.items()}
    return Collection(sentences, manifests, recordings, load_pause())


def amended(
    shipped: Collection, edits: Iterable[Edit], takes: Iterable[Take], spoken: Mapping[str, bool]
) -> Collection:
    """The defaults with the edits and recordings made since; of two recordings of the same words, the later counts.

    An edited sentence that can't be used, or is of another English than today's, is left out: the one that ships
    serves in its place. What this version knows nothing of, a prompt or a language, is passed over.
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
        if recording.language in recordings:
            clips[recording.language][take.clip] = Clip(take.clip, recording.text, recording.kind, recording.seconds)
            recordings[recording.language][recording.text] = recording
    manifests = {
        code: Manifest(code, spoken.get(code, manifest.spoken), tuple(clips[code].values()))
        for code, manifest in shipped.manifests.items()
    }
    return Collection(sentences, manifests, recordings, shipped.pause, unused)


def problems_of(edit: Edit, english: Mapping[str, str]) -> Iterator[Sentence]:
    """What is wrong with an edited sentence, in view of the English that ships."""
    source = english[edit.prompt]
    if edit.source != source:
        yield translation_of_another(edit.prompt, edit.source, source)
    yield from problems_in({edit.prompt: edit.sentence}, {edit.prompt: source})


def _edited(sentences: Sentences, edits: Mapping[str, Edit]) -> Sentences:
    by_id = {**sentences.by_id, **{prompt: edit.sentence for prompt, edit in edits.items()}}
    drafts = (sentences.drafts - edits.keys()) | {prompt for prompt, edit in edits.items() if edit.draft}
    return Sentences(by_id, sentences.sources, drafts)
