"""State of the database cached in memory, so that a request never waits for the database.

A thread checks once a second whether the state has changed, and reads it if so. If the database fails or its content
is invalid, the last good state stays in use.
"""

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable

from sqlalchemy import Engine

from ivr.store.db import StoreError, first_line
from ivr.store.deadline import in_time, started
from ivr.store.patience import PATIENCE, Patience
from prompts import CatalogueError
from schedules import DirectoryError

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds between checks. A change is in use in every process within two seconds."""


class Live(ABC):
    """A cached part of the database; ``called`` is its name in log messages."""

    def __init__(self, engine: Engine, called: str, patience: Patience = PATIENCE) -> None:
        self._engine = engine
        self._called = called
        self._patience = patience
        self._trouble = ""
        self._stopped = threading.Event()

    def start(self) -> None:
        """Read the state for at most ``patience.start`` seconds, and start the thread that checks for changes.

        If reading fails, the error is logged and :meth:`_do_without` is called.
        """
        try:
            in_time(self._look, self._patience.start)
        except Exception as error:  # noqa: BLE001 - calls must be answered despite any error
            self._note(error)
            self._do_without()
        threading.Thread(target=self._run, name=self._called, daemon=True).start()

    def stop(self) -> None:
        """Make the thread end."""
        self._stopped.set()

    def refresh(self) -> None:
        """Check for changes now. Errors are logged, and the last good state stays in use."""
        try:
            in_time(self._look, self._patience.refresh)
            if self._trouble:
                log.warning("%s can be read again", self._called)
            self._trouble = ""
        except TimeoutError as error:
            self._engine.dispose()  # pooled connections may be dead
            self._note(error)
        except Exception as error:  # noqa: BLE001 - a bug must not end the thread
            self._note(error)

    @abstractmethod
    def _look(self) -> None:
        """Read the state if it has changed, and replace it in one assignment. Several threads call this."""

    def _do_without(self) -> None:  # noqa: B027 - subclasses may leave it empty
        """Load a substitute after the first read has failed."""

    def _run(self) -> None:
        while not self._stopped.wait(LOOK_EVERY):
            self.refresh()

    def _note(self, error: Exception) -> None:
        known = isinstance(error, DirectoryError | StoreError | CatalogueError)
        trouble = str(error) if known else first_line(error)
        if trouble != self._trouble:
            log.error("%s can't be read; the last good version stays in use: %s", self._called, trouble)
        self._trouble = trouble


def start_together(parts: Iterable[Live]) -> None:
    """Start them concurrently, so that a database that hangs delays the start only once."""
    for each in [started(part.start) for part in parts]:
        each.result()
