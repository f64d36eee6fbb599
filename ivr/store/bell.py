"""Wakes the delivery workers of other processes when a text has been promised: LISTEN and NOTIFY of PostgreSQL.

The promise itself does not notify: PostgreSQL lets transactions that do commit only one after the other. A thread does
it afterwards, at most ten times a second. If it is lost, the workers find the text when they next look, within a
second. SQLite has nothing like it, so there only the worker of the same process is woken.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from ivr.store.db import first_line, writing

log = logging.getLogger(__name__)

_NOTIFY, _LISTEN = text("NOTIFY tsunagu_texts"), text("LISTEN tsunagu_texts")
_SELDOMER = 0.1
"""Least seconds between two notifications of a process."""
_AT_LEAST_EVERY = 5.0
"""Seconds after which who listens looks whether it should still."""
_AGAIN_AFTER = 3.0


class Bell:
    """Wakes the delivery workers: with ``wake`` that of this process, on PostgreSQL those of others as well."""

    def __init__(self, engine: Engine, wake: Callable[[], None]) -> None:
        self._engine = engine
        self._wake = wake
        self._rung = threading.Event()
        if _can_notify(engine):
            threading.Thread(target=self._notify, name="bell", daemon=True).start()

    def ring(self) -> None:
        """Wake them, without waiting for the database."""
        self._wake()
        self._rung.set()

    def _notify(self) -> None:
        while self._rung.wait():
            self._rung.clear()
            try:
                with writing(self._engine) as connection:
                    connection.execute(_NOTIFY)
            except SQLAlchemyError as error:
                log.debug("workers are not woken: %s", first_line(error))
            time.sleep(_SELDOMER)


def listen(engine: Engine, heard: Callable[[], None], stopped: threading.Event) -> None:
    """Call ``heard`` when a bell of any process is rung, until stopped; on SQLite, return at once.

    It has a connection of its own, and a new one after an error.
    """
    while _can_notify(engine) and not stopped.is_set():
        try:
            _listen(engine, heard, stopped)
        except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
            log.debug("bells are not heard: %s", first_line(error))
            stopped.wait(_AGAIN_AFTER)


def _listen(engine: Engine, heard: Callable[[], None], stopped: threading.Event) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver: Any = connection.connection.driver_connection
        connection.detach()  # nobody else gets a connection that listens
        connection.execute(_LISTEN)
        while not stopped.is_set():
            for _ in driver.notifies(timeout=_AT_LEAST_EVERY):
                heard()


def _can_notify(engine: Engine) -> bool:
    return engine.dialect.name == "postgresql"
