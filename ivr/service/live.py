"""Something of the database that is kept at hand: a request takes it from memory and never waits for it.

A thread looks once a second whether it has changed, and reads it if so. Whatever is wrong with the database,
or with what is there, the last good state serves on.
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
"""Seconds; a change is seen everywhere within two."""


class Live(ABC):
    """Keeps a part of the database in memory; ``called`` is its name in sentences."""

    def __init__(self, engine: Engine, called: str, patience: Patience = PATIENCE) -> None:
        self._engine = engine
        self._called = called
        self._patience = patience
        self._trouble = ""
        self._stopped = threading.Event()

    def start(self) -> None:
        """Read it, and keep looking for changes in a thread of its own."""
        try:
            in_time(self._look, self._patience.start)
        except Exception as error:  # noqa: BLE001 - whatever it is, calls must be answered
            self._note(error)
            self._do_without()
        threading.Thread(target=self._run, name=self._called, daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    def refresh(self) -> None:
        """Look now; trouble is noted, and the last good state serves on."""
        try:
            in_time(self._look, self._patience.refresh)
            if self._trouble:
                log.warning("%s can be read again", self._called)
            self._trouble = ""
        except TimeoutError as error:
            self._engine.dispose()  # its connections may be dead without knowing it
            self._note(error)
        except Exception as error:  # noqa: BLE001 - a mistake of ours, too, must not end the looking
            self._note(error)

    @abstractmethod
    def _look(self) -> None:
        """Read what has changed, and put it in place at once; called by several threads."""

    def _do_without(self) -> None:  # noqa: B027 - to do nothing is an answer
        """Nothing could be read at start."""

    def _run(self) -> None:
        while not self._stopped.wait(LOOK_EVERY):
            self.refresh()

    def _note(self, error: Exception) -> None:
        known = isinstance(error, DirectoryError | StoreError | CatalogueError)
        trouble = str(error) if known else first_line(error)
        if trouble != self._trouble:
            log.error("%s can't be read, the last good one serves on: %s", self._called, trouble)
        self._trouble = trouble


def start_together(followers: Iterable[Live]) -> None:
    """Start them at the same time, so that a database that hangs is waited for once."""
    for each in [started(follower.start) for follower in followers]:
        each.result()
