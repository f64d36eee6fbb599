"""What a caller heard: a recorded call, answered again step by step with the functions that serve calls.

What was said is not recorded, only why. It is said again from the hours of that day, as long as the reasons come out as
they were recorded; the words are today's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from ivr.core.call.actions import Action, Dial, Gather, Go, Hangup, Place, Redirect, Speak
from ivr.core.call.flow import take
from ivr.core.call.outcome import Leg, RecordedStep
from ivr.core.call.step import SHORT_CALL, AfterPromise, Call, Dialed, DialEnd
from ivr.core.caller import Caller, Phone, identify
from ivr.core.dialling import Dialling
from ivr.core.text.promises import Texted
from ivr.core.text.writer import TextWriter
from prompts import Piece
from schedules import Timetable
from sentences import Sentence

_SID = "replay"
_KEYED = "09012345678"
"""Stands for a number that a caller keyed in, which is not recorded. Answers that have it are not shown."""
_CALLERS: Mapping[str, Caller] = {
    Phone.MOBILE: identify("+819012345678"),
    Phone.FIXED: identify("+81312345678"),
    Phone.FOREIGN: identify("+14155552671"),
}
"""A telephone of each kind, in place of the caller's, whose number is not recorded."""
_WITHHELD = identify("anonymous")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayStep(RecordedStep):
    """A recorded step with what is needed to answer it again."""

    at: datetime
    key: str = ""
    because: tuple[Sentence | str, ...] = ()


def heard(
    steps: Iterable[ReplayStep],
    phone: str,
    timetable_at: Callable[[datetime], Timetable],
    writer: TextWriter,
    dialling: Dialling,
) -> dict[int, tuple[Piece, ...]]:
    """Return what the caller heard after each step, by its number, up to the first step that comes out otherwise.

    ``phone`` is the kind of the caller's telephone.
    """
    said: dict[int, tuple[Piece, ...]] = {}
    actions: tuple[Action, ...] = (Redirect(Go(Place.RING)),)
    for step in sorted(steps, key=lambda each: each.step):
        way = _way(actions, step)
        if way is None:
            break
        last, go = way
        if step.step - 1 in said:  # a key, or a line that rang, kept the caller from hearing what follows it
            said[step.step - 1] = _pieces(actions[: last + 1])
        call = _call(step, go, _CALLERS.get(phone, _WITHHELD), dialling)
        taken = take(call, timetable_at(step.at), writer)
        answer = taken.answer(Texted(step.texted)) if isinstance(taken, AfterPromise) else taken
        if step.because[: len(answer.because)] != answer.because:
            break
        actions = answer.actions
        if not answer.reads_back:
            said[step.step] = _pieces(actions)
    return said


def _way(actions: Sequence[Action], step: ReplayStep) -> tuple[int, Go] | None:
    """Return the action by which an answer led to the next step, and its way there; None: it did not lead there."""
    for number, action in enumerate(actions):
        go = _leads_to(action, step)
        if go and (go.place, go.trail.step) == (step.place, step.step):
            return number, go
    return None


def _leads_to(action: Action, step: ReplayStep) -> Go | None:
    match action:
        case Gather():
            return action.then if step.key else None
        case Dial():
            return action.then if step.leg else None
        case Redirect():
            return None if step.key or step.leg else action.to
        case Speak() | Hangup():
            return None
        case _:
            assert_never(action)


def _call(step: ReplayStep, go: Go, caller: Caller, dialling: Dialling) -> Call:
    key = _KEYED if len(step.key) > 1 else step.key
    remembered = step.language or None if go.place is Place.RING else None
    ended = _ended(step) if step.leg else None
    return Call(_SID, caller, go.trail, step.at, go.place, go.language, key, remembered, ended, dialling)


def _ended(step: ReplayStep) -> Dialed:
    """Return how the leg ended; the recorded reason has the word for it, the count of the leg only its kind."""
    words = (dict(each.values).get("end") for each in step.because if isinstance(each, Sentence))
    end = next((DialEnd(each.template) for each in words if isinstance(each, Sentence)), DialEnd.COMPLETED)
    seconds = None if step.leg == Leg.ANSWERED else min(step.seconds or 0, SHORT_CALL - 1)
    return Dialed(end, seconds, caller_present=step.leg != Leg.HUNG_UP)


def _pieces(actions: Iterable[Action]) -> tuple[Piece, ...]:
    return tuple(piece for action in actions if isinstance(action, Speak | Gather) for piece in action.said)
