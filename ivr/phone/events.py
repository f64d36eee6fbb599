"""The events of a call, as seen at the handset."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence in a voice of the carrier's, or a recording, in the language of a tag.

    ``audio`` is the address of the recording; empty: a voice.
    """

    tag: str
    text: str
    audio: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Keys that the caller pressed; empty: silence."""

    keys: str


@dataclass(frozen=True, slots=True)
class FarEnd:
    """How a dialled line answers: the carrier's word, how long the call lasts, does our caller stay on?"""

    status: str = "completed"
    seconds: int = 60
    caller_stays: bool = True


@dataclass(frozen=True, slots=True)
class Rang:
    """A line was dialled, and how it answered."""

    target: str
    far_end: FarEnd


@dataclass(frozen=True, slots=True)
class HungUp:
    """The call is over: the service ended it, or the caller did."""

    by: str


Event = Heard | Pressed | Rang | HungUp


@dataclass(frozen=True, slots=True)
class Wait:
    """The service takes keys: how many (None: as many as come before #), and how many seconds after it has spoken."""

    digits: int | None
    seconds: int


class Person(Protocol):
    """Who holds the handset, and who is at the far end."""

    def press(self, wait: Wait) -> str | None:
        """Keys for what was just heard; empty: silence; None: hang up."""
        ...

    def answer(self, target: str) -> FarEnd:
        """How the line that rings answers."""
        ...


def as_json(events: Sequence[Event]) -> list[dict[str, object]]:
    """Events as data."""
    data: list[dict[str, object]] = []
    for event in events:
        match event:
            case Heard(tag, text):
                data.append({"heard": text, "voice": tag})
            case Pressed(keys):
                data.append({"pressed": keys})
            case Rang(target, far_end):
                data.append({"rang": target, "ended": far_end.status, "seconds": far_end.seconds})
            case HungUp(by):
                data.append({"hung_up": by})
    return data
