"""The rate limit of signing in: a pure rule on counts of consecutive failed attempts."""

from datetime import datetime, timedelta

FREE_FOR_PAIR, FREE_FOR_NAME, FREE_FOR_ADDRESS = 5, 20, 50
"""Attempts without a wait: for a name from one address, for a name, from one address."""
FREE_FOR_PERSON = 5
"""Attempts without a wait of somebody who is signed in and is asked for the password again."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(days=1)


def counted_by(name: str, address: str, browser: str = "") -> dict[str, int]:
    """Return the keys by which an attempt is counted, each with the number of attempts without a wait.

    ``name`` is in the form in which names are compared. ``browser`` is the id of a browser in which the person has
    signed in before: its attempts are counted by themselves, so that guesses from elsewhere do not keep the person out.
    """
    if browser:
        return {f"name {name} in browser {browser}": FREE_FOR_PAIR}
    return {
        f"name {name} from {address}": FREE_FOR_PAIR,
        f"name {name}": FREE_FOR_NAME,
        f"from {address}": FREE_FOR_ADDRESS,
    }


def still_counts(last: datetime, now: datetime) -> bool:
    """Whether attempts count whose last one was at ``last``: for a day.

    A time that is further ahead than the longest wait comes from a clock that was wrong. It does not count, so that
    nobody is locked out until then.
    """
    return now - _FORGOTTEN_AFTER <= last <= now + _LONGEST_WAIT


def wait_left(failed: int, free: int, last: datetime, now: datetime) -> timedelta:
    """Return how long to wait at ``now``: at most the wait after ``failed`` attempts, whatever ``last`` says."""
    wait = wait_after(failed, free)
    return min(wait, last + wait - now)


def wait_after(failed: int, free: int) -> timedelta:
    """Return how long to wait after ``failed`` attempts: from ``free`` on 30 seconds, then doubled up to 15 minutes."""
    over = failed - free
    return min(_FIRST_WAIT * 2 ** min(over, 10), _LONGEST_WAIT) if over >= 0 else timedelta()
