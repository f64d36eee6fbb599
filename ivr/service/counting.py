"""Counting of texts, of reminders that led to calls, and of calls of an older version, in small transactions."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from ivr.store.catching_up import AT_A_TIME, count_old_calls, count_returns, count_texts, old_calls
from ivr.store.db import read, write

log = logging.getLogger(__name__)

_LONGEST = 10.0
"""Seconds after which the rest is left to the next time."""


def catch_up(engine: Engine, now: datetime, longest: float = _LONGEST) -> None:
    """Count what is not counted yet, for at most about ``longest`` seconds. Log how many calls are left."""
    until = time.monotonic() + longest
    _all(lambda: write(engine, count_texts), until)
    write(engine, count_returns, now)
    if counted := _all(lambda: write(engine, count_old_calls, now), until):
        left = read(engine, old_calls)
        log.info("figures of %d calls of an older version are counted, %d are left", counted, left)


def _all(some: Callable[[], int], until: float) -> int:
    """Count in batches, and return how many. Others get as long to write as each has taken, so that no call waits."""
    total = 0
    while time.monotonic() < until:
        begun = time.monotonic()
        total += (done := some())
        if done < AT_A_TIME:
            break
        time.sleep(time.monotonic() - begun)
    return total
