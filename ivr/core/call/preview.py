"""Previews: a whole call, simulated with the functions that serve calls.

Nothing is dialled, promised or recorded.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, repeat
from typing import assert_never

from ivr.core.call.actions import Answer, Dial, Gather, Hangup, Place, Redirect, Speak, Trail
from ivr.core.call.flow import take
from ivr.core.call.step import Call, Dialed, DialEnd
from ivr.core.caller import Caller
from ivr.core.dialling import AS_SHIPPED, Dialling
from ivr.core.text.promises import Promise, Texted
from ivr.core.text.writer import TextWriter
from prompts import Piece
from schedules import Line, Timetable

_MOST_STEPS = 20
_SID = "preview"
_NOBODY = Dialed(DialEnd.NO_ANSWER, None, caller_present=True)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the caller hears, in order."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """A line that is dialled. ``target`` is the number or SIP address."""

    line: Line | None
    target: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A text that is promised."""

    body: str


Event = Heard | Rung | Sent


def walk(
    caller: Caller,
    language: str,
    now: datetime,
    timetable: Timetable,
    writer: TextWriter,
    dialling: Dialling = AS_SHIPPED,
    *,
    calls_back: bool = False,
) -> list[Event]:
    """Return the events of a call from the choice of a language to its end. The caller presses no further key.

    No dialled line answers, so that the preview shows all that may follow. ``calls_back``: whether callers are offered
    a call-back.
    """
    call = Call(_SID, caller, Trail(), now, Place.CONNECT, language, dialling=dialling, calls_back=calls_back)
    return walk_on(call, timetable, writer)


def walk_on(call: Call, timetable: Timetable, writer: TextWriter, ends: Iterable[Dialed] = ()) -> list[Event]:
    """Return the events of a call from a step to its end, for a caller who presses no further key.

    ``ends`` is how the lines that are dialled end, in order; lines beyond it do not answer.
    """
    events: list[Event] = []
    following, ended = call, chain(ends, repeat(_NOBODY))
    for _ in range(_MOST_STEPS):
        after = _follow(following, _taken(following, timetable, writer, events), timetable, events)
        if after is None:
            break
        following = replace(after, ended=next(ended)) if after.place is Place.DIALED else after
    return events


def _taken(call: Call, timetable: Timetable, writer: TextWriter, events: list[Event]) -> Answer:
    """Return the answer of a step. If it promises a text, add the text to ``events``. Take any promise as kept."""
    step = take(call, timetable, writer)
    if isinstance(step, Answer):
        return step
    if isinstance(step.promise, Promise) and step.promise.body is not None:
        events.append(Sent(step.promise.body))
    return step.answer(Texted.COMING)


def _follow(call: Call, answer: Answer, timetable: Timetable, events: list[Event]) -> Call | None:
    """Add the events of an answer for a caller who presses no key. Return the next step, or None at the end."""
    for action in answer.actions:
        match action:
            case Dial(target, then):
                events.append(Rung(timetable.directory.line(then.trail.tried[-1]), target))
                return replace(call, place=then.place, language=then.language, key="", trail=then.trail)
            case Redirect(to):
                return replace(call, place=to.place, language=to.language, key="", trail=to.trail, ended=None)
            case Hangup():
                return None
            case Speak(said) | Gather(said):
                if said:
                    events.append(Heard(said))
            case _:
                assert_never(action)
    return None
