"""When a text is tried again, and when it is given up."""

from datetime import datetime, timedelta

_FIRST = timedelta(seconds=5)
_LONGEST = timedelta(minutes=10)
ATTEMPTS = 150
"""About a day: time for people to mend what is wrong on our side, a token or a carrier's outage."""


def next_attempt(attempts: int, now: datetime, jitter: float) -> datetime | None:
    """When to try again after ``attempts``; None: give up. ``jitter``, 0 to 1, spreads those that failed together."""
    if attempts >= ATTEMPTS:
        return None
    wait = min(_FIRST * (1 << min(attempts - 1, 10)), _LONGEST)
    return now + wait * (0.75 + jitter / 2)
