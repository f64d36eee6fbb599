"""The record of calls: written behind the caller's back, in batches, by one thread.

A record is not a promise: if the database is away it waits in memory, and the oldest are given up when
too many wait. So no call waits for it, and a `kill -9` may lose the last half second of record.
"""

import logging
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection, Engine, update
from sqlalchemy.exc import SQLAlchemyError

from ivr.store.people import remember
from ivr.store.tables import call_steps, calls
from ivr.store.upsert import insert_unless_there

log = logging.getLogger(__name__)

_EVERY = 0.3
_BATCH = 500
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a call; ``caller`` is a keyed hash."""

    sid: str
    step: int
    at: datetime
    caller: str | None
    phone: str
    place: str
    language: str
    key: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class End:
    """The end of a call, in the carrier's word."""

    sid: str
    at: datetime
    status: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The language that a caller (keyed hash) has chosen, to remember for the next time."""

    caller: str
    at: datetime
    language: str


Record = Step | End | Chosen


class Recorder:
    """Takes records at once and writes them soon. ``close`` writes what is left."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: queue.Queue[Record] = queue.Queue(_MOST)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def note(self, record: Record) -> None:
        """Take a record; never waits."""
        while True:
            try:
                self._waiting.put_nowait(record)
                return
            except queue.Full:
                self._drop_oldest()

    def close(self) -> None:
        """Write what is left, and stop."""
        self._closed.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        batch: list[Record] = []
        while not (self._closed.is_set() and self._waiting.empty() and not batch):
            batch = batch or self._take()
            try:
                if batch:
                    self._write(batch)
                batch = []
            except SQLAlchemyError as error:
                log.error("calls are not recorded, %d wait: %s", len(batch), str(error).splitlines()[0])
                if self._closed.wait(2):
                    return

    def _take(self) -> list[Record]:
        self._closed.wait(_EVERY)
        batch: list[Record] = []
        while len(batch) < _BATCH and not self._waiting.empty():
            batch.append(self._waiting.get_nowait())
        return batch

    def _drop_oldest(self) -> None:
        try:
            self._waiting.get_nowait()
        except queue.Empty:
            return

    def _write(self, batch: Sequence[Record]) -> None:
        with self._engine.begin() as connection:
            for record in batch:
                _write(connection, record)


def _write(connection: Connection, record: Record) -> None:
    match record:
        case Step():
            _write_step(connection, record)
        case End(sid, at, status):
            ended = update(calls).where(calls.c.sid == sid, calls.c.ended_at.is_(None))
            connection.execute(ended.values(ended_at=at, status=status))
        case Chosen(caller, at, language):
            remember(connection, caller, language, at)
        case _:
            assert_never(record)


def _write_step(connection: Connection, step: Step) -> None:
    call = {"sid": step.sid, "caller": step.caller, "phone": step.phone, "started_at": step.at}
    insert_unless_there(connection, calls, call)
    row = {
        "sid": step.sid,
        "step": step.step,
        "at": step.at,
        "place": step.place,
        "language": step.language,
        "key": step.key,
        "because": list(step.because),
    }
    insert_unless_there(connection, call_steps, row)
