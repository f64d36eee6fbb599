"""The events of a call, as seen at the handset."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence that the caller hears.

    Attributes:
        tag: the language tag.
        text: the words.
        audio: the address of the recording; empty if a voice of the carrier speaks.
    """

    tag: str
    text: str
    audio: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Keys that the caller pressed; empty is silence."""

    keys: str


@dataclass(frozen=True, slots=True)
class FarEnd:
    """How a dialled line answers: ``DialCallStatus``, the duration of the call, and whether the caller stays on."""

    status: str = "completed"
    seconds: int = 60
    caller_stays: bool = True


@dataclass(frozen=True, slots=True)
class Rang:
    """A line (``target``, a number or SIP address) was dialled, and how it answered."""

    target: str
    far_end: FarEnd


@dataclass(frozen=True, slots=True)
class HungUp:
    """The call ended; ``by`` is ``service`` or ``caller``."""

    by: str


Event = Heard | Pressed | Rang | HungUp


@dataclass(frozen=True, slots=True)
class Wait:
    """The service waits for keys: how many (None: any number until #), and for how many seconds after it has spoken."""

    digits: int | None
    seconds: int


class PickUp(StrEnum):
    """How a telephone takes a call of the service."""

    ANSWER = "answer"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    MACHINE = "machine"

    @property
    def status(self) -> str:
        """The ``CallStatus`` of the call from then on."""
        return "in-progress" if self in (PickUp.ANSWER, PickUp.MACHINE) else self.value


class Person(Protocol):
    """The person at the handset, and the far end of dialled lines."""

    def press(self, wait: Wait) -> str | None:
        """Return the keys to press; empty is silence, None hangs up."""
        ...

    def answer(self, target: str) -> FarEnd:
        """Return how a ringing line answers."""
        ...


class Machine:
    """An answering machine: it presses no key."""

    def press(self, wait: Wait) -> str | None:
        """Stay silent."""
        return ""

    def answer(self, target: str) -> FarEnd:
        """Let a line answer; a machine should never be put through to one."""
        return FarEnd()


def as_json(events: Sequence[Event]) -> list[dict[str, object]]:
    """Convert events to JSON objects."""
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
