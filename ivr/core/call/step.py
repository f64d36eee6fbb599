"""A step of a call: what arrives, and what it comes to.

Each function that returns a :data:`Step` handles one webhook: what the caller did in, actions out; or first a text that
is to be promised, and the answer to what becomes of it. :mod:`ivr.core.call.flow` takes any of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ivr.core.call.actions import Answer, Go, Place, Redirect, Trail
from ivr.core.caller import Caller
from ivr.core.text.promises import Promise, Texted
from sentences import Sentence, word

ROUNDS = 3
"""How often a caller is asked the same."""
SHORT_CALL = 15
"""Seconds; a line that hangs up sooner was answered by an announcement, not a person."""


class DialEnd(StrEnum):
    """How a dialled leg ended, in our words."""

    COMPLETED = word("completed")
    BUSY = word("busy")
    NO_ANSWER = word("no-answer")
    FAILED = word("failed")
    CANCELED = word("canceled")


@dataclass(frozen=True, slots=True)
class Dialed:
    """The end of a dialled leg; ``seconds`` it lasted, if the carrier says; is our caller still there?"""

    end: DialEnd
    seconds: int | None
    caller_present: bool

    @property
    def answered(self) -> bool:
        """Whether somebody has answered, as far as the carrier can tell."""
        return self.end is DialEnd.COMPLETED and (self.seconds is None or self.seconds >= SHORT_CALL)


@dataclass(frozen=True, slots=True)
class Call:
    """One step of a call as it arrives: who, where in the call, which key was pressed, when.

    Attributes:
        language: empty until one is chosen.
        remembered: the language of the caller's last call, when it rings.
        ended: how the dialled line answered, after it was dialled.
    """

    sid: str
    caller: Caller
    trail: Trail
    now: datetime
    place: Place = Place.RING
    language: str = ""
    key: str = ""
    remembered: str | None = None
    ended: Dialed | None = None


@dataclass(frozen=True, slots=True)
class AfterPromise:
    """A step that first promises a text; ``answer`` takes what became of the promise."""

    promise: Promise
    answer: Callable[[Texted], Answer]


Step = Answer | AfterPromise
"""The result of a step of a call."""


def after(promise: Promise | None, answer: Callable[[Texted], Answer]) -> Step:
    """Answer after a promise; without one, the answer is that no text is possible."""
    return answer(Texted.IMPOSSIBLE) if promise is None else AfterPromise(promise, answer)


def back_to_menu(call: Call) -> Answer:
    """To the language menu; which lines have been dialled is kept, since none is dialled twice in a call."""
    trail = Trail(step=call.trail.step + 1, tried=call.trail.tried, others=call.trail.others)
    return Answer((Redirect(Go(Place.MENU, "", trail)),), (Sentence("the caller asked for other languages"),))


def no_meaning(call: Call) -> Sentence:
    """The reason why a key leads nowhere."""
    return Sentence("key {key} has no meaning here", key=call.key[:20])
