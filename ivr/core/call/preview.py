"""What would happen: a whole call, simulated with the functions that serve calls, and the week ahead.

Pure: nothing is dialled, promised or recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from ivr.core.call.actions import Answer, Dial, Gather, Hangup, Place, Redirect, Speak, Trail
from ivr.core.call.flow import take
from ivr.core.call.step import Call, Dialed, DialEnd
from ivr.core.caller import Caller
from ivr.core.routing import Decision, decide
from ivr.core.text.promises import Texted
from ivr.core.text.writer import TextWriter
from prompts import Piece
from schedules import Closed, Line, Timetable, home_time

_MOST_STEPS = 20
_SID = "preview"
_NOBODY = Dialed(DialEnd.NO_ANSWER, None, caller_present=True)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the caller hears, in order."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """A line that is dialled; nobody answers there, so that what follows is seen."""

    line: Line | None
    target: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A text that is promised."""

    body: str


Event = Heard | Rung | Sent


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time of one day, in Japan, during which the decision is the same."""

    begin: datetime
    end: datetime
    line: Line | None


def walk(caller: Caller, language: str, now: datetime, timetable: Timetable, writer: TextWriter) -> list[Event]:
    """A call that has chosen its language and presses no further key, up to its end.

    Whatever is dialled does not answer: a person who answers is the end that needs no preview.
    """
    events: list[Event] = []
    call: Call | None = Call(_SID, caller, Trail(), now, Place.CONNECT, language)
    for _ in range(_MOST_STEPS):
        if call is None:
            break
        answer = _taken(call, timetable, writer, events)
        call = _follow(call, answer, timetable, events)
    return events


def week(timetable: Timetable, language: str, monday: datetime) -> list[list[Stretch]]:
    """The seven days that begin with ``monday`` (midnight in Japan), each in stretches of one decision."""
    days = [monday + timedelta(days=ahead) for ahead in range(7)]
    return [list(_stretches(timetable, language, day, day + timedelta(days=1))) for day in days]


def _stretches(timetable: Timetable, language: str, begin: datetime, end: datetime) -> Iterator[Stretch]:
    start, found = begin, decide(timetable, language, begin)
    while True:
        change = min(_next_change(found), end)
        after = decide(timetable, language, change) if change < end else None
        if after is None or after.line != found.line:
            yield Stretch(start, home_time(change), found.line)
            start = home_time(change)
        if after is None:
            return
        found = after


def _next_change(decision: Decision) -> datetime:
    """When something next changes for one of the lines looked at, or the schedule itself."""
    moments = [
        each.status.opens if isinstance(each.status, Closed) else each.status.until for each in decision.considered
    ]
    return min(filter(None, moments), default=decision.at + timedelta(days=1))


def _taken(call: Call, timetable: Timetable, writer: TextWriter, events: list[Event]) -> Answer:
    """The answer of a step, whose promise is kept."""
    step = take(call, timetable, writer)
    if isinstance(step, Answer):
        return step
    if step.promise.body is not None:
        events.append(Sent(step.promise.body))
    return step.answer(Texted.COMING)


def _follow(call: Call, answer: Answer, timetable: Timetable, events: list[Event]) -> Call | None:
    """Hear an answer, as a caller who presses nothing; the next step, or None at the end."""
    for action in answer.actions:
        match action:
            case Dial(target, then):
                events.append(Rung(timetable.directory.line(then.trail.tried[-1]), target))
                return replace(call, place=then.place, trail=then.trail, ended=_NOBODY)
            case Redirect(to):
                return replace(call, place=to.place, trail=to.trail, ended=None)
            case Hangup():
                return None
            case Speak(said) | Gather(said):
                if said:
                    events.append(Heard(said))
            case _:
                assert_never(action)
    return None
