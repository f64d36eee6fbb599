"""Telling of refusals: the first of a kind at once, those that follow added up, however many requests come in."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from ivr.core.budgets import Budget

log = logging.getLogger(__name__)

_EVERY = 60.0
"""Seconds between two reports of one kind."""
Kind = TypeVar("Kind", bound=Hashable)


class Tally(Generic[Kind]):
    """Counts by kind, and calls ``tell`` with a kind and its count: at once, then once in ``every`` seconds."""

    def __init__(self, tell: Callable[[Kind, int], None], every: float = _EVERY) -> None:
        self._tell, self._every = tell, every
        self._counts: Counter[Kind] = Counter()
        self._told: set[Kind] = set()
        self._lock = threading.Lock()

    def count(self, kind: Kind, *, apart: bool = False) -> None:
        """Count one; ``apart``: tell in a thread of its own, because this one must not wait for the log."""
        with self._lock:
            self._counts[kind] += 1
            if kind in self._told:
                return
            self._told.add(kind)
        if apart:
            self._report_after(0, kind)
        else:
            self._report(kind)

    def _report(self, kind: Kind) -> None:
        with self._lock:
            count = self._counts.pop(kind, 0)
            if not count:
                self._told.discard(kind)
                return
        self._tell(kind, count)
        self._report_after(self._every, kind)

    def _report_after(self, seconds: float, kind: Kind) -> None:
        waiting = threading.Timer(seconds, self._report, [kind])
        waiting.daemon = True
        waiting.start()


def budget_log() -> Tally[Budget]:
    """Return what logs the budgets that are used up."""
    return Tally(lambda budget, count: log.warning("%s: %d refused", budget, count))
