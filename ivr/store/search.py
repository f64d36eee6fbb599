"""Lists of calls and texts: filtered, newest first, in pages; and one call or text with all that is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, func, select

from ivr.core.call.outcome import LONGEST_CALL, Ending, Leg, Outcome
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose
from ivr.store.drill import dialled, in_step
from ivr.store.metrics import needs_a_look
from ivr.store.paging import PAGE, Days, Mark, Page, page_of
from ivr.store.tables import call_steps, calls, inbound, opt_outs, outbox, refusals

SHORT = 6
"""Leading digits of a keyed hash that are shown to tell callers apart."""


@dataclass(frozen=True, slots=True)
class CallFilter:
    """A filter of calls; empty fields do not filter.

    ``line`` is the id of a line that was dialled, ``callers`` are all keyed hashes of one number. ``left`` is where the
    caller gave up, which only calls that were not put through have. ``ours``: those that the service has made, to call
    somebody back, or those that people have made; what *Reports* count is of these, but for the dials of a line.

    The others are what *Reports* count. ``counted``: with the outcome so far, as a report counts a call that is going
    on. ``nobody``: not put through. ``choosing`` and ``waited`` are the upper bounds of steps in seconds, of
    :data:`ivr.core.figures.BOUNDS`. ``ends``: ``line`` was dialled on these days, in the ``hour`` of the day in Japan,
    and the dial ended so; the call may have begun on the day before.
    """

    days: Days = field(default_factory=Days)
    language: str = ""
    outcome: Outcome | None = None
    line: str = ""
    callers: tuple[str, ...] = ()
    left: Ending | None = None
    counted: bool = False
    nobody: bool = False
    choosing: int | None = None
    waited: int | None = None
    ends: tuple[Leg, ...] = ()
    hour: int | None = None
    ours: bool | None = None


@dataclass(frozen=True, slots=True)
class TextFilter:
    """A filter of texts; empty fields do not filter. ``in_trouble`` selects texts that need attention.

    ``counted``: those that *Reports* count, in the state in which they are counted. ``returned``: reminders that were
    sent and whose receiver called or did not (:data:`ivr.core.figures.RETURNS`).
    """

    days: Days = field(default_factory=Days)
    language: str = ""
    state: State | None = None
    purpose: Purpose | None = None
    in_trouble: bool = False
    counted: bool = False
    returned: bool | None = None


_CALL = (
    *(calls.c[name] for name in ("sid", "phone", "started_at", "ended_at", "status")),
    *(calls.c[name] for name in ("language", "outcome", "line", "lines")),
    *(calls.c[name] for name in ("ended_in", "language_by", "choosing", "waited", "revision", "called_back")),
    calls.c.caller.label("caller_hash"),
    func.substr(calls.c.caller, 1, SHORT).label("caller"),
)
_TEXT = (
    *(outbox.c[name] for name in ("id", "promise", "purpose", "language", "made_at", "due_at", "moved", "state")),
    *(outbox.c[name] for name in ("attempts", "attempted_at", "sender", "problem", "ended_at", "seen_at", "again")),
    outbox.c.sealed_number.is_not(None).label("has_number"),
    func.substr(outbox.c.receiver, 1, SHORT).label("receiver"),
)
_INBOUND = (
    *(inbound.c[name] for name in ("sid", "at", "language", "command", "because")),
    func.substr(inbound.c.caller, 1, SHORT).label("caller"),
)
_CALLS_KEY = (calls.c.started_at, calls.c.sid)
_TEXTS_KEY = (outbox.c.made_at, outbox.c.id)
_INBOUND_KEY = (inbound.c.at, inbound.c.sid)


def calls_page(
    connection: Connection,
    wanted: CallFilter,
    now: datetime,
    *,
    before: Mark | None = None,
    after: Mark | None = None,
    most: int = PAGE,
) -> Page:
    """Return a page of calls: the newest, those ``before`` (older than) a row, or those ``after`` (newer than) one."""
    of_line = dialled(connection, wanted.line, wanted.days, wanted.ends, wanted.hour)
    query = select(*_CALL).where(*_of_calls(wanted, now), *of_line)
    return page_of(connection, query, _CALLS_KEY, before, after, most)


def texts_page(
    connection: Connection,
    wanted: TextFilter,
    *,
    before: Mark | None = None,
    after: Mark | None = None,
    most: int = PAGE,
) -> Page:
    """Return a page of texts, by the time of their promise."""
    query = select(*_TEXT).where(*_of_texts(wanted))
    return page_of(connection, query, _TEXTS_KEY, before, after, most)


def inbound_page(
    connection: Connection, days: Days, *, before: Mark | None = None, after: Mark | None = None, most: int = PAGE
) -> Page:
    """Return a page of inbound texts."""
    return page_of(connection, select(*_INBOUND).where(*days.hold(inbound.c.at)), _INBOUND_KEY, before, after, most)


@dataclass(frozen=True, slots=True)
class OneCall:
    """A call with its steps in order, and the texts that it promised."""

    call: Row[Any]
    steps: Sequence[Row[Any]]
    texts: Sequence[Row[Any]]


def one_call(connection: Connection, sid: str) -> OneCall | None:
    """Return a call by its sid; None if it never existed or was purged."""
    call = connection.execute(select(*_CALL).where(calls.c.sid == sid)).first()
    if call is None:
        return None
    its_steps = select(call_steps).where(call_steps.c.sid == sid).order_by(call_steps.c.step)
    steps = connection.execute(its_steps).all()
    promises = {step.promise for step in steps if step.promise}
    its_texts = select(*_TEXT).where(outbox.c.promise.in_(promises)).order_by(outbox.c.id)
    return OneCall(call, steps, connection.execute(its_texts).all())


@dataclass(frozen=True, slots=True)
class OneText:
    """A text, its body (None once deleted), and the sid of the call that promised it (None if no call did)."""

    text: Row[Any]
    body: str | None
    call: str | None


def one_text(connection: Connection, number: int) -> OneText | None:
    """Return a text by its number; None if it never existed or was purged."""
    its: Select[Any] = select(*_TEXT, outbox.c.body).where(outbox.c.id == number)
    text = connection.execute(its).first()
    if text is None:
        return None
    sid = connection.scalar(_promised_in(call_steps.c.sid).where(call_steps.c.promise == text.promise))
    return OneText(text, text.body, sid)


@dataclass(frozen=True, slots=True)
class NotSent:
    """Texts that were not sent: refusals by limits as (day, reason, count), and the number of opt-outs."""

    refused: Sequence[tuple[str, str, int]]
    opt_outs: int


def not_sent(connection: Connection, since: date) -> NotSent:
    """Return the refusals since a day, newest first, and the number of all opt-outs."""
    refused = select(refusals).where(refusals.c.day >= f"{since}").order_by(refusals.c.day.desc(), refusals.c.reason)
    stopped = connection.scalar(select(func.count()).select_from(opt_outs)) or 0
    return NotSent([(row[0], row[1], row[2]) for row in connection.execute(refused)], stopped)


def is_going_on(call: Row[Any], now: datetime) -> bool:
    """Whether the end of a call is not reported yet and the call can still be going on."""
    return call.ended_at is None and call.started_at > now - LONGEST_CALL


def _promised_in(*columns: Column[Any]) -> Select[Any]:
    # This redundant condition lets the database use the partial index.
    return select(*columns).where(call_steps.c.promise.is_not(None))


def _of_calls(wanted: CallFilter, now: datetime) -> list[ColumnElement[bool]]:
    going_on = (calls.c.ended_at.is_(None), calls.c.started_at > now - LONGEST_CALL)
    where = [] if wanted.line and wanted.ends else wanted.days.hold(calls.c.started_at)
    if wanted.callers:
        where.append(calls.c.caller.in_(wanted.callers))
    if wanted.language:
        where.append(calls.c.language == wanted.language)
    if wanted.left:
        where += [calls.c.ended_in == wanted.left, calls.c.outcome != Outcome.PUT_THROUGH]
    for column, upper in ((calls.c.choosing, wanted.choosing), (calls.c.waited, wanted.waited)):
        where += [] if upper is None else in_step(column, upper)
    where += [calls.c.outcome != Outcome.PUT_THROUGH] if wanted.nobody else []
    ours = False if wanted.ours is None and wanted.counted and not wanted.ends else wanted.ours
    where += [] if ours is None else [calls.c.called_back.is_(ours)]
    if wanted.counted:
        where.append(calls.c.outcome == wanted.outcome if wanted.outcome else calls.c.outcome.is_not(None))
    elif wanted.outcome is Outcome.GOING_ON:
        where += going_on
    elif wanted.outcome is not None:
        where += [
            calls.c.outcome == wanted.outcome,
            calls.c.ended_at.is_not(None) | (calls.c.started_at <= now - LONGEST_CALL),
        ]
    return where


def _of_texts(wanted: TextFilter) -> list[ColumnElement[bool]]:
    where = wanted.days.hold(outbox.c.made_at)
    state = "counted" if wanted.counted else "state"
    for column, value in (("language", wanted.language), (state, wanted.state), ("purpose", wanted.purpose)):
        if value:
            where.append(outbox.c[column] == value)
    where += [outbox.c.counted.is_not(None)] if wanted.counted else []
    if wanted.returned is not None:
        called = outbox.c.called_at.is_not(None) if wanted.returned else outbox.c.called_at.is_(None)
        where += [outbox.c.purpose == Purpose.REMINDER, outbox.c.counted.in_((State.SENT, State.DELIVERED)), called]
    return [*where, needs_a_look()] if wanted.in_trouble else where
