"""What is kept of callers: the language to remember, and whether they want texts.

Callers are keyed hashes; where several are taken they are those of one number, by the key of now and by old ones.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from ivr.core.text.delivery import State
from ivr.store.db import insert_or_change, insert_unless_there
from ivr.store.tables import callers, opt_outs, outbox
from sentences import Sentence

STOPPED = Sentence("the receiver has sent STOP")


def remembered_language(connection: Connection, hashes: Collection[str]) -> str | None:
    """The language that a caller last chose."""
    found = select(callers.c.language).where(callers.c.caller.in_(hashes), callers.c.language.is_not(None))
    return connection.scalar(found.order_by(callers.c.seen_at.desc()).limit(1))


def remember(connection: Connection, caller: str, language: str, now: datetime) -> None:
    """Keep the language of a caller for the next call."""
    insert_or_change(connection, callers, "caller", {"caller": caller, "seen_at": now, "language": language})


def lock_caller(connection: Connection, caller: str, now: datetime) -> None:
    """Make transactions about one caller take turns, by writing the caller's row."""
    insert_or_change(connection, callers, "caller", {"caller": caller, "seen_at": now})


def stop(connection: Connection, hashes: Collection[str], now: datetime) -> None:
    """Keep that a caller wants no texts, and cancel what waits for them, reminders too."""
    insert_unless_there(connection, opt_outs, [{"caller": caller, "since": now} for caller in hashes])
    waiting = update(outbox).where(outbox.c.receiver.in_(hashes), outbox.c.state == State.WAITING)
    # One that may have been sent already is looked up first; its worker cancels it after that.
    cancelled = {"state": State.CANCELLED, "ended_at": now, "problem": STOPPED}
    connection.execute(waiting.where(outbox.c.attempted_at.is_(None)).values(**cancelled, sealed_number=None))


def start(connection: Connection, hashes: Collection[str]) -> None:
    """Keep that a caller wants texts again; what was cancelled stays so."""
    connection.execute(delete(opt_outs).where(opt_outs.c.caller.in_(hashes)))


def wants_no_texts(connection: Connection, hashes: Collection[str]) -> bool:
    """Whether a caller has sent STOP."""
    return connection.scalar(select(opt_outs.c.caller).where(opt_outs.c.caller.in_(hashes)).limit(1)) is not None


class OptOuts:
    """All opt-outs, as this process knew them when it last could ask: for when the database is away."""

    def __init__(self) -> None:
        self._state: object = None
        self._callers: frozenset[str] = frozenset()
        self._own: frozenset[str] = frozenset()
        self.read_at: datetime | None = None

    def read(self, connection: Connection, now: datetime) -> None:
        """Bring them up to date; all are read only if something has changed."""
        state = connection.execute(select(func.count(), func.max(opt_outs.c.since))).one()
        if state != self._state:
            self._callers = frozenset(connection.scalars(select(opt_outs.c.caller)))
        self._state, self.read_at = state, now

    def __len__(self) -> int:
        return len(self._callers)

    def has_one_of(self, hashes: Collection[str]) -> bool:
        """Whether somebody had sent STOP."""
        return not (self._callers.isdisjoint(hashes) and self._own.isdisjoint(hashes))

    def note(self, hashes: Collection[str], stops: bool) -> None:
        """What this process has heard itself counts at once, even if the database could not be told."""
        self._own = self._own | frozenset(hashes) if stops else self._own - frozenset(hashes)
