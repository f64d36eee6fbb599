"""The state of each language: sentences drafted or confirmed; voice of the carrier, recorded, or missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from prompts.clips import is_spoken
from prompts.languages import LANGUAGES
from prompts.load import Sentences
from prompts.recordings import Clip, Kind, Manifest
from sentences import word


class Text(StrEnum):
    """Whether a native speaker has confirmed a sentence."""

    DATA = word("data")
    """No sentence: names of agencies, digits, times, days."""
    SOURCE = word("source")
    """English, which the others are translated from."""
    DRAFT = word("draft")
    CONFIRMED = word("confirmed")


class Voice(StrEnum):
    """Who says a sentence."""

    CARRIER = word("carrier")
    RECORDED = word("recorded")
    SYNTHETIC = word("synthetic draft")
    MISSING = word("missing")
    WRITTEN = word("written")
    """Nobody: it is read."""


NOTICE = "notice"
"""The group of the notices' clips."""


@dataclass(frozen=True, slots=True)
class State:
    """How far one sentence of a language is."""

    text: Text
    voice: Voice


def states(
    language: str, sentences: Sentences, manifest: Manifest, needed: Mapping[str, str], notices: Text | None
) -> dict[str, State]:
    """How far each prompt of a language is, and its notices; of recordings, also its other clips by kind.

    A prompt that is read from several clips is as far as the least of them.
    """
    source = Text.SOURCE if language == "en" else Text.CONFIRMED
    texts = {each: Text.DRAFT if each in sentences.drafts else source for each in sentences.by_id}
    texts |= {NOTICE: notices} if notices else {}
    if LANGUAGES[language].voice:
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
