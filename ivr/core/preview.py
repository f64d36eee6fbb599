"""What would happen: a whole call walked through the very functions that serve calls, and the week ahead.

Pure: nothing is dialled, promised or recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from ivr.core import rest as resting
from ivr.core.actions import Action, Answer, Dial, Gather, Go, Hangup, Place, Redirect, Speak, Texted, Trail
from ivr.core.call import Call, Dialed, DialEnd, connect, dialed
from ivr.core.caller import Caller
from ivr.core.routing import Decision, decide
from ivr.core.writing import TextWriter
from prompts import Piece
from schedules import HOME, Closed, Line, Timetable

_MOST_STEPS = 20
_SID = "preview"


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
    call = Call(_SID, caller, Trail(), now, language)
    events: list[Event] = []
    answer = connect(call, timetable, writer.book)
    for _ in range(_MOST_STEPS):
        go, dials = _follow(answer, timetable, events)
        if go is None:
            break
        call = replace(call, trail=go.trail)
        answer = _next(call, go, timetable, writer, events, dials=dials)
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
            yield Stretch(start, change.astimezone(HOME), found.line)
            start = change.astimezone(HOME)
        if after is None:
            return
        found = after


def _next_change(decision: Decision) -> datetime:
    """When something next changes for one of the lines looked at, or the schedule itself."""
    moments = [
        each.status.opens if isinstance(each.status, Closed) else each.status.until for each in decision.considered
    ]
    return min(filter(None, moments), default=decision.at + timedelta(days=1))


def _follow(answer: Answer, timetable: Timetable, events: list[Event]) -> tuple[Go | None, bool]:
    """Hear an answer, as a caller who presses nothing; where it leads, and whether by a call that nobody took."""
    for action in answer.actions:
        _hear(action, events)
        match action:
            case Dial(target, then):
                line = timetable.directory.line(then.trail.tried[-1])
                events.append(Rung(line, target))
                return then, True
            case Redirect(to):
                return to, False
            case Hangup():
                return None, False
            case Speak() | Gather():
                pass
            case _:
                assert_never(action)
    return None, False


def _hear(action: Action, events: list[Event]) -> None:
    if isinstance(action, Speak | Gather) and action.said:
        events.append(Heard(action.said))


def _next(call: Call, go: Go, timetable: Timetable, writer: TextWriter, events: list[Event], *, dials: bool) -> Answer:
    if dials:
        return dialed(call, timetable, writer.book, Dialed(DialEnd.NO_ANSWER, None, caller_present=True))
    if go.place is Place.CONNECT:
        return connect(call, timetable, writer.book)
    promise = resting.rest_text(call, timetable, writer)
    if promise is not None and promise.body is not None:
        events.append(Sent(promise.body))
    kept = Texted.IMPOSSIBLE if promise is None else Texted.COMING
    return resting.rest(call, timetable, writer.book, kept)
