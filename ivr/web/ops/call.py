"""One call: what happened in one sentence, then step by step with what was heard, and what would happen now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from ivr.core.call.story import opening_day, story
from ivr.core.names import named_language, named_line
from ivr.core.outlook import opening
from ivr.core.routing import decide
from ivr.core.text.delivery import State
from ivr.core.text.troubles import trouble
from ivr.service.recollection import Recollection, facts, recollect
from ivr.store.call_back_reports import call_back_of
from ivr.store.db import read
from ivr.store.search import OneCall, is_going_on, one_call
from ivr.web.ops.calls import named, reference
from ivr.web.ops.console import console, ops
from ivr.web.ops.i18n import _, in_reader, language_name, line_name, said
from ivr.web.ops.what_if import not_dialled
from prompts import LANGUAGES, Piece
from schedules import Line
from sentences import Sentence, Value

_ARRIVED, _WRONG = (State.SENT, State.DELIVERED), (State.FAILED, State.REFUSED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened ``seconds`` after the call began. ``text``: the number of the text that it is about."""

    seconds: int
    words: str
    reasons: tuple[str, ...] = ()
    heard: tuple[Piece, ...] = ()
    wrong: bool = False
    text: int | None = None


@ops.get("/calls/<sid>")
def call(sid: str) -> ResponseReturnValue:
    """Show one call."""
    found = read(console().engine, one_call, sid) if sid.isprintable() else None
    if found is None:
        abort(404)
    now = console().clock.now()
    parts = console()
    writer = parts.writer(parts.clock.now())
    known = recollect(parts.engine, found, writer, parts.dialling, calls_back=parts.calls_back)
    spoken = LANGUAGES.get(found.call.language)
    told = facts(
        found,
        known,
        _name,
        named_language(spoken.code) if spoken else None,
        going_on=is_going_on(found.call, now),
    )
    hashed = found.call.caller_hash
    return render_template(
        "ops/call.html",
        found=found,
        call_back=read(console().engine, call_back_of, sid, made_by_us=found.call.called_back),
        story=said(story(told, now)),
        events=sorted([*_steps(found, known), *_texts(found)], key=lambda each: each.seconds),
        words_changed=known.words_changed,
        at_present=_now(spoken.code, now) if spoken else "",
        of_caller=url_for("ops.calls", caller=reference((hashed,))) if hashed else "",
        line=named(found.call.line) if found.call.line else "",
        going_on=told.going_on,
    )


def _name(line: Line | str) -> Value:
    """Return the name of a line, or of its id as far as the line is known today."""
    if isinstance(line, str):
        return named_line(known) if (known := _line(line)) else line
    return named_line(line)


def _line(line_id: str) -> Line | None:
    return console().timetable(console().clock.now()).directory.line(line_id)


def _now(language: str, now: datetime) -> str:
    """Say what would happen to a caller of a language at present."""
    decision = decide(console().timetable(now), language, now, refused=not_dialled)
    if decision.line is not None:
        return _("Now a caller would be put through to %(line)s.", line=line_name(decision.line))
    if (opens := opening(decision)) is None:
        return _("Now a caller would reach nobody, and no line has hours to come.")
    line, moment = opens
    day = opening_day(moment, now)
    return _(
        "Now a caller would hear that %(line)s opens %(day)s, and get a text.", line=line_name(line), day=in_reader(day)
    )


def _steps(found: OneCall, known: Recollection) -> Iterator[Event]:
    for step in found.steps:
        reasons = tuple(said(each) for each in step.because)
        yield Event(_after(found, step.at), _step(step), reasons, known.heard.get(step.step, ()))


def _step(step: Row[Any]) -> str:
    """Say what a step of a call was: ``OTIT Khmer: no answer, after 25 s``, ``Language menu · key 7``."""
    if step.line and step.leg:
        ended = f"{named(step.line)}: {said(Sentence(step.leg))}"
        return _("%(ended)s, after %(seconds)s s", ended=ended, seconds=step.seconds) if step.seconds else ended
    words = _places().get(step.place, step.place)
    if step.key:
        several = len(step.key) > 1  # a number: only how many keys is recorded
        keys = _("%(count)s keys", count=step.key.split()[0]) if several else _("key %(key)s", key=step.key)
        words = f"{words} · {keys}"
    return f"{words} · {language_name(step.language)}" if step.language in LANGUAGES else words


def _texts(found: OneCall) -> Iterator[Event]:
    """Yield what became of the texts that the call promised."""
    for each in found.texts:
        yield Event(
            _after(found, each.made_at), _("A text is promised: %(what)s", what=said(each.purpose)), text=each.id
        )
        if each.attempted_at and each.state in _ARRIVED:
            yield Event(_after(found, each.attempted_at), _("The text is sent"), text=each.id)
        if each.state == State.DELIVERED and each.ended_at:
            yield Event(_after(found, each.ended_at), _("The text is delivered"), text=each.id)
        elif each.state in _WRONG and each.ended_at:
            why = said(Sentence(trouble(each.problem, ended=True).reason)) if each.state != State.CANCELLED else ""
            words = _("The text: %(state)s", state=said(each.state))
            yield Event(_after(found, each.ended_at), words, (why,) if why else (), wrong=True, text=each.id)


def _after(found: OneCall, at: datetime) -> int:
    return max(int((at - found.call.started_at).total_seconds()), 0)


def _places() -> dict[str, str]:
    """Return the name of each step of a call, by its place."""
    return {
        "ring": _("The call came in"),
        "menu": _("Language menu"),
        "connect": _("Looking for an open line"),
        "dialed": _("Result of dialling the line"),
        "rest": _("No line available: hours and text"),
        "number": _("A text to another number"),
        "notice": _("Notices"),
        "answered": _("The person who is called back has answered"),
    }


@ops.app_template_filter("elapsed")
def elapsed(seconds: int) -> str:
    """Return a time since the beginning of a call: ``0:08``, ``12:30``, ``13:00:05``."""
    minutes, rest = divmod(seconds, 60)
    hours, of_hour = divmod(minutes, 60)
    return f"{hours}:{of_hour:02}:{rest:02}" if hours else f"{of_hour}:{rest:02}"
