"""The outbox: texts that are promised, and the leases by which workers take them in hand.

A row is written in the transaction that makes the promise. A worker claims it (commit), sends with no
transaction open, and records how that ended (commit). A lease that runs out hands the row to another.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Engine, and_, insert, or_, select, update

from ivr.core.actions import Texted
from ivr.core.texts import Promise, Purpose
from ivr.store.people import lock_caller, wants_no_texts
from ivr.store.privacy import Privacy
from ivr.store.tables import outbox

SAME_TEXT_AGAIN = timedelta(minutes=10)
"""A caller gets the same information text once in this time, however often they call."""

REFUSAL_HOLDS = timedelta(days=1)
"""After a refusal for good no text is promised to the receiver for this time; then it may have been mended."""


class State(StrEnum):
    """Where a text stands. FAILED: given up or not delivered; REFUSED: the carrier will never take it."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    REFUSED = "refused"


FINAL = (State.DELIVERED, State.FAILED, State.REFUSED)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A text in the hands of one worker, until its lease ends.

    ``attempted_at`` is when an earlier attempt began whose end is unknown; None: there was none.
    ``unwanted``: the receiver has sent STOP since the promise was made.
    """

    id: int
    worker: str
    promise: Promise
    attempts: int
    made_at: datetime
    attempted_at: datetime | None
    unwanted: bool


def keep(engine: Engine, privacy: Privacy, promise: Promise, now: datetime) -> Texted:
    """Keep a promise, durably, once; IMPOSSIBLE for a receiver who wants no texts."""
    receiver, key = privacy.hash(promise.to), privacy.hash(promise.key)
    with engine.begin() as connection:
        lock_caller(connection, receiver, now)
        if wants_no_texts(connection, receiver):
            return Texted.IMPOSSIBLE
        state = connection.scalar(select(outbox.c.state).where(outbox.c.promise == key))
        if state is not None:
            return Texted.IMPOSSIBLE if state in (State.FAILED, State.REFUSED) else Texted.COMING
        if _refused_lately(connection, receiver, now):
            return Texted.IMPOSSIBLE
        if promise.purpose is Purpose.INFORMATION and _same_lately(connection, receiver, promise, now):
            return Texted.ALREADY
        row = {
            "promise": key,
            "purpose": promise.purpose,
            "language": promise.language,
            "receiver": receiver,
            "sealed_number": privacy.seal(promise.to),
            "body": promise.body,
            "made_at": now,
            "due_at": promise.not_before,
            "state": State.WAITING,
            "attempts": 0,
        }
        connection.execute(insert(outbox).values(row))
        return Texted.COMING


def claim(engine: Engine, privacy: Privacy, worker: str, now: datetime, lease: timedelta) -> Claimed | None:
    """Take the text that has been due longest; None when there is none."""
    free = and_(outbox.c.state == State.WAITING, outbox.c.due_at <= now)
    abandoned = and_(outbox.c.state == State.SENDING, outbox.c.leased_until <= now)
    oldest = (
        select(outbox.c.id, outbox.c.attempted_at)
        .where(or_(free, abandoned))
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    with engine.begin() as connection:
        found = connection.execute(oldest).first()
        if found is None:
            return None
        values = {
            "state": State.SENDING,
            "attempts": outbox.c.attempts + 1,
            "attempted_at": found.attempted_at or now,
            "leased_by": worker,
            "leased_until": now + lease,
        }
        taken = update(outbox).where(outbox.c.id == found.id).values(values).returning(*outbox.c)
        row = connection.execute(taken).one()
        number = privacy.unseal(row.sealed_number or "") or ""
        promise = Promise(row.promise, Purpose(row.purpose), row.language, number, row.body, row.due_at)
        unwanted = wants_no_texts(connection, row.receiver)
        return Claimed(row.id, worker, promise, row.attempts, row.made_at, found.attempted_at, unwanted)


def hold(engine: Engine, text: Claimed, body: str, now: datetime, lease: timedelta) -> bool:
    """Just before sending: fix what the text says, so that it can be found again, and renew the lease.

    False: the lease has ended meanwhile, and the text may be in another's hands.
    """
    return _update(engine, text, outbox.c.leased_until > now, body=body, leased_until=now + lease)


def sent(engine: Engine, text: Claimed, message_sid: str) -> None:
    """The carrier has accepted a text; its receipt decides whether it is final."""
    _release(engine, text, state=State.SENT, message_sid=message_sid, problem=None)


def postpone(engine: Engine, text: Claimed, due: datetime, problem: str, *, maybe_sent: bool) -> None:
    """Try a text again at ``due``. ``maybe_sent``: the carrier may have taken it, and must be asked first."""
    values: dict[str, object] = {} if maybe_sent else {"attempted_at": None}
    if text.promise.purpose is Purpose.REMINDER and not maybe_sent:
        values["body"] = None  # it is made again from the schedule of that moment
    _release(engine, text, state=State.WAITING, due_at=due, problem=problem, **values)


def fail(engine: Engine, text: Claimed, problem: str, *, refused: bool = False) -> None:
    """A text that can't be sent; the number is forgotten."""
    state = State.REFUSED if refused else State.FAILED
    _release(engine, text, state=state, problem=problem, sealed_number=None)


def receipt(engine: Engine, text_id: int, message_sid: str, state: State, problem: str | None) -> None:
    """A delivery receipt, which may come before :func:`sent` does: only forward, and with the end the number goes."""
    forget = {"sealed_number": None} if state in FINAL else {}
    with engine.begin() as connection:
        connection.execute(
            update(outbox)
            .where(outbox.c.id == text_id, outbox.c.state.not_in(FINAL))
            .values(state=state, message_sid=message_sid, problem=problem, leased_by=None, leased_until=None, **forget)
        )


def _release(engine: Engine, text: Claimed, **values: object) -> None:
    _update(engine, text, leased_by=None, leased_until=None, **values)


def _update(engine: Engine, text: Claimed, *conditions: ColumnElement[bool], **values: object) -> bool:
    """Change a text, unless its lease has passed to another worker; False: it has."""
    with engine.begin() as connection:
        mine = (outbox.c.id == text.id, outbox.c.leased_by == text.worker, *conditions)
        return connection.execute(update(outbox).where(*mine).values(values)).rowcount > 0


def _same_lately(connection: Connection, receiver: str, promise: Promise, now: datetime) -> bool:
    same = select(outbox.c.id).where(
        outbox.c.receiver == receiver,
        outbox.c.made_at > now - SAME_TEXT_AGAIN,
        outbox.c.language == promise.language,
        outbox.c.body == promise.body,
        outbox.c.state.not_in((State.FAILED, State.REFUSED)),
    )
    return connection.scalar(same.limit(1)) is not None


def _refused_lately(connection: Connection, receiver: str, now: datetime) -> bool:
    """Whether the carrier has refused the last text to this receiver for good: another would fare no better."""
    last = select(outbox.c.state).where(outbox.c.receiver == receiver, outbox.c.made_at > now - REFUSAL_HOLDS)
    return connection.scalar(last.order_by(outbox.c.made_at.desc()).limit(1)) == State.REFUSED
