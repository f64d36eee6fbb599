"""Storage of callers: the language they last chose, and whether they opted out of texts.

A caller is identified by a keyed hash of the telephone number. A parameter ``hashes`` takes all hashes of one number:
with the current key and with earlier keys.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, ScalarSelect, bindparam, delete, func, select, true, update

from ivr.core.callbacks.promises import OPEN
from ivr.core.callbacks.promises import State as Ended
from ivr.core.text.delivery import TO_MEND, State
from ivr.store.db import insert_or_change, insert_unless_there, tell
from ivr.store.many import insert_or_change_many
from ivr.store.tables import call_backs, callers, opt_outs, outbox
from sentences import Sentence

STOPPED = Sentence("the receiver has sent STOP")

_HASHES: BindParameter[str] = bindparam("hashes", expanding=True)
_REMEMBERED = (
    select(callers.c.language)
    .where(callers.c.caller.in_(_HASHES), callers.c.language.is_not(None))
    .order_by(callers.c.seen_at.desc())
    .limit(1)
)
_OPT_OUT = select(opt_outs).where(opt_outs.c.caller.in_(_HASHES))


def remembered_language(connection: Connection, hashes: Collection[str]) -> str | None:
    """Return the language that a caller last chose, or None."""
    return connection.scalar(_REMEMBERED, {"hashes": hashes})


def remember(connection: Connection, caller: str, language: str, now: datetime) -> None:
    """Store the language of a caller for the next call."""
    remember_all(connection, {caller: (language, now)})


def remember_all(connection: Connection, chosen: Mapping[str, tuple[str, datetime]]) -> None:
    """Store the languages of callers: each with its moment. All writers use the same order, to avoid deadlocks."""
    rows = [
        {"caller": caller, "language": language, "seen_at": at, "first_at": at}
        for caller, (language, at) in sorted(chosen.items())
    ]
    insert_or_change_many(connection, callers, rows, ("language", "seen_at"))


def forget_language(connection: Connection, hashes: Collection[str], now: datetime) -> None:
    """Delete the language that a caller last chose. The row stays, so that other processes see the deletion."""
    forgotten = update(callers).where(callers.c.caller.in_(hashes))
    connection.execute(forgotten.values(language=None, seen_at=now))
    tell(connection)


def lock_caller(connection: Connection, caller: str, now: datetime, then_hold: Sequence[int] = ()) -> None:
    """Serialize transactions about one caller, by writing the caller's row; then hold numbers (:func:`db.hold`)."""
    row = {"caller": caller, "seen_at": now}
    insert_or_change(connection, callers, "caller", row, {"first_at": now}, then_hold)


def stop(connection: Connection, hashes: Collection[str], now: datetime) -> None:
    """Store the opt-out of a caller, and cancel the texts, reminders and call-backs that wait for them."""
    insert_unless_there(connection, opt_outs, [{"caller": caller, "since": now} for caller in hashes])
    waiting = update(outbox).where(outbox.c.receiver.in_(hashes), outbox.c.state == State.WAITING)
    # A text with an attempt may have been sent; a worker asks the carrier about it first, and then cancels it.
    cancelled = {"state": State.CANCELLED, "ended_at": now, "problem": STOPPED}
    connection.execute(waiting.where(outbox.c.attempted_at.is_(None)).values(**cancelled, sealed_number=None))
    failed = update(outbox).where(outbox.c.receiver.in_(hashes), outbox.c.state.in_(TO_MEND))
    connection.execute(failed.values(sealed_number=None))
    end_call_backs(connection, hashes, STOPPED, now)
    tell(connection)


def end_call_backs(
    connection: Connection, hashes: Collection[str], why: Sentence, now: datetime, language: str | None = None
) -> int:
    """End the call-backs of a caller that stand, by default in all languages, and return how many.

    Nobody is called for them again, so the number is deleted.
    """
    spoken = true() if language is None else call_backs.c.language == language
    theirs = call_backs.c.caller.in_(hashes), call_backs.c.state.in_(OPEN), spoken
    ended = {"state": Ended.CANCELLED, "problem": why, "ended_at": now, "lease": None, "sealed_number": None}
    return connection.execute(update(call_backs).where(*theirs).values(ended)).rowcount


def start(connection: Connection, hashes: Collection[str]) -> None:
    """Delete the opt-out of a caller. Texts that were cancelled stay cancelled."""
    connection.execute(delete(opt_outs).where(opt_outs.c.caller.in_(hashes)))
    tell(connection)


def wants_no_texts(connection: Connection, hashes: Collection[str]) -> bool:
    """Whether a caller has opted out of texts.

    An opt-out that is stored by an earlier key is stored by the current one, the first of ``hashes``, as well.
    """
    found = connection.execute(_OPT_OUT, {"hashes": hashes}).first()
    if found is None:
        return False
    insert_unless_there(connection, opt_outs, [{"caller": next(iter(hashes)), "since": found.since}])
    return True


def opt_out_marks() -> list[ScalarSelect[Any]]:
    """Return queries whose values change with the opt-outs."""
    return [select(each).scalar_subquery() for each in (func.count(opt_outs.c.caller), func.max(opt_outs.c.since))]


class OptOuts:
    """A copy of all opt-outs in memory, for use while the database is down."""

    def __init__(self) -> None:
        self._state: object = None
        self._callers: frozenset[str] = frozenset()
        self._own: frozenset[str] = frozenset()
        self.read_at: datetime | None = None

    def read(self, connection: Connection, now: datetime) -> None:
        """Refresh the copy. All rows are read only if their number or the latest ``since`` has changed."""
        state = connection.execute(select(*opt_out_marks())).one()
        if state != self._state:
            self._callers = frozenset(connection.scalars(select(opt_outs.c.caller)))
        self._state, self.read_at = state, now

    def __len__(self) -> int:
        return len(self._callers)

    def has_one_of(self, hashes: Collection[str]) -> bool:
        """Whether the caller with these hashes had opted out."""
        return not (self._callers.isdisjoint(hashes) and self._own.isdisjoint(hashes))

    def note(self, hashes: Collection[str], stops: bool) -> None:
        """Apply a STOP or START that this process received, whether or not the database could store it."""
        self._own = self._own | frozenset(hashes) if stops else self._own - frozenset(hashes)
