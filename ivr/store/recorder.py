"""The recorder: writes the record of calls in the background, in batches, on one thread.

No call waits for a record. While the database is down records wait in memory; if too many wait, the oldest are
dropped, and how many is logged. A record that can't be written is set aside, and logged as lost. A `kill -9` may lose
the records of the last half second.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Collection
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ivr.store.db import first_line, writing
from ivr.store.patience import PATIENCE, Patience
from ivr.store.records import Record, write_records
from ivr.store.waiting import in_time

log = logging.getLogger(__name__)

_GATHER = 0.3
"""Seconds for which records are gathered for a batch."""
_BATCH = {"sqlite": 200, "postgresql": 1000}
"""Most records of a transaction. On SQLite promises wait for it; on PostgreSQL a transaction costs more than a row."""
_MOST = 20_000
"""Most records that wait in memory."""
_AWAY = (OperationalError, InterfaceError, InternalError, PoolTimeout, TimeoutError)
"""What a database raises that is away, or read-only as after a fail-over (InternalError of PostgreSQL). On SQLite also
if its tables have not been migrated yet."""
_NOT_READY = ("42P01", "42703", "42501")
"""PostgreSQL's codes of tables that have not been migrated yet: no such table, no such column, no right to use it."""


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
        self._batch = _BATCH[engine.name]
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
                left -= self._batch

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
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._batch))]
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
            remembered = write_records(connection, batch)
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
