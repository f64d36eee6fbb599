"""Time limits for work on the database, so that no call waits for it.

A database that is absent is told from one that is overloaded. The first piece of work that fails, or gets no answer
in time while nobody else gets one, marks the database as down. While it is down, work is skipped at once; a background
thread probes the database until it answers again. If others do get answers, or a piece of work has to wait too long
for its turn, only this one is skipped.
"""

import logging
import threading
import time
from collections.abc import Callable
from math import inf
from typing import TypeVar

from sqlalchemy import Engine, delete, false
from sqlalchemy.exc import SQLAlchemyError

from ivr.store.db import first_line, writing
from ivr.store.many import count_up
from ivr.store.patience import PATIENCE, Patience
from ivr.store.tables import callers, outbox, probe
from ivr.store.waiting import in_time

log = logging.getLogger(__name__)
T = TypeVar("T")

_PROBE_EVERY = 1.0
_PROBE = 1
_AT_ONCE = 15
"""Most pieces of work at once: as many as a pool has connections."""
_SAY_EVERY = 60.0
"""Seconds between two lines of the log that say that the database is overloaded."""


class Deadline:
    """Runs work on a database with a time limit, and skips it while the database is down."""

    def __init__(self, engine: Engine, patience: Patience = PATIENCE) -> None:
        self._engine = engine
        self._patience = patience
        self._down = threading.Event()
        self._lock = threading.Lock()
        self._turns = threading.Semaphore(_AT_ONCE)
        self._said = -inf
        self._answered = {False: -inf, True: -inf}

    @property
    def down(self) -> bool:
        """Whether the database is marked as down."""
        return self._down.is_set()

    def ask(self, work: Callable[[], T], otherwise: T, *, writes: bool = False) -> T:
        """Return the result of ``work``, or ``otherwise`` if the database is down, fails or takes too long.

        A database that answers who only reads may be absent for who ``writes``.
        """
        if self._down.is_set():
            return otherwise
        if not self._turns.acquire(timeout=self._patience.turn):
            self._note_overload()
            return otherwise
        try:
            if self._down.is_set():  # meanwhile
                return otherwise
            answer = in_time(work, self._patience.step)
        except (TimeoutError, SQLAlchemyError) as error:
            if isinstance(error, TimeoutError) and self._answers_others(writes):
                self._note_overload()
            else:
                self._note_down(error)
            return otherwise
        finally:
            self._turns.release()
        self._answered[False] = time.monotonic()
        if writes:
            self._answered[True] = self._answered[False]
        return answer

    def _answers_others(self, writes: bool) -> bool:
        """Whether somebody got an answer in the later half of the time that a piece of work has."""
        return time.monotonic() - self._answered[writes] < self._patience.step / 2

    def _note_overload(self) -> None:
        with self._lock:
            if self._said + _SAY_EVERY > time.monotonic():
                return
            self._said = time.monotonic()
        log.warning("the database is overloaded: not every call gets its answer in time")

    def _note_down(self, error: Exception) -> None:
        with self._lock:
            if self._down.is_set():
                return
            self._down.set()
        log.error("the database does not answer; calls continue without it: %s", first_line(error))
        threading.Thread(target=self._probe, daemon=True).start()

    def _probe(self) -> None:
        while True:
            self._engine.dispose()  # pooled connections may be dead
            try:
                in_time(self._look, self._patience.step)
            except Exception as error:  # noqa: BLE001 - if this thread ended, the database would stay marked as down
                log.debug("the database is still away: %s", first_line(error))
                time.sleep(_PROBE_EVERY)
                continue
            self._down.clear()
            log.warning("the database answers again")
            return

    def _look(self) -> None:
        """Write to the tables that calls need, and change one row.

        The row has to change: a full disk or a read-only database accepts statements that change nothing.
        """
        with writing(self._engine) as connection:
            for table in (callers, outbox):
                connection.execute(delete(table).where(false()))
            count_up(connection, probe, {"id": _PROBE})


class Commit:
    """The decision between a commit and its abandonment, shared by a transaction and the thread that waits for it.

    The first to decide wins, so a transaction that the waiting thread has abandoned is never committed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._decided: str | None = None

    def begin(self) -> bool:
        """Decide to commit, just before the commit. Return False if the waiting thread has given up."""
        return self._decide("commit")

    def give_up(self) -> bool:
        """Decide to give up, after the time limit. Return False if the transaction may have been committed."""
        return self._decide("give up")

    def _decide(self, what: str) -> bool:
        with self._lock:
            self._decided = self._decided or what
            return self._decided == what
