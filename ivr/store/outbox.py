"""The outbox: the leases by which workers take promised texts in hand, and what becomes of these.

A row is written by :mod:`ivr.store.promises`. A worker claims it (commit), sends with no transaction open, and
records how that ended (commit). :mod:`ivr.store.leases` tells when a claim has ended.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Select, and_, case, insert, literal, or_, select, update

from ivr.core.text.delivery import FINAL, State
from ivr.core.text.promises import Promise, Purpose
from ivr.privacy import Privacy
from ivr.store.callers import STOPPED, stop, wants_no_texts
from ivr.store.columns import Moment
from ivr.store.leases import Lease
from ivr.store.tables import outbox
from sentences import Sentence

_LONGEST_WAIT = timedelta(hours=12)
"""Longer than the night; no text that is not a reminder is put off for so long."""


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


def in_hand(connection: Connection) -> list[Lease]:
    """The leases of the texts that workers have in hand."""
    leases = select(outbox.c.id, outbox.c.lease, outbox.c.beat).where(outbox.c.state == State.SENDING)
    return [Lease(*row) for row in connection.execute(leases)]


def is_any_due(connection: Connection, ended: Collection[Lease], now: datetime) -> bool:
    """Whether there is a text to claim: one that is due, or one in hand whose lease has ``ended``."""
    return connection.scalar(_oldest(ended, now)) is not None


def claim(connection: Connection, privacy: Privacy, ended: Collection[Lease], now: datetime) -> Claimed | None:
    """Take the text that has been due longest, or one whose lease has ``ended``; None when there is none."""
    found = connection.scalar(_oldest(ended, now).with_for_update(skip_locked=True))
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


def beat(connection: Connection, text: Claimed) -> None:
    """Say that the worker lives."""
    _update(connection, text, beat=outbox.c.beat + 1)


def hold(connection: Connection, privacy: Privacy, text: Claimed, body: str, now: datetime) -> bool:
    """Just before sending: fix what the text says, so that it can be found again.

    False: it must not be sent, since its lease has ended, or the receiver has sent STOP meanwhile.
    """
    unwanted = wants_no_texts(connection, privacy.hashes(text.promise.to))
    values: dict[str, object] = {"body": body, "beat": outbox.c.beat + 1}
    values |= _end(State.CANCELLED, STOPPED, now) if unwanted else {"attempted_at": now}
    changed = connection.execute(update(outbox).where(*_is_mine(text)).values(values)).rowcount
    return changed > 0 and not unwanted


def sent(connection: Connection, text: Claimed, message_sid: str) -> None:
    """The carrier has accepted a text; its receipt decides whether it is final."""
    _release(connection, text, state=State.SENT, message_sid=message_sid, problem=None)


def postpone(
    connection: Connection, text: Claimed, due: datetime, problem: Sentence | str, *, maybe_sent: bool
) -> None:
    """Try a text again at ``due``. ``maybe_sent``: the carrier may have taken it, and must be asked first."""
    values: dict[str, object] = {} if maybe_sent else {"attempted_at": None}
    if text.promise.purpose is Purpose.REMINDER and not maybe_sent:
        values["body"] = None  # it is made again from the schedule of that moment
    _release(connection, text, state=State.WAITING, due_at=due, problem=problem, **values)


def put_off(connection: Connection, text: Claimed, due: datetime) -> None:
    """A text that waits for the day; the carrier has not been asked, so that this was no attempt."""
    waits = {"state": State.WAITING, "due_at": due, "problem": Sentence("waits for the day"), "attempted_at": None}
    _release(connection, text, **waits, attempts=text.attempts - 1)


def move_on(connection: Connection, text: Claimed, due: datetime, now: datetime) -> None:
    """A reminder whose line is closed after all: say so now, remind then."""
    row = connection.execute(select(outbox).where(*_is_mine(text)).with_for_update()).mappings().first()
    if row is None:
        return
    word = {name: row[name] for name in ("language", "receiver", "number_range", "sealed_number")}
    word |= {"promise": f"{row['promise'][:56]}:moved", "purpose": Purpose.MOVED, "state": State.WAITING}
    connection.execute(insert(outbox).values(**word, made_at=now, due_at=now, attempts=0))
    moved = {"state": State.WAITING, "due_at": due, "moved": 1, "lease": None, "attempts": 0}
    moved |= {"problem": Sentence("closed after all"), "attempted_at": None, "body": None}
    connection.execute(update(outbox).where(*_is_mine(text)).values(moved))


def fail(
    connection: Connection,
    privacy: Privacy,
    text: Claimed,
    problem: Sentence | str,
    now: datetime,
    *,
    refused: bool = False,
    opted_out: bool = False,
    has_spare: bool = False,
) -> None:
    """A text that can't be sent: from the second sender, if there is one; else the number is forgotten."""
    state = State.CANCELLED if opted_out else State.REFUSED if refused else State.FAILED
    if opted_out:
        stop(connection, privacy.hashes(text.promise.to), now)
    by_spare = has_spare and not text.spare and state is State.REFUSED
    values = _by_spare(problem, now) if by_spare else _end(state, problem, now)
    connection.execute(update(outbox).where(*_is_mine(text)).values(values))


def receipt(
    connection: Connection,
    reference: str,
    message_sid: str,
    state: State,
    problem: Sentence | str | None,
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
    row = connection.execute(select(outbox).where(its, still_open)).first()
    if row is None:
        return False
    if opted_out and row.receiver:
        stop(connection, (row.receiver,), now)
    values: dict[str, object] = {"state": state, "lease": None, "problem": problem}
    if state is State.FAILED and has_spare and not row.sender and not opted_out and row.sealed_number:
        values = _by_spare(problem or Sentence("not delivered"), now, message_sid)
    elif state in FINAL:
        values = _end(state, problem, now)
    if "message_sid" not in values:
        values["message_sid"] = message_sid
    unchanged = (outbox.c.id == row.id, outbox.c.sender == row.sender, still_open)
    return connection.execute(update(outbox).where(*unchanged).values(values)).rowcount > 0


def of_others(connection: Connection, text: Claimed, message_sids: Collection[str]) -> set[str]:
    """Which of these messages of the carrier's are known to be other texts."""
    others = select(outbox.c.message_sid).where(outbox.c.message_sid.in_(message_sids), outbox.c.id != text.id)
    by_first_sender = select(outbox.c.first_sid).where(outbox.c.first_sid.in_(message_sids))
    return {sid for sid in connection.scalars(others.union(by_first_sender)) if sid}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reminder whose moment has not come."""

    id: int
    language: str
    made_at: datetime
    due_at: datetime


def waiting_reminders(connection: Connection) -> Sequence[Waiting]:
    """All of them, but for those that wait because the carrier has failed: their moment is not to be changed."""
    columns = (outbox.c.id, outbox.c.language, outbox.c.made_at, outbox.c.due_at)
    untried = (outbox.c.state == State.WAITING, outbox.c.attempts == 0)
    found = select(*columns).where(outbox.c.purpose == Purpose.REMINDER, *untried)
    return [Waiting(*row) for row in connection.execute(found)]


def change_due(connection: Connection, reminder: Waiting, due: datetime) -> None:
    """Give a reminder another moment, unless somebody has it in hand by now."""
    same = (outbox.c.id == reminder.id, outbox.c.state == State.WAITING, outbox.c.due_at == reminder.due_at)
    connection.execute(update(outbox).where(*same).values(due_at=due))


def _oldest(ended: Collection[Lease], now: datetime) -> Select[tuple[int]]:
    """The text that has been due longest, among those that wait and those whose lease has ended."""
    mine = or_(and_(outbox.c.state == State.WAITING, _is_due(now)), *map(_is_held_by, ended))
    return select(outbox.c.id).where(mine).order_by(outbox.c.due_at, outbox.c.id).limit(1)


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Texts other than reminders are also due when the clock was set back: promised or put off too far ahead."""
    clock_set_back = or_(outbox.c.made_at > now, outbox.c.due_at > now + _LONGEST_WAIT)
    return or_(outbox.c.due_at <= now, and_(clock_set_back, outbox.c.purpose != Purpose.REMINDER))


def _is_held_by(lease: Lease) -> ColumnElement[bool]:
    held = (outbox.c.lease.is_not_distinct_from(lease.name), outbox.c.beat == lease.beat)
    return and_(outbox.c.id == lease.text, outbox.c.state == State.SENDING, *held)


def _is_mine(text: Claimed) -> tuple[ColumnElement[bool], ...]:
    return outbox.c.id == text.id, outbox.c.lease == text.lease


def _end(state: State, problem: Sentence | str | None, now: datetime) -> dict[str, object]:
    return {"state": state, "problem": problem, "ended_at": now, "sealed_number": None, "lease": None}


def _by_spare(problem: Sentence | str, now: datetime, message_sid: str | None = None) -> dict[str, object]:
    """Once more, from the second sender: as a new attempt, whose receipts have another reference."""
    why = Sentence("second sender used: {cause}", cause=problem)
    again = {"state": State.WAITING, "sender": 1, "due_at": now, "problem": why}
    return {**again, "attempted_at": None, "message_sid": None, "first_sid": message_sid, "lease": None}


def _release(connection: Connection, text: Claimed, **values: object) -> None:
    _update(connection, text, lease=None, **values)


def _update(connection: Connection, text: Claimed, **values: object) -> None:
    """Change a text, unless its lease has passed to another worker."""
    connection.execute(update(outbox).where(*_is_mine(text)).values(values))
