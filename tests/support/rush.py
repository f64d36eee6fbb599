"""Callers who call all the time, while somebody restarts what they call."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

import requests

from ivr.phone.asking import CallError
from ivr.phone.handset import Handset
from tests.support.fleet import NUMBER, TOKEN
from tests.support.people import Person, heard
from tests.support.waiting import eventually

CALLERS = 4


@dataclass
class Rush:
    """Calls by several callers at once, each to its end: a key, a text in its place, the hours.

    Attributes:
        url: the address that the carrier calls.
        session: makes the session of each call.
        ended: how many calls have ended as they should.
        trouble: what went wrong with the others.
        longest: the seconds of the longest call; nobody waits in it but for the service.
    """

    url: str
    session: Callable[[], requests.Session] = requests.Session
    ended: int = 0
    trouble: list[str] = field(default_factory=list)
    longest: float = 0.0
    _numbers: Iterator[int] = field(default_factory=lambda: count(30_000_000))
    _over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def going_on(self, at_least: int) -> Iterator[None]:
        """Make calls until the end of the block, and until there were ``at_least`` so many."""
        threads = [threading.Thread(target=self._go_on, daemon=True) for _ in range(CALLERS)]
        for each in threads:
            each.start()
        try:
            eventually(lambda: self.ended or self.trouble)
            yield
            eventually(lambda: self.ended + len(self.trouble) >= at_least, 600)
        finally:
            self._over.set()
            for each in threads:
                each.join()

    def _go_on(self) -> None:
        while not self._over.is_set():
            with self._lock:
                number = f"+8190{next(self._numbers)}"
            began = time.monotonic()
            said = self._call(number)
            with self._lock:
                self.longest = max(self.longest, time.monotonic() - began)
                if said is None:
                    self.ended += 1
                else:
                    self.trouble.append(said)

    def _call(self, number: str) -> str | None:
        """Make a call, and return what was wrong with it."""
        try:
            with self.session() as session:
                said = heard(Handset(self.url, TOKEN, number, NUMBER, session=session).call(Person(["5", "2"])))
        except (CallError, requests.RequestException) as error:
            return str(error)
        return None if any("OTIT" in each or "A text message" in each for each in said) else "\n".join(said)
