"""The record of calls: written behind the caller's back, in batches, by one thread.

A record is not a promise: if the database is away it waits in memory, and the oldest are given up when
too many wait. So no call waits for it, and a `kill -9` may lose the last half second of record.
"""

import logging
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ivr.store.callers import remember, stop
from ivr.store.calls import CallEnd, StepRow, write_calls
from ivr.store.db import first_line, insert_unless_there, writing
from ivr.store.deadline import in_time
from ivr.store.inbound import note_answer
from ivr.store.patience import PATIENCE, Patience
from ivr.store.tables import outbox
from sentences import Sentence

log = logging.getLogger(__name__)

_EVERY = 0.3
_BATCH = 500
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """The language that a caller (keyed hash) has chosen, to remember for the next time."""

    caller: str
    at: datetime
    language: str


@dataclass(frozen=True, slots=True)
class SentPast:
    """A text that has gone out past the outbox, as its row there."""

    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """Why an inbound text was answered as it was."""

    sid: str
    because: Sentence


@dataclass(frozen=True, slots=True)
class Stopped:
    """STOP of somebody, with these hashes, that could not be kept at once."""

    hashes: tuple[str, ...]
    at: datetime


Record = StepRow | CallEnd | Chosen | SentPast | Answered | Stopped


class Recorder:
    """Takes records at once and writes them soon, in a thread of its own."""

    def __init__(self, engine: Engine, patience: Patience = PATIENCE) -> None:
        self._engine = engine
        self._patience = patience
        self._waiting: deque[Record] = deque(maxlen=_MOST)
        self._changing = threading.Lock()
        self._writing = threading.Lock()
        self._failing = False
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def note(self, record: Record) -> None:
        """Take a record; never waits for the database."""
        with self._changing:
            self._waiting.append(record)

    def flush(self) -> None:
        """Write what has been taken so far, if the database lets us."""
        with self._writing:
            while self._waiting and self._write_batch():
                pass

    def close(self) -> None:
        """Write what is left, and stop."""
        self._closed.set()
        self._thread.join(timeout=5)
        self.flush()

    def _run(self) -> None:
        while not self._closed.wait(_EVERY):
            self.flush()

    def _write_batch(self) -> bool:
        with self._changing:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _BATCH))]
        try:
            in_time(lambda: self._write(batch), self._patience.record)
        except (OperationalError, InterfaceError, InternalError, PoolTimeout, TimeoutError) as error:
            # InternalError is how PostgreSQL says that it is read-only, as after a fail-over.
            self._keep(batch, error)
            return False
        except SQLAlchemyError:
            log.exception("%d records of calls can't be written and are given up", len(batch))
        self._failing = False
        return True

    def _write(self, batch: list[Record]) -> None:
        with writing(self._engine) as connection:
            _write(connection, batch)

    def _keep(self, batch: list[Record], error: Exception) -> None:
        with self._changing:
            self._waiting = deque([*batch, *self._waiting], maxlen=_MOST)
        if not self._failing:
            log.error("calls are not recorded until the database answers: %s", first_line(error))
        self._failing = True


def _write(connection: Connection, batch: Sequence[Record]) -> None:
    steps = [record for record in batch if isinstance(record, StepRow)]
    ends = [record for record in batch if isinstance(record, CallEnd)]
    if steps or ends:
        write_calls(connection, steps, ends)
    for record in batch:
        match record:
            case Chosen(caller, at, language):
                remember(connection, caller, language, at)
            case SentPast(row):
                insert_unless_there(connection, outbox, [row])
            case Answered(sid, because):
                note_answer(connection, sid, because)
            case Stopped(hashes, at):
                stop(connection, hashes, at)
            case StepRow() | CallEnd():
                pass
            case _:
                assert_never(record)
