"""A call never waits for the database: a question to it is answered in time, or not at all.

The first question that is not answered in time costs its caller that time; until the database answers
again nobody else asks. A thread of its own finds out when it does.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from sqlalchemy import Engine, delete, false
from sqlalchemy.exc import SQLAlchemyError

from ivr.store.engine import first_line
from ivr.store.tables import callers, outbox

log = logging.getLogger(__name__)
T = TypeVar("T")

PATIENCE = 0.8
"""Seconds that a caller may wait, once."""
_PROBE_EVERY = 1.0


class Deadline:
    """Runs work against a database with a time limit, and stops asking while it is down."""

    def __init__(self, engine: Engine, patience: float = PATIENCE) -> None:
        self._engine = engine
        self._patience = patience
        self._down = threading.Event()
        self._lock = threading.Lock()

    @property
    def down(self) -> bool:
        """Whether the database has failed to answer and has not been heard of since."""
        return self._down.is_set()

    def ask(self, work: Callable[[], T], otherwise: T) -> T:
        """What ``work`` returns, or ``otherwise`` if the database is down, fails or takes too long."""
        if self._down.is_set():
            return otherwise
        try:
            return in_time(work, self._patience)
        except (TimeoutError, SQLAlchemyError) as error:
            self._note_down(error)
            return otherwise

    def _note_down(self, error: Exception) -> None:
        with self._lock:
            if self._down.is_set():
                return
            self._down.set()
        log.error("the database is down, calls go on without it: %s", first_line(error))
        threading.Thread(target=self._probe, daemon=True).start()

    def _probe(self) -> None:
        while True:
            time.sleep(_PROBE_EVERY)
            self._engine.dispose()  # connections from before may be dead without knowing it
            try:
                in_time(self._look, self._patience)
            except (TimeoutError, SQLAlchemyError):
                continue
            self._down.clear()
            log.warning("the database answers again")
            return

    def _look(self) -> None:
        """What calls need: write to the tables of callers and of texts. Changes nothing."""
        with self._engine.begin() as connection:
            for table in (callers, outbox):
                connection.execute(delete(table).where(false()))


def in_time(work: Callable[[], T], seconds: float) -> T:
    """The result of work, done in a thread of its own; TimeoutError if it is not there after some seconds.

    The work is given up, not ended: a socket whose peer has gone silent can't be made to return.
    """
    future: Future[T] = Future()
    threading.Thread(target=_run, args=(work, future), daemon=True).start()
    try:
        return future.result(seconds)
    except TimeoutError:
        raise TimeoutError(f"no answer in {seconds:g} s") from None


def _run(work: Callable[[], T], future: Future[T]) -> None:
    try:
        future.set_result(work())
    except Exception as error:  # noqa: BLE001 - it is raised again where the work was asked for
        future.set_exception(error)
