"""What was dialled lately, remembered, so that most calls are dialled without asking the database for their budgets.

What is remembered is never less than what this process would count, but what other processes dial is seen a few seconds
later. So whoever is far from all limits is dialled at once, and whoever is near one is counted in the database.
"""

import threading
import time
from collections import Counter, deque
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Engine, ScalarSelect

from ivr.clock import Clock
from ivr.core.budgets import Budgets, Lately, has_room
from ivr.core.call.actions import LONGEST_DIAL
from ivr.service.live import Live
from ivr.store import budgets as store
from ivr.store.db import read
from ivr.store.patience import PATIENCE, Patience

_APART = 2.0
"""Fewest seconds between two looks, since each one counts the calls of a day."""
_RECORDED = 15.0
"""Seconds after which the recorder has written a dialled call, if the database answers."""


class Dials(Live):
    """The dialled calls of the last day: as the database had them, and those of this process since."""

    def __init__(self, engine: Engine, budgets: Budgets, clock: Clock, patience: Patience = PATIENCE) -> None:
        super().__init__(engine, "what was dialled", patience, _RECORDED, _APART)
        self._budgets = budgets
        self._clock = clock
        self._lately: Lately | None = None
        self._lock = threading.Lock()
        self._own: deque[tuple[float, str | None]] = deque()
        self._own_by_caller: Counter[str | None] = Counter()

    def note(self, caller: str | None) -> None:
        """Remember that this process dials a call for a caller (keyed hash; None: withheld)."""
        with self._lock:
            self._own.append((time.monotonic(), caller))
            self._own_by_caller[caller] += 1

    def has_room(self, hashes: Collection[str]) -> bool:
        """Whether all budgets allow one more call for a caller; False: it has to be counted.

        ``hashes`` are those of the caller's number, empty if it is withheld.
        """
        with self._lock:
            if self._lately is None or not self.is_current:
                return False
            own, of_caller = len(self._own), sum(self._own_by_caller[each] for each in hashes)
            calls, minutes = self._lately.calls + own, self._lately.minutes + own * LONGEST_DIAL // 60
            return has_room(Lately(calls, minutes, self._lately.often), hashes, of_caller, self._budgets)

    def marks(self) -> Sequence[ScalarSelect[Any]]:
        """Return what changes when a call is dialled."""
        return store.marks()

    def _look(self) -> None:
        began = time.monotonic()
        found = read(self.engine, store.lately, self._budgets, self._clock.now())
        with self._lock:
            self._lately = found
            self._drop_recorded(began)

    def _meanwhile(self) -> None:
        with self._lock:
            self._drop_recorded(time.monotonic())

    def _drop_recorded(self, now: float) -> None:
        """Forget the own calls that the database had already when it was asked."""
        while self._own and self._own[0][0] < now - _RECORDED:
            _, caller = self._own.popleft()
            self._own_by_caller[caller] -= 1
            if not self._own_by_caller[caller]:
                del self._own_by_caller[caller]
