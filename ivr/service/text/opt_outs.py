"""The copy of the opt-outs that a process uses while the database is down."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, ScalarSelect

from ivr.clock import Clock
from ivr.service.live import Live
from ivr.store.callers import OptOuts, opt_out_marks
from ivr.store.db import read
from ivr.store.patience import PATIENCE, Patience


class LiveOptOuts(Live):
    """Keeps a copy of the opt-outs up to date."""

    def __init__(self, engine: Engine, copy: OptOuts, clock: Clock, patience: Patience = PATIENCE) -> None:
        super().__init__(engine, "who has sent STOP", patience)
        self._copy = copy
        self._clock = clock

    def marks(self) -> Sequence[ScalarSelect[Any]]:
        """Return what changes with the opt-outs."""
        return opt_out_marks()

    def _look(self) -> None:
        read(self.engine, self._copy.read, self._clock.now())

    def _meanwhile(self) -> None:
        self._copy.read_at = self._clock.now()
