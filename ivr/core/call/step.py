"""A step of a call: its request and its result.

Each function that returns a :data:`Step` handles one webhook. It takes what the caller did and returns an
:class:`~ivr.core.call.actions.Answer`, or an :class:`AfterPromise` if something must be stored before the answer.
:mod:`ivr.core.call.flow` dispatches to these functions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ivr.core.call.actions import Answer, Go, Place, Redirect, Trail, onward
from ivr.core.callbacks.promises import CallBack, NoCallBack
from ivr.core.caller import Caller
from ivr.core.dialling import AS_SHIPPED, Dialling, comes_from_a_line, refusal
from ivr.core.routing import Decision, decide
from ivr.core.text.promises import Promise, Texted
from schedules import Line, Timetable
from sentences import Sentence, word

ROUNDS = 3
"""How often a caller is asked the same question."""
SHORT_CALL = 15
"""Seconds. A line that hangs up sooner is taken to have been answered by an announcement, not by a person."""


class DialEnd(StrEnum):
    """How a dialled leg ended, in words that do not depend on the carrier."""

    COMPLETED = word("completed")
    BUSY = word("busy")
    NO_ANSWER = word("no-answer")
    FAILED = word("failed")
    CANCELED = word("canceled")


@dataclass(frozen=True, slots=True)
class Dialed:
    """The end of a dialled leg.

    Attributes:
        end: how it ended.
        seconds: how long it lasted; None: the carrier does not say.
        caller_present: whether the caller is still on the line.
    """

    end: DialEnd
    seconds: int | None
    caller_present: bool

    @property
    def answered(self) -> bool:
        """Whether somebody has answered, as far as the carrier can tell."""
        return self.end is DialEnd.COMPLETED and (self.seconds is None or self.seconds >= SHORT_CALL)


@dataclass(frozen=True, slots=True)
class Call:
    """The request of one step of a call.

    Attributes:
        sid: the carrier's id of the call.
        place: the step.
        language: empty until one is chosen.
        key: the keys that were pressed; empty: none.
        remembered: the language of the caller's last call; only when the call comes in.
        ended: how the dialled leg ended; only after a line was dialled.
        dialling: which numbers may be dialled.
        refused: why no line is dialled in this call any more; None: lines may be.
        calls_back: whether the service calls people back.
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
    dialling: Dialling = AS_SHIPPED
    refused: Sentence | None = None
    calls_back: bool = False


Promised = Promise | CallBack | NoCallBack
"""What is stored before the answer: a text, a call-back, or that nobody is called back."""


@dataclass(frozen=True, slots=True)
class AfterPromise:
    """A step that first promises something; ``answer`` returns the answer for the result of the promise."""

    promise: Promised
    answer: Callable[[Texted], Answer]


Step = Answer | AfterPromise
"""The result of a step of a call."""


def after(promise: Promised | None, answer: Callable[[Texted], Answer]) -> Step:
    """Return a step that answers after a promise; without a promise, the answer for :attr:`Texted.IMPOSSIBLE`."""
    return answer(Texted.IMPOSSIBLE) if promise is None else AfterPromise(promise, answer)


def decided(call: Call, timetable: Timetable, language: str = "") -> Decision:
    """Return the decision for a call in ``language``, by default the call's own."""
    looping = comes_from_a_line(call.caller.number, timetable, call.dialling)

    def refused(line: Line) -> Sentence | None:
        if call.trail.held or call.refused:
            return call.refused or Sentence("a dial was refused before in this call")
        if looping:
            return Sentence("the call comes from this service or from one of the lines")
        return refusal(line, call.dialling)

    return decide(timetable, language or call.language, call.now, call.trail.tried, refused)


def to_rest(call: Call, language: str = "", **changes: object) -> Go:
    """Return the way to the rest menu, when no line is dialled. ``changes`` are those of the trail."""
    trail = onward(call.trail, held=call.trail.held or call.refused is not None, **changes)
    return Go(Place.REST, language or call.language, trail)


def restarted(trail: Trail) -> Trail:
    """Return the trail of a caller who is in the language menu again.

    The list of dialled lines is kept, since none is dialled twice in a call, and the count of texts to other numbers.
    """
    return Trail(step=trail.step + 1, tried=trail.tried, others=trail.others, back=trail.back)


def back_to_menu(call: Call) -> Answer:
    """Go back to the language menu."""
    menu = Redirect(Go(Place.MENU, "", restarted(call.trail)))
    return Answer((menu,), (Sentence("the caller asked for other languages"),))


def no_meaning(call: Call) -> Sentence:
    """Return the reason for a key that has no meaning in this step. Several keys may be a telephone number."""
    if len(call.key) > 1:
        return Sentence("several keys have no meaning here")
    return Sentence("key {key} has no meaning here", key=call.key)
