"""The recorder: writes the record of calls in the background, in batches, on one thread.

No call waits for a record. While the database is down records wait in memory; if too many wait, the oldest are
dropped, and how many is logged. A record that can't be written is set aside, and logged as lost. A `kill -9` may lose
the records of the last half second.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, assert_never

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ivr.core.budgets import Budget
from ivr.store.callers import forget_language, remember, stop
from ivr.store.calls import CallEnd, StepRow, is_over, write_calls
from ivr.store.db import first_line, insert_unless_there, tell, writing
from ivr.store.inbound import Arrived, act, note_answer
from ivr.store.many import count_up, insert_or_add
from ivr.store.patience import PATIENCE, Patience
from ivr.store.tables import outbox, refusals, refused_requests
from ivr.store.waiting import in_time
from schedules import home_date
from sentences import Sentence

log = logging.getLogger(__name__)

_GATHER = 0.3
"""Seconds for which records are gathered for a batch."""
_BATCH = 200
"""Most records of a transaction: on SQLite promises wait for it."""
_MOST = 20_000
"""Most records that wait in memory."""
_AWAY = (OperationalError, InterfaceError, InternalError, PoolTimeout, TimeoutError)
"""What a database raises that is away, or read-only as after a fail-over (InternalError of PostgreSQL). On SQLite also
if its tables have not been migrated yet."""
_NOT_READY = ("42P01", "42703", "42501")
"""PostgreSQL's codes of tables that have not been migrated yet: no such table, no such column, no right to use it."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The language that a caller (keyed hash) has chosen in the call ``sid``, to remember for the next call."""

    sid: str
    caller: str
    at: datetime
    language: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The wish of a caller (all hashes of the number), in the call ``sid``, that no language is remembered."""

    sid: str
    hashes: Sequence[str]
    at: datetime


@dataclass(frozen=True, slots=True)
class SentPast:
    """A text that was sent without the outbox; ``row`` is its row for the outbox table."""

    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to an inbound text: its reason, whether a text was sent, the language that the sender has chosen.

    ``refused`` is the budget that did not allow an answer.
    """

    arrived: Arrived
    because: Sentence
    sent: bool
    chose: str | None = None
    refused: Budget | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """An opt-out that could not be stored at once, with the hashes of the sender's number."""

    arrived: Arrived
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestsRefused:
    """How many requests were refused for a reason since the last such record."""

    reason: str
    count: int
    at: datetime


Record = StepRow | CallEnd | Chosen | Forgotten | SentPast | Answered | Stopped | RequestsRefused


class Recorder:
    """Queues records and writes them on a thread of its own.

    ``learnt`` is called with the callers whose language was stored or deleted, after the commit. Up to ``most`` records
    wait.
    """

    def __init__(
        self,
        engine: Engine,
        patience: Patience = PATIENCE,
        learnt: Callable[[Collection[str]], None] = lambda _: None,
        most: int = _MOST,
    ) -> None:
        self._engine = engine
        self._patience = patience
        self._learnt = learnt
        self._most = most
        self._waiting: deque[Record] = deque()
        self._in_hand = self._dropped = 0
        self._changing = threading.Condition()
        self._writing = threading.Lock()
        self._failing = False
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def note(self, record: Record) -> None:
        """Queue a record without waiting for the database."""
        with self._changing:
            self._waiting.append(record)
            self._drop_oldest()
            self._changing.notify()

    def flush(self) -> None:
        """Write the records that are queued by now; on a database error they stay queued.

        Those that come meanwhile are gathered: a transaction for a few of them takes nearly as long as for many.
        """
        with self._writing:
            left = len(self._waiting)
            while left > 0 and self._write_batch():
                left -= _BATCH

    def close(self, seconds: float = 15.0) -> None:
        """Write the queued records and stop the thread, in ``seconds``. What can't be written is lost, and counted."""
        with self._changing:
            self._closed.set()
            self._changing.notify()
        self._thread.join(seconds)
        with self._changing:
            if lost := len(self._waiting) + self._in_hand + self._dropped:
                log.error("%d records of calls are lost: the database did not take them before the end", lost)

    def _run(self) -> None:
        while not self._closed.is_set():
            with self._changing:
                self._changing.wait_for(lambda: self._waiting or self._closed.is_set())
            self._closed.wait(_GATHER)
            self.flush()
        self.flush()  # what was noted during the last time

    def _write_batch(self) -> bool:
        with self._changing:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _BATCH))]
            self._in_hand = len(batch)
        try:
            in_time(lambda: self._write(batch), self._patience.record)
        except Exception as error:  # noqa: BLE001 - one record must not end the thread that writes all others
            if not _passes(error):
                return self._write_singly(batch)
            self._keep(batch, error)
            return False
        self._note_written()
        return True

    def _write_singly(self, batch: list[Record]) -> bool:
        """Write the records of a batch that can't be written as a whole. Those that can't be written are lost."""
        for written, record in enumerate(batch):
            try:
                in_time(partial(self._write, [record]), self._patience.record)
            except Exception as error:  # noqa: BLE001 - as above
                if _passes(error):
                    self._keep(batch[written:], error)
                    return False
                _say_lost(record, error)
        self._note_written()
        return True

    def _note_written(self) -> None:
        with self._changing:
            dropped, self._in_hand, self._dropped, self._failing = self._dropped, 0, 0, False
        if dropped:
            log.error("%d records of calls are lost: more than %d waited for the database", dropped, self._most)

    def _write(self, batch: list[Record]) -> None:
        with writing(self._engine) as connection:
            remembered = _write(connection, batch)
        if remembered:
            self._learnt(remembered)

    def _keep(self, batch: list[Record], error: Exception) -> None:
        with self._changing:
            self._waiting.extendleft(reversed(batch))
            self._in_hand = 0
            self._drop_oldest()
        if not self._failing:
            log.error("calls are not recorded until the database answers: %s", first_line(error))
        self._failing = True

    def _drop_oldest(self) -> None:
        while len(self._waiting) > self._most:
            self._waiting.popleft()
            self._dropped += 1


def _passes(error: Exception) -> bool:
    """Whether a later try may succeed: then all records wait, since none of them is to blame."""
    return isinstance(error, _AWAY) or getattr(getattr(error, "orig", None), "sqlstate", None) in _NOT_READY


def _say_lost(record: Record, error: Exception) -> None:
    """Log a record that can't be written. What PostgreSQL says in more lines has the values of the row."""
    said = "1 record of calls is lost: this %s can't be written: %s"
    fields = {"call": getattr(record, "sid", "")}
    log.error(said, type(record).__name__, first_line(error), extra=fields, exc_info=not hasattr(error, "orig"))


def _write(connection: Connection, batch: Sequence[Record]) -> list[str]:
    """Write a batch, and return the callers whose language was stored or deleted."""
    remembered: list[str] = []
    steps = [record for record in batch if isinstance(record, StepRow)]
    ends = [record for record in batch if isinstance(record, CallEnd)]
    if steps or ends:
        write_calls(connection, steps, ends)
    for record in batch:
        match record:
            case Chosen():
                remembered += _note_choice(connection, record)
            case Forgotten():
                remembered += _note_wish(connection, record)
            case SentPast(row):
                insert_unless_there(connection, outbox, [row])
            case Answered():
                remembered += _note_answer(connection, record)
            case Stopped(arrived, hashes):
                if act(connection, arrived):
                    stop(connection, hashes, arrived.at)
            case RequestsRefused(reason, count, at):
                row = {"day": f"{home_date(at)}", "reason": reason, "count": count}
                insert_or_add(connection, refused_requests, [row])
            case StepRow() | CallEnd():
                pass
            case _:
                assert_never(record)
    if remembered or any(step.dials for step in steps):
        tell(connection)
    return remembered


def _note_choice(connection: Connection, chosen: Chosen) -> list[str]:
    """Store a language, and return its caller; nobody if the request repeats one of a call that is over."""
    if is_over(connection, chosen.sid, chosen.caller, chosen.at):
        return []
    remember(connection, chosen.caller, chosen.language, chosen.at)
    return [chosen.caller]


def _note_wish(connection: Connection, wish: Forgotten) -> Sequence[str]:
    """Delete a language, and return its caller; nobody if the request repeats one of a call that is over."""
    if is_over(connection, wish.sid, wish.hashes[0], wish.at):
        return ()
    forget_language(connection, wish.hashes, wish.at)
    return wish.hashes


def _note_answer(connection: Connection, answer: Answered) -> list[str]:
    """Write the answer to a text, and return its sender if a language was stored."""
    arrived = answer.arrived
    if not note_answer(connection, arrived, answer.because, sent=answer.sent):
        return []
    if answer.chose:
        remember(connection, arrived.caller, answer.chose, arrived.at)
    if answer.refused:
        count_up(connection, refusals, {"day": f"{home_date(arrived.at)}", "reason": answer.refused})
    return [arrived.caller] if answer.chose else []
