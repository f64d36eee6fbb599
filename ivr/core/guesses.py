"""The rate limit of signing in: a pure rule on counts of consecutive failed attempts."""

from datetime import timedelta

FREE_FOR_PAIR, FREE_FOR_NAME, FREE_FOR_ADDRESS = 5, 20, 50
"""Attempts without a wait: for a name from one address, for a name, from one address."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)


def counted_by(name: str, address: str) -> dict[str, int]:
    """Return the keys by which an attempt is counted, each with the number of attempts without a wait.

    ``name`` is in the form in which names are compared.
    """
    return {
        f"name {name} from {address}": FREE_FOR_PAIR,
        f"name {name}": FREE_FOR_NAME,
        f"from {address}": FREE_FOR_ADDRESS,
    }


def wait_after(failed: int, free: int) -> timedelta:
    """Return how long to wait after ``failed`` attempts: from ``free`` on 30 seconds, then doubled up to 15 minutes."""
    over = failed - free
    return min(_FIRST_WAIT * 2 ** min(over, 10), _LONGEST_WAIT) if over >= 0 else timedelta()
