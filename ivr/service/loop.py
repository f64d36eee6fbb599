"""The loop of a worker's thread: one piece of work after the other, until it is told to stop."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ivr.store.db import StoreError, first_line

log = logging.getLogger(__name__)

_AFTER_TROUBLE = 3.0


@dataclass(frozen=True)
class Loop:
    """Does ``work`` until it is stopped.

    Attributes:
        name: what the work is, in the log: ``delivery``.
        meanwhile: what happens while the database is away: ``texts wait``.
        work: does a piece of work; False: there was none.
        idle: seconds to wait then, unless the loop is woken.
        farewell: is called when the loop ends.
    """

    engine: Engine
    name: str
    meanwhile: str
    work: Callable[[], bool]
    idle: Callable[[], float]
    farewell: Callable[[], object] = lambda: None
    _woken: threading.Event = field(default_factory=threading.Event)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def is_stopped(self) -> bool:
        """Whether it was told to stop."""
        return self._stopped.is_set()

    def wake(self) -> None:
        """Look for work at once."""
        self._woken.set()

    def stop(self) -> None:
        """Make :meth:`run` return after the present piece of work."""
        self._stopped.set()
        self._woken.set()

    def pause(self, seconds: float) -> bool:
        """Wait. Return False if the loop is stopped meanwhile."""
        return not self._stopped.wait(seconds)

    def has_ended(self, seconds: float) -> bool:
        """Wait at most so long for :meth:`run` to return, and return whether it has."""
        return self._ended.wait(seconds)

    def run(self) -> None:
        """Work until stopped. Go on after errors of the database; an error that repeats is logged once."""
        trouble = ""
        while not self.is_stopped:
            try:
                worked = self.work()
                if trouble:
                    log.warning("%s continues", self.name)
                trouble = ""
                if not worked:
                    self._woken.wait(self.idle())
                    self._woken.clear()
            except (SQLAlchemyError, StoreError, TimeoutError) as error:
                if (said := first_line(error)) != trouble:
                    log.error("%s stopped, %s: %s", self.name, self.meanwhile, said)
                trouble = said
                self.engine.dispose()  # pooled connections may be dead
                self._stopped.wait(_AFTER_TROUBLE)
            except Exception:  # a bug must not end the thread
                log.exception("internal error in %s; continuing", self.name)
                self._stopped.wait(_AFTER_TROUBLE)
        self.farewell()
        self._ended.set()
