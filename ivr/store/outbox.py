"""The outbox: texts that are promised, and the leases by which workers take them in hand.

A row is written in the transaction that makes the promise. A worker claims it (commit), sends with no
transaction open, and records how that ended (commit). :mod:`ivr.store.leases` tells when a claim has ended.
"""

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, func, insert, literal, or_, select, update

from ivr.core.actions import Texted
from ivr.core.delivery import FINAL, State
from ivr.core.limits import DAY, Lately, Limits, reached
from ivr.core.texts import Kept, Promise, Purpose
from ivr.store.engine import reading
from ivr.store.leases import Lease, Leases
from ivr.store.people import lock_caller, stop, wants_no_texts
from ivr.store.privacy import Privacy
from ivr.store.tables import Moment, outbox, refusals
from ivr.store.upsert import count_up
from schedules import HOME

SAME_TEXT_AGAIN = timedelta(minutes=10)
"""A caller gets the same information text once in this time, however often they call."""

REFUSAL_HOLDS = timedelta(days=1)
"""After a refusal for good no text is promised to the receiver for this time; then it may have been mended."""

STOPPED = "the receiver has sent STOP"
_NOT_COMING = (State.FAILED, State.REFUSED, State.CANCELLED)
_LAST_DIGITS = 4
"""What is cut off a number to get its range: the 10,000 that one carrier is given together."""


class GivenUpError(Exception):
    """Whoever waited for a promise to be kept has given up; it has not been."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A text in the hands of one worker, as long as its lease lasts.

    ``attempted_at`` is when an earlier attempt began whose end is unknown; None: there was none.
    """

    id: int
    lease: str
    promise: Promise
    attempts: int
    made_at: datetime
    attempted_at: datetime | None
    moved: bool
    spare: bool

    @property
    def reference(self) -> str:
        """What its receipts carry: the text, and from which sender it went."""
        return f"{self.promise.key}-{int(self.spare)}"


def keep(
    engine: Engine,
    privacy: Privacy,
    promise: Promise,
    now: datetime,
    limits: Limits,
    may_commit: Callable[[], bool] = lambda: True,
) -> Kept:
    """Keep a promise, durably, once; IMPOSSIBLE for a receiver who wants no texts, or beyond a limit.

    Raises:
        GivenUpError: ``may_commit``, which is asked last, has said no.
    """
    with engine.begin() as connection:
        lock_caller(connection, privacy.hash(promise.to), now)
        kept = _stands_already(connection, privacy, promise, now)
        if kept is None:
            limit = _limit_reached(connection, privacy, promise, now, limits)
            if limit is None:
                connection.execute(insert(outbox).values(_row(privacy, promise, now)))
                kept = Kept(Texted.COMING)
            else:
                count_up(connection, refusals, {"day": f"{now.astimezone(HOME).date()}", "reason": limit})
                kept = Kept(Texted.IMPOSSIBLE, limit)
        if not may_commit():
            raise GivenUpError
        return kept


def sent_past(privacy: Privacy, promise: Promise, message_sid: str, now: datetime) -> dict[str, Any]:
    """The row, to be recorded, of a text that has gone out past the outbox while the database was away."""
    sent = {"state": State.SENT, "message_sid": message_sid, "attempted_at": now, "sealed_number": None}
    return _row(privacy, promise, now) | sent


def claim(engine: Engine, privacy: Privacy, leases: Leases, now: datetime) -> Claimed | None:
    """Take the text that has been due longest, or one whose lease has ended; None when there is none."""
    with reading(engine) as connection:  # most often there is nothing, and nobody need wait for a look
        in_hand = select(outbox.c.id, outbox.c.lease, outbox.c.beat).where(outbox.c.state == State.SENDING)
        ended = leases.ended([Lease(*row) for row in connection.execute(in_hand)])
        mine = or_(and_(outbox.c.state == State.WAITING, _is_due(now)), *map(_is_held_by, ended))
        oldest = select(outbox.c.id).where(mine).order_by(outbox.c.due_at, outbox.c.id).limit(1)
        if connection.scalar(oldest) is None:
            return None
    with engine.begin() as connection:
        found = connection.scalar(oldest.with_for_update(skip_locked=True))
        if found is None:
            return None
        values = {
            "state": State.SENDING,
            "attempts": outbox.c.attempts + 1,
            "lease": secrets.token_hex(16),
            "beat": 0,
            "made_at": case((outbox.c.made_at > now, literal(now, Moment())), else_=outbox.c.made_at),
        }
        row = connection.execute(update(outbox).where(outbox.c.id == found).values(values).returning(*outbox.c)).one()
    number = privacy.unseal(row.sealed_number or "") or ""
    promise = Promise(row.promise, Purpose(row.purpose), row.language, number, row.body, row.due_at)
    return Claimed(
        row.id, row.lease, promise, row.attempts, row.made_at, row.attempted_at, bool(row.moved), bool(row.sender)
    )


def beat(engine: Engine, text: Claimed) -> None:
    """Say that the worker lives."""
    _update(engine, text, beat=outbox.c.beat + 1)


def hold(engine: Engine, privacy: Privacy, text: Claimed, body: str, now: datetime) -> bool:
    """Just before sending: fix what the text says, so that it can be found again.

    False: it must not be sent, since its lease has ended, or the receiver has sent STOP meanwhile.
    """
    with engine.begin() as connection:
        unwanted = wants_no_texts(connection, privacy.hashes(text.promise.to))
        values: dict[str, object] = {"body": body, "beat": outbox.c.beat + 1}
        values |= _end(State.CANCELLED, STOPPED, now) if unwanted else {"attempted_at": now}
        changed = connection.execute(update(outbox).where(*_is_mine(text)).values(values)).rowcount
        return changed > 0 and not unwanted


def sent(engine: Engine, text: Claimed, message_sid: str) -> None:
    """The carrier has accepted a text; its receipt decides whether it is final."""
    _release(engine, text, state=State.SENT, message_sid=message_sid, problem=None)


def postpone(engine: Engine, text: Claimed, due: datetime, problem: str, *, maybe_sent: bool) -> None:
    """Try a text again at ``due``. ``maybe_sent``: the carrier may have taken it, and must be asked first."""
    values: dict[str, object] = {} if maybe_sent else {"attempted_at": None}
    if text.promise.purpose is Purpose.REMINDER and not maybe_sent:
        values["body"] = None  # it is made again from the schedule of that moment
    _release(engine, text, state=State.WAITING, due_at=due, problem=problem, **values)


def move_on(engine: Engine, text: Claimed, due: datetime, now: datetime) -> None:
    """A reminder whose line is closed after all: say so now, remind then."""
    with engine.begin() as connection:
        row = connection.execute(select(outbox).where(*_is_mine(text)).with_for_update()).mappings().first()
        if row is None:
            return
        word = {name: row[name] for name in ("language", "receiver", "number_range", "sealed_number")}
        word |= {"promise": f"{row['promise'][:56]}:moved", "purpose": Purpose.MOVED, "state": State.WAITING}
        connection.execute(insert(outbox).values(**word, made_at=now, due_at=now, attempts=0))
        moved = {"state": State.WAITING, "due_at": due, "moved": 1, "lease": None, "problem": "closed after all"}
        connection.execute(update(outbox).where(*_is_mine(text)).values(moved))


def fail(
    engine: Engine,
    privacy: Privacy,
    text: Claimed,
    problem: str,
    now: datetime,
    *,
    refused: bool = False,
    opted_out: bool = False,
    has_spare: bool = False,
) -> None:
    """A text that can't be sent: from the second sender, if there is one; else the number is forgotten."""
    state = State.CANCELLED if opted_out else State.REFUSED if refused else State.FAILED
    with engine.begin() as connection:
        if opted_out:
            stop(connection, privacy.hashes(text.promise.to), now)
        by_spare = has_spare and not text.spare and state is State.REFUSED
        values = _by_spare(problem, now) if by_spare else _end(state, problem, now)
        connection.execute(update(outbox).where(*_is_mine(text)).values(values))


def receipt(
    engine: Engine,
    reference: str,
    message_sid: str,
    state: State,
    problem: str | None,
    now: datetime,
    *,
    opted_out: bool = False,
    has_spare: bool = False,
) -> bool:
    """A delivery receipt, which may come before :func:`sent` does: only forward, and with the end the number goes.

    False: it changed nothing: it is of a text that is not ours, or was, or has gone out again since.
    """
    promise, _, sender = reference.partition("-")
    unanswered = and_(
        outbox.c.message_sid.is_(None), outbox.c.promise == promise, outbox.c.sender == int(sender == "1")
    )
    its = or_(outbox.c.message_sid == message_sid, unanswered)
    still_open = outbox.c.state.not_in((*FINAL, state))
    with engine.begin() as connection:
        row = connection.execute(select(outbox).where(its, still_open)).first()
        if row is None:
            return False
        if opted_out and row.receiver:
            stop(connection, (row.receiver,), now)
        values: dict[str, object] = {"state": state, "lease": None, "problem": problem}
        if state is State.FAILED and has_spare and not row.sender and not opted_out and row.sealed_number:
            values = _by_spare(problem or "not delivered", now)
        elif state in FINAL:
            values = _end(state, problem, now)
        if "message_sid" not in values:
            values["message_sid"] = message_sid
        unchanged = (outbox.c.id == row.id, outbox.c.sender == row.sender, still_open)
        return connection.execute(update(outbox).where(*unchanged).values(values)).rowcount > 0


def of_others(engine: Engine, text: Claimed, message_sids: Collection[str]) -> set[str]:
    """Which of these messages of the carrier's are known to be other texts."""
    with reading(engine) as connection:
        others = select(outbox.c.message_sid).where(outbox.c.message_sid.in_(message_sids), outbox.c.id != text.id)
        return {sid for sid in connection.scalars(others) if sid}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reminder whose moment has not come."""

    id: int
    language: str
    made_at: datetime
    due_at: datetime


def waiting_reminders(engine: Engine) -> Sequence[Waiting]:
    """All of them."""
    columns = (outbox.c.id, outbox.c.language, outbox.c.made_at, outbox.c.due_at)
    with reading(engine) as connection:
        found = select(*columns).where(outbox.c.purpose == Purpose.REMINDER, outbox.c.state == State.WAITING)
        return [Waiting(*row) for row in connection.execute(found)]


def change_due(engine: Engine, reminder: Waiting, due: datetime) -> None:
    """Give a reminder another moment, unless somebody has it in hand by now."""
    with engine.begin() as connection:
        same = (outbox.c.id == reminder.id, outbox.c.state == State.WAITING, outbox.c.due_at == reminder.due_at)
        connection.execute(update(outbox).where(*same).values(due_at=due))


def _row(privacy: Privacy, promise: Promise, now: datetime) -> dict[str, Any]:
    return {
        "promise": privacy.hash(promise.key),
        "purpose": promise.purpose,
        "language": promise.language,
        "receiver": privacy.hash(promise.to),
        "number_range": privacy.hash(promise.to[:-_LAST_DIGITS]),
        "asked_by": privacy.hash(promise.asked_by) if promise.asked_by else None,
        "sealed_number": privacy.seal(promise.to),
        "body": promise.body,
        "made_at": now,
        "due_at": promise.not_before,
        "state": State.WAITING,
        "attempts": 0,
    }


def _stands_already(connection: Connection, privacy: Privacy, promise: Promise, now: datetime) -> Kept | None:
    """What is to be told of a promise that need not, or can't, be made; None: it is to be made."""
    receivers, keys = privacy.hashes(promise.to), privacy.hashes(promise.key)
    if wants_no_texts(connection, receivers):
        return Kept(Texted.IMPOSSIBLE, STOPPED)
    state = connection.scalar(select(outbox.c.state).where(outbox.c.promise.in_(keys)))
    if state is not None:
        return Kept(Texted.IMPOSSIBLE, f"it has {state} before") if state in _NOT_COMING else Kept(Texted.COMING)
    if _refused_lately(connection, receivers, now):
        return Kept(Texted.IMPOSSIBLE, "the carrier has refused the last text to this number for good")
    if promise.purpose is Purpose.REMINDER:
        return Kept(Texted.COMING, "is due already") if _reminder_waits(connection, receivers, promise) else None
    same = _same_lately(connection, receivers, promise, now)
    return Kept(Texted.ALREADY, "the same was promised within 10 minutes") if same else None


def _limit_reached(
    connection: Connection, privacy: Privacy, promise: Promise, now: datetime, limits: Limits
) -> str | None:
    row = _row(privacy, promise, now)
    keyed = outbox.c.purpose == Purpose.KEYED
    to_number = outbox.c.receiver == row["receiver"]
    by_caller = outbox.c.asked_by == row["asked_by"] if row["asked_by"] else outbox.c.asked_by.is_(None)
    counts = [
        func.count().filter(condition)
        for condition in (
            to_number,
            outbox.c.number_range == row["number_range"],
            outbox.c.id.is_not(None),
            and_(keyed, to_number),
            and_(keyed, by_caller),
            keyed,
        )
    ]
    found = connection.execute(select(*counts).where(outbox.c.made_at > now - DAY)).one()
    return reached(promise.purpose is Purpose.KEYED, Lately(*(int(count) for count in found)), limits)


def _is_due(now: datetime) -> ColumnElement[bool]:
    """A text that was promised "in the future" is due as well, unless it is a reminder: the clock was set back."""
    clock_set_back = and_(outbox.c.made_at > now, outbox.c.purpose != Purpose.REMINDER)
    return or_(outbox.c.due_at <= now, clock_set_back)


def _is_held_by(lease: Lease) -> ColumnElement[bool]:
    held = (outbox.c.lease.is_not_distinct_from(lease.name), outbox.c.beat == lease.beat)
    return and_(outbox.c.id == lease.text, outbox.c.state == State.SENDING, *held)


def _is_mine(text: Claimed) -> tuple[ColumnElement[bool], ...]:
    return outbox.c.id == text.id, outbox.c.lease == text.lease


def _end(state: State, problem: str | None, now: datetime) -> dict[str, object]:
    return {"state": state, "problem": problem, "ended_at": now, "sealed_number": None, "lease": None}


def _by_spare(problem: str, now: datetime) -> dict[str, object]:
    """Once more, from the second sender: as a new attempt, whose receipts have another reference."""
    again = {"state": State.WAITING, "sender": 1, "due_at": now, "problem": f"second sender, since: {problem}"}
    return {**again, "attempted_at": None, "message_sid": None, "lease": None}


def _release(engine: Engine, text: Claimed, **values: object) -> None:
    _update(engine, text, lease=None, **values)


def _update(engine: Engine, text: Claimed, **values: object) -> None:
    """Change a text, unless its lease has passed to another worker."""
    with engine.begin() as connection:
        connection.execute(update(outbox).where(*_is_mine(text)).values(values))


def _reminder_waits(connection: Connection, receivers: Collection[str], promise: Promise) -> bool:
    waits = select(outbox.c.id).where(
        outbox.c.receiver.in_(receivers),
        outbox.c.purpose == Purpose.REMINDER,
        outbox.c.language == promise.language,
        outbox.c.state.in_((State.WAITING, State.SENDING)),
    )
    return connection.scalar(waits.limit(1)) is not None


def _same_lately(connection: Connection, receivers: Collection[str], promise: Promise, now: datetime) -> bool:
    same = select(outbox.c.id).where(
        outbox.c.receiver.in_(receivers),
        outbox.c.made_at > now - SAME_TEXT_AGAIN,
        outbox.c.language == promise.language,
        outbox.c.body == promise.body,
        outbox.c.state.not_in(_NOT_COMING),
    )
    return connection.scalar(same.limit(1)) is not None


def _refused_lately(connection: Connection, receivers: Collection[str], now: datetime) -> bool:
    """Whether the carrier has refused the last text to this receiver for good: another would fare no better."""
    last = select(outbox.c.state).where(outbox.c.receiver.in_(receivers), outbox.c.made_at > now - REFUSAL_HOLDS)
    return connection.scalar(last.order_by(outbox.c.made_at.desc()).limit(1)) == State.REFUSED
