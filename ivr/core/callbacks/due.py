"""What to do with a call-back that is due, and after each of its calls."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.core.callbacks.promises import BUSY_PAUSE, State
from ivr.core.dialling import Dialling, refusal
from ivr.core.routing import decide
from ivr.core.text.delivery import after_quiet
from schedules import Line, Timetable

UNANSWERED = 2
"""The most calls to a person who does not press the key that confirms: one, and one more later."""
NOT_CONNECTED = 5
"""The most calls to a person who is there, when no line answers."""
MOST_MOVES = 5
"""How often a call-back is moved to the next opening because the lines are closed when it is due."""
LATER = timedelta(minutes=30)
"""The pause before a person who did not answer is called once more."""
_LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Ring:
    """Call the person now, for a line that is open."""

    line: Line


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait until a moment without a word."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """The lines are closed after all: say so in a text, and wait for the next opening."""

    until: datetime


@dataclass(frozen=True, slots=True)
class End:
    """The call-back ends in a state. If it was not kept, a text says so."""

    state: State


Due = Ring | Wait | Move | End


def when_due(language: str, moves: int, now: datetime, timetable: Timetable, dialling: Dialling) -> Due:
    """Decide what to do with a call-back that is due, by the present schedule. ``moves``: how often it was moved."""
    if (day := after_quiet(now)) != now:
        return Wait(day)
    decision = decide(timetable, language, now, refused=lambda line: refusal(line, dialling))
    if decision.line is not None:
        return Ring(decision.line)
    if decision.next_opening is None or moves >= MOST_MOVES:
        return End(State.MISSED)
    return Move(after_quiet(decision.next_opening))


@dataclass(frozen=True, slots=True)
class Called:
    """How a call to a person ended.

    Attributes:
        confirmed: they pressed the key that puts them through.
        cancelled: they pressed the key that ends the call-back.
        reached: a line answered.
        refused: the carrier can't call the number.
    """

    confirmed: bool = False
    cancelled: bool = False
    reached: bool = False
    refused: bool = False


def after_call(called: Called, unanswered: int, not_connected: int, now: datetime) -> Wait | End:
    """Decide what follows a call that has ended at ``now``.

    ``unanswered`` and ``not_connected`` are how many calls ended so before: the person did not confirm; no line
    answered. The pause before the next call to a line grows.
    """
    if called.reached:
        return End(State.REACHED)
    if called.cancelled:
        return End(State.CANCELLED)
    if called.refused:
        return End(State.FAILED)
    if called.confirmed:
        pause = min(BUSY_PAUSE * 2**not_connected, _LONGEST_PAUSE)
        return End(State.MISSED) if not_connected + 1 >= NOT_CONNECTED else Wait(now + pause)
    return End(State.MISSED) if unanswered + 1 >= UNANSWERED else Wait(now + LATER)
