"""Storage of call-backs: a worker claims one under a lease, has the carrier call, and records what became of it.

A call-back is promised once its row is committed (:mod:`ivr.store.call_back_promises`). A worker claims it (commit),
notes that it begins (commit), asks the carrier with no transaction open, and stores the id of the call (commit). An
attempt whose result is not known is looked up in the carrier's list of calls before anything is called again, as with
texts.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, and_, func, or_, select, update

from ivr.core.callbacks.promises import OPEN, State
from ivr.core.text.limits import DAY
from ivr.core.text.promises import Promise, Purpose
from ivr.privacy import Privacy
from ivr.store.callers import STOPPED, wants_no_texts
from ivr.store.db import hold as hold_number
from ivr.store.db import insert_unless_there
from ivr.store.leases import Lease
from ivr.store.promises import row_of
from ivr.store.tables import call_back_calls, call_backs, outbox
from sentences import Sentence

_CLAIMS = 7_461_005
"""The number that is held by claims."""
_GOING_ON = (State.CALLING, State.RINGING)
STANDS = call_backs.c.state.in_(OPEN)
"""The condition of call-backs that are not over."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A call-back that one worker has claimed until its lease ends.

    Attributes:
        lease: the random name of this claim.
        promise: the hash that makes it unique.
        to: E.164; empty if it can't be decrypted.
        line: the line that the last attempt was made for, or empty.
        attempts: attempts to place the call that it waits for, including this one.
        attempted_at: when an earlier attempt with an unknown result began; None if there is none.
        moves, unanswered, not_connected: as in :mod:`ivr.core.callbacks.due`.
    """

    id: int
    lease: str
    promise: str
    language: str
    to: str
    line: str
    asked_at: datetime
    attempts: int
    attempted_at: datetime | None
    moves: int
    unanswered: int
    not_connected: int


@dataclass(frozen=True, slots=True)
class Due:
    """The call-back of a language that was asked for first, of those that are due."""

    id: int
    language: str
    asked_at: datetime
    moves: int


@dataclass(frozen=True, slots=True)
class Room:
    """The bounds of calls for a line: at a time for it; for all lines, of a minute and of a day."""

    line: str
    at_once: int
    per_minute: int
    per_day: int


@dataclass(frozen=True, slots=True)
class Ringing:
    """A call-back whose call the carrier has taken. ``status`` is its word for the end of the call, or None."""

    id: int
    sid: str
    line: str
    language: str
    unanswered: int
    not_connected: int
    at: datetime
    status: str | None
    ended_at: datetime | None


def cancel(connection: Connection, call_back: int, why: Sentence, now: datetime) -> bool:
    """End a call-back that stands. Return False if it does not."""
    it = call_backs.c.id == call_back, STANDS
    return connection.execute(update(call_backs).where(*it).values(_ended(State.CANCELLED, why, now))).rowcount > 0


def in_hand(connection: Connection) -> list[Lease]:
    """Return the leases of all call-backs that are claimed."""
    leases = select(call_backs.c.id, call_backs.c.lease, call_backs.c.beat).where(call_backs.c.state == State.CALLING)
    return [Lease(*row) for row in connection.execute(leases)]


def marks() -> list[ScalarSelect[Any]]:
    """Return quick queries: when the next call-back is due that waits, and one that a worker or the carrier has."""
    due = select(func.min(call_backs.c.due_at)).where(call_backs.c.state == State.WAITING)
    going_on = select(call_backs.c.id).where(call_backs.c.state.in_(_GOING_ON)).limit(1)
    return [due.scalar_subquery(), going_on.scalar_subquery()]


def first_due(connection: Connection, now: datetime) -> list[Due]:
    """Return, for each language, the call-back that was asked for first of those that are due; the first one first.

    No person is called twice at a time, in whatever languages they have asked.
    """
    going_on = call_backs.alias()
    is_called = going_on.c.state.in_(_GOING_ON)
    called = select(going_on.c.caller).where(is_called, going_on.c.caller.is_not(None))
    rank = func.row_number().over(partition_by=call_backs.c.language, order_by=(call_backs.c.asked_at, call_backs.c.id))
    columns = call_backs.c.id, call_backs.c.language, call_backs.c.asked_at, call_backs.c.moves
    is_due = call_backs.c.state == State.WAITING, call_backs.c.due_at <= now
    ranked = select(*columns, rank.label("rank")).where(*is_due, call_backs.c.caller.not_in(called)).subquery()
    first = select(ranked.c.id, ranked.c.language, ranked.c.asked_at, ranked.c.moves).where(ranked.c.rank == 1)
    return [Due(*row) for row in connection.execute(first.order_by(ranked.c.asked_at, ranked.c.id))]


def claim(connection: Connection, privacy: Privacy, due: Due, room: Room | None, now: datetime) -> Claimed | None:
    """Claim a call-back that is due; None if another worker has it, or there is no ``room`` for its call any more.

    Claims are made one after the other, so that all workers together keep the bounds. Without ``room`` nobody is called
    for it now.
    """
    hold_number(connection, _CLAIMS)
    if room and not has(connection, room, now):
        return None
    line = {"line": room.line} if room else {}
    return _claim(connection, privacy, line, call_backs.c.id == due.id, call_backs.c.state == State.WAITING)


def take_over(connection: Connection, privacy: Privacy, ended: Collection[Lease]) -> Claimed | None:
    """Claim a call-back whose lease is in ``ended``; None if there is none."""
    return _claim(connection, privacy, {}, or_(*map(_is_held_by, ended))) if ended else None


def _claim(
    connection: Connection, privacy: Privacy, values: Mapping[str, Any], *which: ColumnElement[bool]
) -> Claimed | None:
    found = connection.scalar(select(call_backs.c.id).where(*which).limit(1).with_for_update(skip_locked=True))
    if found is None:
        return None
    mine = {"state": State.CALLING, "lease": secrets.token_hex(16), "beat": 0, "attempts": call_backs.c.attempts + 1}
    changed = update(call_backs).where(call_backs.c.id == found).values({**values, **mine}).returning(*call_backs.c)
    row = connection.execute(changed).one()
    counts = row.moves, row.unanswered, row.not_connected
    to = privacy.unseal(row.sealed_number or "") or ""
    first = row.id, row.lease, row.promise, row.language, to, row.line or ""
    return Claimed(*first, row.asked_at, row.attempts, row.attempted_at, *counts)


def has(connection: Connection, room: Room, now: datetime) -> bool:
    """Whether one more person may be called for a line."""
    for_line = call_backs.c.line == room.line, call_backs.c.state.in_(_GOING_ON)
    going_on = connection.scalar(select(func.count()).where(*for_line)) or 0
    lately = call_back_calls.c.at
    in_a_minute = func.count().filter(lately > now - _MINUTE)
    minute, day = connection.execute(select(in_a_minute, func.count()).where(lately > now - DAY)).one()
    # Calls that are being placed are in no list of the carrier's yet.
    placing = connection.scalar(select(func.count()).where(call_backs.c.state == State.CALLING)) or 0
    return going_on < room.at_once and minute + placing < room.per_minute and day + placing < room.per_day


def beat(connection: Connection, claimed: Claimed) -> None:
    """Renew the lease of a call-back."""
    _update(connection, claimed, beat=call_backs.c.beat + 1)


def hold(connection: Connection, privacy: Privacy, claimed: Claimed, line: str, now: datetime) -> bool:
    """Store the start of an attempt for a line, just before the call, so that the carrier's list can be searched.

    Return False if nobody must be called: the lease has ended, or the person has opted out, which ends the call-back.
    """
    if wants_no_texts(connection, privacy.hashes(claimed.to)):
        _update(connection, claimed, **_ended(State.CANCELLED, STOPPED, now))
        return False
    values = {"attempted_at": now, "line": line, "beat": call_backs.c.beat + 1}
    return connection.execute(update(call_backs).where(*_is_mine(claimed)).values(values)).rowcount > 0


def placed(connection: Connection, claimed: Claimed, sid: str, line: str, now: datetime) -> None:
    """Store the call that the carrier has taken, whoever holds the lease by now."""
    row = {"sid": sid, "call_back": claimed.id, "line": line, "at": now}
    insert_unless_there(connection, call_back_calls, [row])
    _release(connection, claimed, state=State.RINGING, sid=sid, line=line, problem=None, attempts=0)


def postpone(
    connection: Connection, claimed: Claimed, due: datetime, problem: Sentence | str, *, maybe_called: bool
) -> None:
    """Try again at ``due``. If ``maybe_called``, the carrier's list is searched for the call first."""
    values = {} if maybe_called else {"attempted_at": None}
    _release(connection, claimed, state=State.WAITING, due_at=due, problem=problem, **values)


def wait(connection: Connection, claimed: Claimed, until: datetime) -> None:
    """Wait until a moment; the claim does not count as an attempt."""
    _release(connection, claimed, state=State.WAITING, due_at=until, attempts=claimed.attempts - 1)


def give_back(connection: Connection, claimed: Claimed) -> None:
    """Give back a call-back that was claimed and not begun. The claim does not count as an attempt."""
    _release(connection, claimed, state=State.WAITING, attempts=claimed.attempts - 1)


def move(connection: Connection, privacy: Privacy, claimed: Claimed, until: datetime, now: datetime) -> None:
    """Wait for a later opening, and add a text that says so, due now."""
    moves = claimed.moves + 1
    if _release(connection, claimed, state=State.WAITING, due_at=until, attempts=0, attempted_at=None, moves=moves):
        _text(connection, privacy, claimed, Purpose.CALL_MOVED, f"moved {moves}", now)


def end(
    connection: Connection, privacy: Privacy, claimed: Claimed, state: State, problem: Sentence | None, now: datetime
) -> None:
    """End a call-back. If it was not kept, add a text that says so, due now."""
    if _release(connection, claimed, **_ended(state, problem, now)) and state in (State.MISSED, State.FAILED):
        _text(connection, privacy, claimed, Purpose.CALL_MISSED, "missed", now)


def of_others(connection: Connection, claimed: Claimed, sids: Collection[str]) -> set[str]:
    """Return those of the carrier's calls that are known not to be of the last attempt of a call-back."""
    before = call_back_calls.c.at < claimed.attempted_at
    other = or_(call_back_calls.c.call_back != claimed.id, before)
    return set(connection.scalars(select(call_back_calls.c.sid).where(call_back_calls.c.sid.in_(sids), other)))


def ringing(connection: Connection) -> list[Ringing]:
    """Return the call-backs whose calls the carrier has, the oldest call first."""
    its = call_back_calls.c.sid == call_backs.c.sid
    columns = call_backs.c.id, call_backs.c.sid, call_back_calls.c.line, call_backs.c.language
    counts = call_backs.c.unanswered, call_backs.c.not_connected
    ends = call_back_calls.c.at, call_back_calls.c.status, call_back_calls.c.ended_at
    found = select(*columns, *counts, *ends).join(call_back_calls, its).where(call_backs.c.state == State.RINGING)
    return [Ringing(*row) for row in connection.execute(found.order_by(call_back_calls.c.at))]


def note_end(connection: Connection, sid: str, status: str, now: datetime) -> None:
    """Store how a call for a call-back has ended; the first word counts."""
    its = call_back_calls.c.sid == sid, call_back_calls.c.status.is_(None)
    connection.execute(update(call_back_calls).where(*its).values(status=status, ended_at=now))


def settle_again(connection: Connection, its: Ringing, due: datetime, unanswered: int, not_connected: int) -> None:
    """Wait for the next call after one that has ended."""
    values = {"state": State.WAITING, "due_at": due, "unanswered": unanswered, "not_connected": not_connected}
    values |= {"attempted_at": None, "attempts": 0, "sid": None, "line": None}
    connection.execute(update(call_backs).where(*_is_its(its)).values(values))


def settle(
    connection: Connection, privacy: Privacy, its: Ringing, state: State, problem: Sentence | None, now: datetime
) -> None:
    """End a call-back after a call that has ended. If it was not kept, add a text that says so, due now."""
    locked = select(call_backs).where(*_is_its(its)).with_for_update()
    row = connection.execute(locked).first()
    if row is None:
        return
    connection.execute(update(call_backs).where(*_is_its(its)).values(_ended(state, problem, now)))
    if state in (State.MISSED, State.FAILED):
        to = privacy.unseal(row.sealed_number or "") or ""
        _text_to(connection, privacy, row.promise, row.language, to, Purpose.CALL_MISSED, "missed", now)


def tell_to_wait(connection: Connection, privacy: Privacy, language: str, due: datetime, now: datetime) -> int:
    """Add a text for each person of a language who waits since ``due`` and was not told so; return how many."""
    wait_long = call_backs.c.state == State.WAITING, call_backs.c.language == language, call_backs.c.due_at <= due
    untold = select(call_backs).where(*wait_long, call_backs.c.told_at.is_(None)).with_for_update(skip_locked=True)
    rows = connection.execute(untold).all()
    for row in rows:
        to = privacy.unseal(row.sealed_number or "") or ""
        _text_to(connection, privacy, row.promise, language, to, Purpose.CALL_LATER, "waits", now)
    told = call_backs.c.id.in_([row.id for row in rows])
    connection.execute(update(call_backs).where(told).values(told_at=now))
    return len(rows)


def doubt(connection: Connection) -> None:
    """Let workers ask the carrier about each call-back of a backup that waits: the call may have been made since."""
    last = select(func.max(call_back_calls.c.at)).where(call_back_calls.c.call_back == call_backs.c.id)
    waits = call_backs.c.state.in_((State.WAITING, State.CALLING))
    columns = call_backs.c.id, call_backs.c.asked_at, last.correlate(call_backs).scalar_subquery()
    for row, asked_at, called_at in connection.execute(select(*columns).where(waits)).all():
        since = max(asked_at, called_at + timedelta(microseconds=1)) if called_at else asked_at
        doubted = {"state": State.WAITING, "lease": None, "attempted_at": since}
        connection.execute(update(call_backs).where(call_backs.c.id == row).values(doubted))


def due_since(connection: Connection, moment: datetime) -> int:
    """Return how many call-backs have been due since a moment and wait."""
    waits = call_backs.c.state == State.WAITING, call_backs.c.due_at <= moment
    return connection.scalar(select(func.count()).where(*waits)) or 0


def _text(
    connection: Connection, privacy: Privacy, claimed: Claimed, purpose: Purpose, key: str, now: datetime
) -> None:
    _text_to(connection, privacy, claimed.promise, claimed.language, claimed.to, purpose, key, now)


def _text_to(
    connection: Connection,
    privacy: Privacy,
    promised: str,
    language: str,
    to: str,
    purpose: Purpose,
    key: str,
    now: datetime,
) -> None:
    """Add a text about a call-back to the outbox, once for each ``key``. No limit applies: the person has asked."""
    if to:
        made = Promise(f"{promised}:{key}", purpose, language, to, None, now)
        insert_unless_there(connection, outbox, [row_of(privacy, made, now)])


def _is_held_by(lease: Lease) -> ColumnElement[bool]:
    held = call_backs.c.lease.is_not_distinct_from(lease.name), call_backs.c.beat == lease.beat
    return and_(call_backs.c.id == lease.id, call_backs.c.state == State.CALLING, *held)


def _is_mine(claimed: Claimed) -> tuple[ColumnElement[bool], ...]:
    return call_backs.c.id == claimed.id, call_backs.c.lease == claimed.lease


def _is_its(its: Ringing) -> tuple[ColumnElement[bool], ...]:
    return call_backs.c.id == its.id, call_backs.c.sid == its.sid, call_backs.c.state == State.RINGING


def _ended(state: State, problem: Sentence | str | None, now: datetime) -> dict[str, object]:
    """Return the values of a call-back that has ended; nobody is called for it again, so its number is deleted."""
    return {"state": state, "problem": problem, "ended_at": now, "lease": None, "sealed_number": None}


def _release(connection: Connection, claimed: Claimed, **values: object) -> bool:
    return _update(connection, claimed, **{"lease": None, **values})


def _update(connection: Connection, claimed: Claimed, **values: object) -> bool:
    """Update a call-back, unless another worker has claimed it or it has ended. Return whether it was updated."""
    return connection.execute(update(call_backs).where(*_is_mine(claimed)).values(values)).rowcount > 0
