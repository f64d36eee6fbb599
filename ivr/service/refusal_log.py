"""Log lines about budgets that are used up: at most one in a minute for each, however many calls and texts come in."""

import logging
import threading
import time
from collections import Counter

from ivr.core.budgets import Budget

log = logging.getLogger(__name__)

_EVERY = 60.0
"""Seconds between two log lines about one budget."""


class RefusalLog:
    """Logs refusals by budgets."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: Counter[Budget] = Counter()
        self._next: dict[Budget, float] = {}

    def note(self, budget: Budget) -> None:
        """Count a refusal, and log the number since the last log line if that is a minute ago."""
        with self._lock:
            self._since[budget] += 1
            now = time.monotonic()
            if now < self._next.get(budget, now):
                return
            self._next[budget] = now + _EVERY
            count = self._since.pop(budget)
        log.warning("%s: %d refused", budget, count)
