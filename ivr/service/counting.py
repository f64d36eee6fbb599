"""Counting of texts, of reminders that led to calls, and of calls of an older version, in small transactions."""

import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from ivr.store.catching_up import AT_A_TIME, count_old_calls, count_returns, count_texts
from ivr.store.db import write

_LONGEST = 10.0
"""Seconds after which the rest is left to the next time."""


def catch_up(engine: Engine, now: datetime, longest: float = _LONGEST) -> None:
    """Count what is not counted yet, for at most about ``longest`` seconds."""
    until = time.monotonic() + longest
    _all(lambda: write(engine, count_texts), until)
    write(engine, count_returns, now)
    _all(lambda: write(engine, count_old_calls, now), until)


def _all(some: Callable[[], int], until: float) -> None:
    """Count in batches. Others get as long to write as each has taken, so that no call waits."""
    while time.monotonic() < until:
        begun = time.monotonic()
        if some() < AT_A_TIME:
            return
        time.sleep(time.monotonic() - begun)
