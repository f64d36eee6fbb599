"""Recordings: what a person, or for a draft a synthesizer, has read aloud, and what remains to be read.

A recording is looked up by the words that it says, so that one whose sentence has
changed since is never played. The manifest of a language lists every clip that its calls need, by id, with
the words to read; those that have been read say how, and by whose voice.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import yaml

from sentences import Sentence, SentenceError

SAFE_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where it was built in: ten times as fast."""


class Kind(StrEnum):
    """Whose voice a recording has."""

    RECORDED = "recorded"
    """A person's."""
    SYNTHETIC = "synthetic"
    """A synthesizer's: a draft, until a person has read it."""


class ManifestError(SentenceError, ValueError):
    """A manifest that can't be used; the message says what is wrong where."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip of a manifest: the words to read and, once they have been read, by which kind of voice, and how long."""

    id: str
    text: str
    kind: Kind | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Manifest:
    """The clips of a language, and whether its callers hear them: only a complete set is ``spoken``."""

    language: str
    spoken: bool = False
    clips: tuple[Clip, ...] = ()

    def by_id(self) -> Mapping[str, Clip]:
        """The clips by their ids."""
        return {clip.id: clip for clip in self.clips}


@dataclass(frozen=True)
class Recording:
    """A clip's sound, an MP3, under the ``name`` by which it is served: the hash of its content."""

    language: str
    text: str
    audio: bytes = field(repr=False)
    seconds: float = 0.0
    kind: Kind = Kind.RECORDED

    @cached_property
    def name(self) -> str:
        """The first 24 hexadecimal digits of the content's SHA-256."""
        return hashlib.sha256(self.audio).hexdigest()[:24]


def differences(manifest: Manifest, needed: Mapping[str, str]) -> Iterator[Sentence]:
    """What a manifest says otherwise than what is needed; nothing: it is up to date."""
    have = manifest.by_id()
    for clip_id, text in needed.items():
        if found := _difference(clip_id, text, have.get(clip_id), manifest.spoken):
            yield found
    # A recording that nothing needs now may be of a notice that comes back, or is still to come.
    for clip in manifest.clips:
        if clip.kind is None and clip.id not in needed:
            yield Sentence("{clip} is in the manifest but no longer needed", clip=clip.id)


def read_manifest(language: str, content: bytes) -> Manifest:
    """A manifest from the content of its file, YAML in UTF-8.

    Raises:
        ManifestError: it is not one.
    """
    try:
        document: Any = yaml.load(content.decode(), Loader=SAFE_LOADER)  # noqa: S506 - safe, whichever of the two it is
        clips = tuple(
            Clip(str(entry["id"]), str(entry["text"]), _kind(entry.get("kind")), float(entry.get("seconds", 0)))
            for entry in document["clips"] or ()
        )
        manifest = Manifest(language, document["spoken"] is True, clips)
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        cause = " ".join(str(error).split())
        said = Sentence("{language}: the manifest can't be read: {cause}", language=language, cause=cause)
        raise ManifestError(said) from None
    for clip in clips:
        if not _CLIP_ID.fullmatch(clip.id):
            raise ManifestError(
                Sentence("{language}: {text} is not the id of a clip", language=language, text=repr(clip.id))
            )
    if len(manifest.by_id()) < len(clips):
        raise ManifestError(Sentence("{language}: a clip is in the manifest twice", language=language))
    return manifest


def _difference(clip_id: str, text: str, clip: Clip | None, spoken: bool) -> Sentence | None:
    if clip is None:
        return Sentence("{clip} is not in the manifest; its text: {text}", clip=clip_id, text=text)
    if clip.text != text and clip.kind:
        return Sentence(
            "{clip}: the recording says {was}, the text is now {text}; record it again",
            clip=clip_id,
            was=repr(clip.text),
            text=repr(text),
        )
    if clip.text != text:
        return Sentence("{clip}: the manifest has another text than {text}", clip=clip_id, text=repr(text))
    if clip.kind is None and spoken:
        return Sentence("{clip} has no recording, though the language is spoken from recordings", clip=clip_id)
    return None


_CLIP_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""Also the name of a file, so nothing that leads elsewhere."""


def _kind(word: object) -> Kind | None:
    return None if word is None else Kind(str(word))
