"""Which requests share threads, and how many of them there may be.

Requests of one lane cannot take the threads of another: whatever happens at the console, calls have theirs.
"""

import os
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import cpu_count
from urllib.parse import unquote

_SMALL = 64 * 1024
"""Bytes. A carrier's webhook has some two thousand, and a notice in fourteen languages some forty thousand."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Requests that share threads. All figures are for one process.

    Attributes:
        threads: how many are answered at once.
        most: how many places there are. A request has one from when it has arrived whole until it is answered.
        most_each: how many places one address may have.
        largest: the size of a body in bytes.
        body_time: the seconds in which a body has to arrive.
        early: a place is taken before the body is read, because so many large bodies would not fit into memory.
        signed: the carrier signs them.
        yields: its threads get the processor when nobody else needs it.
    """

    name: str
    threads: int
    most: int
    most_each: int
    largest: int = _SMALL
    body_time: float = 10
    early: bool = False
    signed: bool = False
    yields: bool = False


CALLS = Lane("calls", 2 * cpu_count() + 1, most=1000, most_each=1000, signed=True)
"""While the database hangs, a call occupies a thread for less than a second."""
AUDIO = Lane("audio", 2, most=500, most_each=500)
"""The carrier plays these to callers and does not sign them."""
PAGES = Lane("pages", 3, most=200, most_each=50)
CONSOLE = Lane("console", 4, most=100, most_each=50)
UPLOADS = Lane("uploads", 2, most=12, most_each=4, largest=6 * 1024 * 1024, body_time=60, early=True)
"""A recording may have 5 MB; the console itself allows less for what is no recording."""
PASSWORDS = Lane("passwords", 2, most=40, most_each=8, largest=16 * 1024, yields=True)
"""A check of a password takes 64 MB and a few processors for a twentieth of a second."""
LANES = (CALLS, AUDIO, PAGES, CONSOLE, UPLOADS, PASSWORDS)

_OF_PATHS = {"voice": CALLS, "sms": CALLS, "audio": AUDIO, "ops": CONSOLE, "confirm": CONSOLE}
"""By the first part of a path; links to agencies ask the database. The others are the public pages and the checks of
the service's health."""
_WITH_PASSWORDS = frozenset({"sign-in", "account", "people", "link"})
"""The second part of the console's paths whose forms have a password."""


def lane_of(method: str, path: str, length: int | None) -> Lane:
    """Return the lane of a request: by its method, its percent-encoded path, and the length of its body if known."""
    first, _, rest = unquote(path).lstrip("/").partition("/")
    lane = _OF_PATHS.get(first, PAGES)
    if lane is CONSOLE and method == "POST" and rest.lstrip("/").partition("/")[0] in _WITH_PASSWORDS:
        return PASSWORDS
    return UPLOADS if lane is CONSOLE and (length is None or length > _SMALL) else lane


class Places:
    """The threads of a lane, and who has a place in it."""

    def __init__(self, lane: Lane, processes: int) -> None:
        threads = max(1, lane.threads // processes) if lane.yields else lane.threads
        begin = _yield_processor if lane.yields else None
        self.lane, self._counts = lane, Counter[str]()
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix=lane.name, initializer=begin)

    def enter(self, origin: str) -> bool:
        """Take a place, unless all are taken, or all that one address may have."""
        if self._counts.total() >= self.lane.most or self._counts[origin] >= self.lane.most_each:
            return False
        self._counts[origin] += 1
        return True

    def leave(self, origin: str) -> None:
        """Give a place back."""
        self._counts[origin] -= 1
        if not self._counts[origin]:
            del self._counts[origin]


def _yield_processor() -> None:
    if sys.platform == "linux":  # where a thread has a priority of its own, which the threads that it starts inherit
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
