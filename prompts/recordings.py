"""Recordings of clips by a person, or by a synthesizer as a draft, and manifests of clips.

A recording is looked up by its words, so that it is not played after its sentence has changed. The manifest of a
language lists every clip that calls need: its id, its words and, once it is recorded, the kind of voice and the
duration.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from yaml import YAMLError

from bounds.yaml_text import load_yaml
from sentences import Sentence, SentenceError


class Kind(StrEnum):
    """The kind of voice of a recording."""

    RECORDED = "recorded"
    """The voice of a person."""
    SYNTHETIC = "synthetic"
    """The voice of a synthesizer: a draft, until a person records the clip."""


class ManifestError(SentenceError, ValueError):
    """A manifest that can't be used. The message has the language and the reason."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip of a manifest; ``kind`` is None and ``seconds`` 0 if it is not recorded."""

    id: str
    text: str
    kind: Kind | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Manifest:
    """The clips of a language; ``spoken`` is whether calls use those that are recorded."""

    language: str
    spoken: bool = True
    clips: tuple[Clip, ...] = ()

    def by_id(self) -> Mapping[str, Clip]:
        """Return the clips by id."""
        return {clip.id: clip for clip in self.clips}


@dataclass(frozen=True)
class Recording:
    """A recording of ``text``; ``audio`` is an MP3."""

    language: str
    text: str
    audio: bytes = field(repr=False)
    seconds: float = 0.0
    kind: Kind = Kind.RECORDED

    @cached_property
    def name(self) -> str:
        """The name under which it is served: the first 24 hexadecimal digits of the SHA-256 of ``audio``."""
        return hashlib.sha256(self.audio).hexdigest()[:24]


def differences(manifest: Manifest, needed: Mapping[str, str]) -> Iterator[Sentence]:
    """Yield the differences between a manifest and the needed clips; none if it is up to date."""
    have = manifest.by_id()
    for clip_id, text in needed.items():
        if found := _difference(clip_id, text, have.get(clip_id)):
            yield found
    # A recorded clip that is not needed now is no difference: it may be of a past or a future notice.
    for clip in manifest.clips:
        if clip.kind is None and clip.id not in needed:
            yield Sentence("{clip} is in the manifest but no longer needed", clip=clip.id)


def read_manifest(language: str, content: bytes) -> Manifest:
    """Parse the content of a manifest file, YAML in UTF-8.

    Raises:
        ManifestError: the content is not a manifest, or has an invalid or duplicate clip id.
    """
    try:
        document: Any = load_yaml(content.decode())
        clips = tuple(
            Clip(str(entry["id"]), str(entry["text"]), _kind(entry.get("kind")), float(entry.get("seconds", 0)))
            for entry in document["clips"] or ()
        )
        manifest = Manifest(language, document["spoken"] is True, clips)
    except (YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
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


def _difference(clip_id: str, text: str, clip: Clip | None) -> Sentence | None:
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
    return None


_CLIP_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""The id is also a file name, so it must not contain a path separator."""


def _kind(word: object) -> Kind | None:
    return None if word is None else Kind(str(word))
