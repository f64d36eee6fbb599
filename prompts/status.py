"""The state of each language: which sentences are confirmed, and how they are spoken."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from prompts.clips import is_spoken
from prompts.load import Sentences
from prompts.recordings import Clip, Kind, Manifest
from sentences import word


class Text(StrEnum):
    """Whether a native speaker has confirmed a sentence."""

    DATA = word("data")
    """Names of agencies, digits, times and days, which need no translation."""
    SOURCE = word("source")
    """English, the source of the translations."""
    DRAFT = word("draft")
    CONFIRMED = word("confirmed")


class Voice(StrEnum):
    """How a sentence is spoken."""

    CARRIER = word("carrier")
    RECORDED = word("recorded")
    SYNTHETIC = word("synthetic draft")
    MISSING = word("missing")
    WRITTEN = word("written")
    """The sentence is only written."""


NOTICE = "notice"
"""The group of the clips of notices."""


@dataclass(frozen=True, slots=True)
class State:
    """The state of one sentence of a language."""

    text: Text
    voice: Voice


def states(
    language: str,
    sentences: Sentences,
    manifest: Manifest,
    needed: Mapping[str, str],
    notices: Text | None,
    *,
    by_carrier: bool,
) -> dict[str, State]:
    """Return the state of each prompt of a language and of its notices; for recorded languages also of other clips.

    Keys are prompt ids and the first parts of clip ids. ``by_carrier``: whether a voice of the carrier speaks the
    language. The voice of a prompt with several clips is the worst of them.
    """
    source = Text.SOURCE if language == "en" else Text.CONFIRMED
    texts = {each: Text.DRAFT if each in sentences.drafts else source for each in sentences.by_id}
    texts |= {NOTICE: notices} if notices else {}
    if by_carrier:
        said = {each: Voice.CARRIER if is_spoken(each) else Voice.WRITTEN for each in texts}
        return {each: State(text, said[each]) for each, text in texts.items()}
    have = manifest.by_id()
    voices: dict[str, Voice] = {}
    for clip_id, text in needed.items():
        group = clip_id.split(".")[0]
        voices[group] = max(
            voices.get(group, Voice.RECORDED), _voice(have.get(clip_id), text), key=_FURTHEST_FIRST.index
        )
    texts |= {group: Text.DATA for group in voices if group not in texts}
    return {each: State(text, voices.get(each, Voice.WRITTEN)) for each, text in texts.items()}


_FURTHEST_FIRST = [Voice.RECORDED, Voice.SYNTHETIC, Voice.MISSING]


def _voice(clip: Clip | None, text: str) -> Voice:
    if clip is None or clip.kind is None or clip.text != text:
        return Voice.MISSING
    return Voice.RECORDED if clip.kind is Kind.RECORDED else Voice.SYNTHETIC
