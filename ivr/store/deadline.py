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

from ivr.store.db import count_up, first_line, writing
from ivr.store.patience import PATIENCE, Patience
from ivr.store.tables import callers, outbox, probe

log = logging.getLogger(__name__)
T = TypeVar("T")

_PROBE_EVERY = 1.0
_PROBE = 1


class Deadline:
    """Runs work against a database with a time limit, and stops asking while it is down."""

    def __init__(self, engine: Engine, patience: Patience = PATIENCE) -> None:
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
            return in_time(work, self._patience.step)
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
            self._engine.dispose()  # connections from before may be dead without knowing it
            try:
                in_time(self._look, self._patience.step)
            except Exception as error:  # noqa: BLE001 - if this thread ended, the database would stay away for good
                log.debug("the database is still away: %s", first_line(error))
                time.sleep(_PROBE_EVERY)
                continue
            self._down.clear()
            log.warning("the database answers again")
            return

    def _look(self) -> None:
        """What calls need: the tables of callers and of texts, and something that is really written.

        A disk that is full and a database that is read-only let through whatever changes nothing.
        """
        with writing(self._engine) as connection:
            for table in (callers, outbox):
                connection.execute(delete(table).where(false()))
            count_up(connection, probe, {"id": _PROBE})


class Commit:
    """Decides between a transaction and whoever waits for it: it is given up, or it may be committed, never both."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._decided: str | None = None

    def begin(self) -> bool:
        """Asked just before the commit; False: nobody waits any more."""
        return self._decide("commit")

    def give_up(self) -> bool:
        """Asked by whoever has waited long enough; False: it may be committed, who knows."""
        return self._decide("give up")

    def _decide(self, what: str) -> bool:
        with self._lock:
            self._decided = self._decided or what
            return self._decided == what


def in_time(work: Callable[[], T], seconds: float) -> T:
    """The result of work, done in a thread of its own; TimeoutError if it is not there after some seconds.

    The work is given up, not ended: a socket whose peer has gone silent can't be made to return.
    """
    future = started(work)
    try:
        return future.result(seconds)
    except TimeoutError:
        if future.done():
            raise
        raise TimeoutError(f"no answer in {seconds:g} s") from None


def started(work: Callable[[], T]) -> Future[T]:
    """What work will return, done in a thread of its own."""
    future: Future[T] = Future()
    threading.Thread(target=_run, args=(work, future), daemon=True).start()
    return future


def _run(work: Callable[[], T], future: Future[T]) -> None:
    try:
        future.set_result(work())
    except Exception as error:  # noqa: BLE001 - it is raised again where the work was asked for
        future.set_exception(error)
