"""What is known of a call: what happened, and what its caller heard, by the hours of that day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row

from ivr.core.call.actions import Place
from ivr.core.call.replay import ReplayStep, heard
from ivr.core.call.story import Facts, Promised, Rung
from ivr.core.dialling import Dialling, refusal
from ivr.core.outlook import in_force, opening
from ivr.core.routing import Decision, decide
from ivr.core.text.writer import TextWriter
from ivr.service.schedule.live import timetables
from ivr.store.back_then import known_at, words_changed
from ivr.store.db import snapshot
from ivr.store.search import OneCall
from prompts import LANGUAGES, Piece
from schedules import DirectoryError, Line, Timetable
from sentences import Rendered, Value

_ASIDE = ("en", "ja")
"""Languages in which callers hear what their own has no voice for."""


@dataclass(frozen=True, slots=True)
class Recollection:
    """What is known of a call besides its record.

    Attributes:
        heard: what the caller heard after each step, by its number, as far as it can be said.
        at_rest: the decision when the caller was first told the hours; None: they were not, or it is not known.
        words_changed: whether words of the caller's language have been changed since.
    """

    heard: dict[int, tuple[Piece, ...]]
    at_rest: Decision | None
    words_changed: bool


def recollect(
    engine: Engine, found: OneCall, writer: TextWriter, dialling: Dialling, *, calls_back: bool
) -> Recollection:
    """Return what can be said of a call by the schedule of that day.

    Whether callers were offered a call-back then is not recorded; ``calls_back`` is whether they are now.
    """
    with snapshot(engine) as connection:
        then = _timetable(connection, found.call.started_at)
        changed = words_changed(connection, {found.call.language, *_ASIDE}, found.call.started_at)
    if then is None:
        return Recollection({}, None, changed)
    steps = [_replayed(step) for step in found.steps]
    said = heard(steps, found.call.phone, lambda at: in_force(then, at), writer, dialling, calls_back=calls_back)
    return Recollection(said, _at_rest(found, then, dialling), changed)


def facts(
    found: OneCall,
    known: Recollection,
    named: Callable[[Line | str], Value],
    language: Rendered | None,
    *,
    going_on: bool,
) -> Facts:
    """Return the facts of a call for its story. ``named`` returns the name of a line, or of its id."""
    opens = opening(known.at_rest) if known.at_rest else None
    rested = [step for step in found.steps if step.place == Place.REST]
    return Facts(
        found.call.started_at,
        language if found.call.language in LANGUAGES else None,
        [Rung(named(step.line), step.leg, step.seconds) for step in found.steps if step.line and step.leg],
        (named(opens[0]), opens[1]) if opens else None,
        bool(rested),
        next((step.texted for step in rested if step.texted), ""),
        [Promised(each.purpose, each.state, each.made_at, each.due_at, each.ended_at) for each in found.texts],
        any(step.place == Place.NOTICE for step in found.steps),
        going_on,
    )


def _timetable(connection: Connection, moment: datetime) -> Timetable | None:
    """Return the timetable of a moment as it was known then; None if its document can't be read any more."""
    try:
        return next(iter(timetables(*known_at(connection, moment))), None)
    except DirectoryError:
        return None


def _at_rest(found: OneCall, then: Timetable, dialling: Dialling) -> Decision | None:
    for number, step in enumerate(found.steps):
        if step.place == Place.REST:
            tried = [each.line for each in found.steps[:number] if each.line]
            timetable = in_force(then, step.at)
            return decide(timetable, step.language, step.at, tried, lambda line: refusal(line, dialling))
    return None


def _replayed(step: Row[Any]) -> ReplayStep:
    recorded = step.step, step.place, step.language, step.line, step.leg, step.texted
    return ReplayStep(*recorded, at=step.at, key=step.key, seconds=step.seconds, because=tuple(step.because))
