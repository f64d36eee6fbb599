"""The outbox: workers claim promised texts under a lease, and record what became of them.

:mod:`ivr.store.promises` inserts a row. A worker claims it (commit), sends with no transaction open, and records the
result (commit). :mod:`ivr.store.leases` detects that the lease of a dead worker has ended.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from ivr.core.text.delivery import FINAL, TO_MEND, State
from ivr.core.text.promises import Promise, Purpose
from ivr.privacy import Privacy
from ivr.store.callers import STOPPED, stop, wants_no_texts
from ivr.store.carrier import note_taken
from ivr.store.columns import Moment
from ivr.store.leases import Lease
from ivr.store.tables import outbox
from sentences import Sentence

_LONGEST_WAIT = timedelta(hours=12)
"""Longer than the quiet hours and any retry; only reminders are put off for longer."""
_DIGITS = 6
"""The most digits of how often a text was sent again."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A text that one worker has claimed until its lease ends.

    Attributes:
        lease: the random name of this claim.
        attempts: attempts so far, including this one.
        attempted_at: when an earlier attempt with an unknown result began; None if there is none. If the promise
            then has no body, the words of the attempt are unknown.
        moved: whether the reminder was postponed before.
        spare: whether it is sent from the second sender.
        again: how often somebody has sent it again after it failed.
    """

    id: int
    lease: str
    promise: Promise
    attempts: int
    made_at: datetime
    attempted_at: datetime | None
    moved: bool
    spare: bool
    again: int = 0

    @property
    def reference(self) -> str:
        """The reference of its receipts: the hash of the promise, 0 or 1 for the sender, and which time, if again."""
        return f"{self.promise.key}-{int(self.spare)}" + (f"-{self.again}" if self.again else "")


def in_hand(connection: Connection) -> list[Lease]:
    """Return the leases of all texts that are claimed."""
    leases = select(outbox.c.id, outbox.c.lease, outbox.c.beat).where(outbox.c.state == State.SENDING)
    return [Lease(*row) for row in connection.execute(leases)]


def marks() -> list[ScalarSelect[Any]]:
    """Return quick queries: when the next text is due that waits, and a text that is claimed, or null."""
    due = select(func.min(outbox.c.due_at)).where(outbox.c.state == State.WAITING)
    claimed = select(outbox.c.id).where(outbox.c.state == State.SENDING).limit(1)
    return [due.scalar_subquery(), claimed.scalar_subquery()]


def is_any_due(connection: Connection, ended: Collection[Lease], now: datetime) -> bool:
    """Whether there is a text to claim: one that is due, or a claimed one whose lease is in ``ended``."""
    return connection.scalar(_oldest(ended, now)) is not None


def claim(connection: Connection, privacy: Privacy, ended: Collection[Lease], now: datetime) -> Claimed | None:
    """Claim the text that has been due longest, of those that wait and those whose lease is in ``ended``; else None."""
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
    flags = bool(row.moved), bool(row.sender), row.again
    return Claimed(row.id, row.lease, promise, row.attempts, row.made_at, row.attempted_at, *flags)


def beat(connection: Connection, text: Claimed) -> None:
    """Renew the lease of a text."""
    _update(connection, text, beat=outbox.c.beat + 1)


def hold(connection: Connection, privacy: Privacy, text: Claimed, body: str, now: datetime) -> bool:
    """Store the body and the start of an attempt, just before sending, so that the carrier's list can be searched.

    Return False if the text must not be sent: its lease has ended, or the receiver has opted out, which cancels it.
    """
    unwanted = wants_no_texts(connection, privacy.hashes(text.promise.to))
    values: dict[str, object] = {"body": body, "beat": outbox.c.beat + 1}
    values |= _end(State.CANCELLED, STOPPED, now) if unwanted else {"attempted_at": now}
    changed = connection.execute(update(outbox).where(*_is_mine(text)).values(values)).rowcount
    return changed > 0 and not unwanted


def sent(connection: Connection, text: Claimed, message_sid: str) -> None:
    """Record that the carrier has accepted a text, so that it refuses us no more. A receipt brings its final state."""
    note_taken(connection)
    _release(connection, text, state=State.SENT, message_sid=message_sid, problem=None)


def postpone(
    connection: Connection, text: Claimed, due: datetime, problem: Sentence | str, *, maybe_sent: bool
) -> None:
    """Try a text again at ``due``. If ``maybe_sent``, the next attempt first looks for it in the carrier's list."""
    values: dict[str, object] = {} if maybe_sent else {"attempted_at": None}
    if text.promise.purpose is Purpose.REMINDER and not maybe_sent:
        values["body"] = None  # the next attempt writes it from the schedule at that time
    _release(connection, text, state=State.WAITING, due_at=due, problem=problem, **values)


def put_off(connection: Connection, text: Claimed, due: datetime) -> None:
    """Delay a text until the end of the quiet hours, ``due``. The claim does not count as an attempt."""
    waits = {"state": State.WAITING, "due_at": due, "problem": Sentence("waits for the day"), "attempted_at": None}
    _release(connection, text, **waits, attempts=text.attempts - 1)


def give_back(connection: Connection, text: Claimed) -> None:
    """Give back a text that was claimed and not begun. The claim does not count as an attempt."""
    _release(connection, text, state=State.WAITING, attempts=text.attempts - 1)


def move_on(connection: Connection, text: Claimed, due: datetime, now: datetime) -> None:
    """Postpone a reminder whose line is closed after all to ``due``, and add a text that says so, due now."""
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
    """Record that a text can't be sent. A refused one is tried from the second sender, if any; else it is final.

    The number is kept for a while, so that somebody can send it again; not if ``opted_out``, which stores the opt-out
    of the receiver. A carrier that ``refused`` the text does not refuse us.
    """
    state = State.CANCELLED if opted_out else State.REFUSED if refused else State.FAILED
    if refused:
        note_taken(connection)
    if opted_out:
        stop(connection, privacy.hashes(text.promise.to), now)
    by_spare = has_spare and not text.spare and state is State.REFUSED
    values = _by_spare(problem, now) if by_spare else _end(state, problem, now, opted_out=opted_out)
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
    """Record a delivery receipt, which may arrive before :func:`sent` is called. Delivery deletes the number.

    A text that was not delivered is tried from the second sender, if any. ``opted_out`` stores the opt-out.

    Return False if the receipt changes nothing: the text is unknown, already in this or a final state, or has been
    sent again since.
    """
    its = or_(outbox.c.message_sid == message_sid, and_(outbox.c.message_sid.is_(None), *_refers_to(reference)))
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
        values = _end(state, problem, now, opted_out=opted_out)
    if "message_sid" not in values:
        values["message_sid"] = message_sid
    unchanged = (outbox.c.id == row.id, outbox.c.sender == row.sender, still_open)
    return connection.execute(update(outbox).where(*unchanged).values(values)).rowcount > 0


def of_others(connection: Connection, text: Claimed, message_sids: Collection[str]) -> set[str]:
    """Return those of the carrier's messages that are known to belong to other texts, or to a first sender."""
    others = select(outbox.c.message_sid).where(outbox.c.message_sid.in_(message_sids), outbox.c.id != text.id)
    by_first_sender = select(outbox.c.first_sid).where(outbox.c.first_sid.in_(message_sids))
    return {sid for sid in connection.scalars(others.union(by_first_sender)) if sid}


def _oldest(ended: Collection[Lease], now: datetime) -> Select[tuple[int]]:
    """Select the text that has been due longest, of those that wait and are due, and those whose lease has ended."""
    mine = or_(and_(outbox.c.state == State.WAITING, _is_due(now)), *map(_is_held_by, ended))
    return select(outbox.c.id).where(mine).order_by(outbox.c.due_at, outbox.c.id).limit(1)


def _is_due(now: datetime) -> ColumnElement[bool]:
    """The condition of a due text. Texts other than reminders are also due if the clock was set back since.

    The clock was set back if a text was promised in the future, or is put off longer than texts are.
    """
    clock_set_back = or_(outbox.c.made_at > now, outbox.c.due_at > now + _LONGEST_WAIT)
    return or_(outbox.c.due_at <= now, and_(clock_set_back, outbox.c.purpose != Purpose.REMINDER))


def _is_held_by(lease: Lease) -> ColumnElement[bool]:
    held = (outbox.c.lease.is_not_distinct_from(lease.name), outbox.c.beat == lease.beat)
    return and_(outbox.c.id == lease.id, outbox.c.state == State.SENDING, *held)


def _is_mine(text: Claimed) -> tuple[ColumnElement[bool], ...]:
    return outbox.c.id == text.id, outbox.c.lease == text.lease


def _refers_to(reference: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the text of a reference (:attr:`Claimed.reference`), sent the same time as it was."""
    promise, _, how = reference.partition("-")
    sender, _, again = how.partition("-")
    times = int(again) if again.isdecimal() and len(again) <= _DIGITS else 0
    return outbox.c.promise == promise, outbox.c.sender == int(sender == "1"), outbox.c.again == times


def _end(state: State, problem: Sentence | str | None, now: datetime, *, opted_out: bool = False) -> dict[str, object]:
    """Return the values of a text that has ended. Only one that can be sent again keeps its number."""
    values: dict[str, object] = {"state": state, "problem": problem, "ended_at": now, "lease": None}
    return values if state in TO_MEND and not opted_out else {**values, "sealed_number": None}


def _by_spare(problem: Sentence | str, now: datetime, message_sid: str | None = None) -> dict[str, object]:
    """Return the values of a text that is sent again from the second sender; its receipts have another reference."""
    why = Sentence("second sender used: {cause}", cause=problem)
    again = {"state": State.WAITING, "sender": 1, "due_at": now, "problem": why}
    return {**again, "attempted_at": None, "message_sid": None, "first_sid": message_sid, "lease": None}


def _release(connection: Connection, text: Claimed, **values: object) -> None:
    _update(connection, text, lease=None, **values)


def _update(connection: Connection, text: Claimed, **values: object) -> None:
    """Update a text, unless another worker has claimed it meanwhile."""
    connection.execute(update(outbox).where(*_is_mine(text)).values(values))
