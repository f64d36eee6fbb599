"""What a caller heard: a recorded call, answered again step by step with the functions that serve calls.

What was said is not recorded, only why. It is said again from the hours of that day, as long as the reasons come out as
they were recorded; the words are today's.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from ivr.core.call.actions import Action, Dial, Gather, Go, Hangup, Place, Redirect, Speak, Trail
from ivr.core.call.flow import take
from ivr.core.call.outcome import Leg, RecordedStep
from ivr.core.call.step import SHORT_CALL, AfterPromise, Call, Dialed, DialEnd, Promised
from ivr.core.caller import EARLIER, Caller, Phone, identify
from ivr.core.dialling import Dialling
from ivr.core.text.promises import Promise, Texted
from ivr.core.text.writer import TextWriter
from profiles.numbers import a_landline, a_mobile
from prompts import Piece
from schedules import Timetable
from sentences import Sentence

_SID = "replay"
_ABROAD = "+14155552671", "+819012345678"
"""Foreign numbers; one of them is not of the country at home."""


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
    *,
    calls_back: bool = False,
) -> dict[int, tuple[Piece, ...]]:
    """Return what the caller heard after each step, by its number, up to the first step that comes out otherwise.

    ``phone`` is the kind of the caller's telephone. ``calls_back``: whether callers are offered a call-back.
    """
    said: dict[int, tuple[Piece, ...]] = {}
    taken_steps = sorted(steps, key=lambda each: each.step)
    actions: tuple[Action, ...] = (Redirect(_first(taken_steps)),)
    for step in taken_steps:
        way = _way(actions, step)
        if way is None:
            break
        last, go = way
        if step.step - 1 in said:  # a key, or a line that rang, kept the caller from hearing what follows it
            said[step.step - 1] = _pieces(actions[: last + 1])
        call = replace(_call(step, go, _caller(phone), dialling), calls_back=calls_back)
        taken = take(call, timetable_at(step.at), writer)
        answer = taken.answer(_kept(taken.promise, step)) if isinstance(taken, AfterPromise) else taken
        if step.because[: len(answer.because)] != answer.because:
            break
        actions = answer.actions
        if not answer.reads_back:
            said[step.step] = _pieces(actions)
    return said


def _first(steps: Sequence[ReplayStep]) -> Go:
    """Return how a call began: it came in, or the service made it."""
    if steps and steps[0].place == Place.ANSWERED:
        return Go(Place.ANSWERED, steps[0].language, Trail(back=1))
    return Go(Place.RING)


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
    key = a_mobile() if len(step.key) > 1 else step.key  # a number that was keyed in, which is not recorded or shown
    remembered = step.language or None if go.place is Place.RING else None
    ended = _ended(step) if step.leg else None
    return Call(_SID, caller, go.trail, step.at, go.place, go.language, key, remembered, ended, dialling)


def _kept(promise: Promised, step: ReplayStep) -> Texted:
    """Return the result of a promise; that of a call-back is recorded as a reason only."""
    if isinstance(promise, Promise):
        return Texted(step.texted)
    words = (dict(each.values).get("state") for each in step.because if isinstance(each, Sentence))
    return next((Texted(each.template) for each in words if isinstance(each, Sentence)), Texted.IMPOSSIBLE)


def _ended(step: ReplayStep) -> Dialed:
    """Return how the leg ended; the recorded reason has the word for it, the count of the leg only its kind."""
    words = (dict(each.values).get("end") for each in step.because if isinstance(each, Sentence))
    end = next((DialEnd(each.template) for each in words if isinstance(each, Sentence)), DialEnd.COMPLETED)
    seconds = None if step.leg == Leg.ANSWERED else min(step.seconds or 0, SHORT_CALL - 1)
    return Dialed(end, seconds, caller_present=step.leg != Leg.HUNG_UP)


def _pieces(actions: Iterable[Action]) -> tuple[Piece, ...]:
    return tuple(piece for action in actions if isinstance(action, Speak | Gather) for piece in action.said)


def _caller(phone: str) -> Caller:
    """Return a caller with a telephone of a kind, in place of the one whose number is not recorded."""
    match EARLIER.get(phone, phone):
        case Phone.MOBILE:
            return identify(a_mobile())
        case Phone.FIXED:
            return identify(a_landline())
        case Phone.FOREIGN:
            return next(each for each in map(identify, _ABROAD) if each.phone is Phone.FOREIGN)
    return identify("anonymous")
