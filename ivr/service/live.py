"""State of the database cached in memory, so that a request never waits for the database.

One thread of a process asks for the marks of all its parts in one query: a mark changes when the part's state does. A
part whose marks have changed reads its state. If the database fails or its content is invalid, the last good state
stays in use.
"""

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import Engine, ScalarSelect, select
from sqlalchemy.exc import SQLAlchemyError

from ivr.clock import Clock
from ivr.store.db import StoreError, first_line
from ivr.store.patience import PATIENCE, Patience
from ivr.store.waiting import in_time, started
from ivr.store.watch import AHEAD, Watch
from prompts import CatalogueError
from schedules import DirectoryError

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Most seconds between two looks. A change is in use in every process within two seconds."""
_APART = 0.1
"""Fewest seconds between two looks, however often the database tells of changes."""
_TIMES = 20
"""With ``apart``, two reads are apart by so many times as long as the last one took: reading takes 5 % of the time."""
VALID = 15.0
"""Seconds for which a state counts as current after the last look."""

Marks = tuple[Any, ...]


class Followed(Protocol):
    """What a :class:`Follower` keeps up to date."""

    def marks(self) -> Sequence[ScalarSelect[Any]]:
        """Return quick queries, whose values change when the state does."""
        ...

    def follow(self, marks: Marks) -> None:
        """Note the present values, once a second."""
        ...


class Live(ABC):
    """A cached part of the database; ``called`` is its name in log messages.

    ``late`` is how many seconds after a row was made it may be stored. Such a row does not always change the marks, so
    the state is read again for so long after they have changed. ``apart`` is how many seconds two reads are apart at
    least, for a state that changes all the time.
    """

    def __init__(
        self, engine: Engine, called: str, patience: Patience = PATIENCE, late: float = 0.0, apart: float = 0.0
    ) -> None:
        self.engine = engine
        self._called = called
        self._patience = patience
        self._trouble = ""
        self._late = late
        self._apart = apart
        self._next = 0.0
        self._marks: Marks | None = None
        self._settled = 0.0
        self._valid_for = VALID
        self._valid_until = 0.0

    def start(self) -> None:
        """Read the state for at most ``patience.start`` seconds.

        If reading fails, the error is logged and :meth:`_do_without` is called.
        """
        try:
            in_time(self._look, self._patience.start)
        except Exception as error:  # noqa: BLE001 - calls must be answered despite any error
            self._note(error)
            self._do_without()

    @abstractmethod
    def marks(self) -> Sequence[ScalarSelect[Any]]:
        """Return quick queries, whose values change when the state does."""

    def follow(self, marks: Marks) -> None:
        """Read the state if its marks have changed."""
        now = time.monotonic()
        if now < self._next:
            return  # the marks are not noted, so the change is seen next time
        if marks != self._marks:
            if self.refresh():
                self._marks, self._settled = marks, now + self._late
        elif now < self._settled:
            self.refresh()
        else:
            self._valid_until = now + self._valid_for
            self._meanwhile()

    def refresh(self) -> bool:
        """Check for changes now. Errors are logged, the last good state stays in use, and False is returned."""
        began = time.monotonic()
        try:
            in_time(self._look, self._patience.refresh)
        except TimeoutError as error:
            self.engine.dispose()  # pooled connections may be dead
            self._note(error)
            return False
        except Exception as error:  # noqa: BLE001 - a bug must not end the thread
            self._note(error)
            return False
        if self._trouble:
            log.warning("%s can be read again", self._called)
        self._trouble = ""
        now = time.monotonic()
        if self._apart:
            apart = max(self._apart, _TIMES * (now - began))
            self._next, self._valid_for = now + apart, apart + VALID
        self._valid_until = now + self._valid_for
        return True

    @property
    def is_current(self) -> bool:
        """Whether the state is that of the database, as far as its changes reach this process."""
        return time.monotonic() < self._valid_until

    @abstractmethod
    def _look(self) -> None:
        """Read the state if it has changed, and replace it in one assignment. Several threads call this."""

    def _meanwhile(self) -> None:  # noqa: B027 - subclasses may leave it empty
        """Do what is to be done once a second, while the state does not change."""

    def _do_without(self) -> None:  # noqa: B027 - subclasses may leave it empty
        """Load a substitute after the first read has failed."""

    def _note(self, error: Exception) -> None:
        known = isinstance(error, DirectoryError | StoreError | CatalogueError)
        trouble = str(error) if known else first_line(error)
        if trouble != self._trouble:
            log.error("%s can't be read; the last good version stays in use: %s", self._called, trouble)
        self._trouble = trouble


class Follower:
    """The thread that looks for changes, for all parts of a process."""

    def __init__(self, engine: Engine, clock: Clock, parts: Iterable[Followed], patience: Patience = PATIENCE) -> None:
        self._clock = clock
        self._patience = patience
        self._watch = Watch(engine)
        marks = [(part, part.marks()) for part in parts]
        self._parts = [(part, len(columns)) for part, columns in marks]
        self._query = select(*(column for _, columns in marks for column in columns))
        self._row: Marks = ()
        self._trouble = ""
        self._telling = False
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()
        self._watch.wake()
        if self._thread.is_alive():
            self._thread.join(5)
        self._watch.close()

    def tell(self) -> None:
        """Tell other processes that the database has changed, where it does not do so itself; without waiting."""
        self._telling = True
        self._watch.wake()

    def look(self) -> None:
        """Ask for the marks if the database may have changed, and pass them to the parts. Errors are logged."""
        try:
            if self._telling:
                self._telling = False
                in_time(self._watch.tell, self._patience.refresh)
            if self._watch.is_news:
                self._row = in_time(self._ask, self._patience.refresh)
        except TimeoutError as error:
            self._watch.let_go()
            self._note(first_line(error))
            return
        except SQLAlchemyError as error:
            self._watch.hang_up()
            self._note(first_line(error))
            return
        self._note("")
        first = 0
        for part, count in self._parts:
            part.follow(self._row[first : first + count])
            first += count

    def _ask(self) -> Marks:
        return self._watch.ask(self._query, {"soon": self._clock.now() + AHEAD})

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.look()
                apart = time.monotonic() + _APART
                self._watch.wait(LOOK_EVERY)
                self._stopped.wait(max(0.0, apart - time.monotonic()))
            except Exception:  # a bug must not end the thread
                log.exception("internal error while looking for changes; continuing")
                self._watch.let_go()
                self._stopped.wait(LOOK_EVERY)

    def _note(self, trouble: str) -> None:
        if trouble and trouble != self._trouble:
            log.error("changes can't be looked for; the last good state stays in use: %s", trouble)
        elif self._trouble and not trouble:
            log.warning("changes are looked for again")
        self._trouble = trouble


def start_together(parts: Iterable[Live]) -> None:
    """Start them concurrently, so that a database that hangs delays the start only once."""
    for each in [started(part.start) for part in parts]:
        each.result()
