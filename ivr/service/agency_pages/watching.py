"""Looks at the pages of agencies that are due, each about once a day.

One of all workers looks every few minutes, in a thread of its own, at one page of each site. The page is fetched and
read in another process (:mod:`ivr.agency_pages`), so neither a site that hangs nor a page that misleads its parser is
felt by a call. Whoever is killed meanwhile leaves a lease that ends.
"""

import logging
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Engine

from ivr.agency_pages import COMMAND, look
from ivr.core.agency_pages.state import Answer, State, next_look
from ivr.store.agency_pages import claim, due, failures_of, keep, keep_answer
from ivr.store.db import first_line, read, write
from ivr.store.waiting import started
from schedules import Directory, Timetable

log = logging.getLogger(__name__)


def addresses_of(directory: Directory) -> set[str]:
    """Return the pages of the lines of a directory."""
    return {line.page for line in directory.lines if line.page}


@dataclass(frozen=True)
class Watching:
    """What looks at pages.

    Attributes:
        agent: who we say that we are to their sites.
        command: what runs for each page.
        chance: a number from 0 to 1, for the moment of the next look.
    """

    engine: Engine
    timetable_at: Callable[[datetime], Timetable]
    now: Callable[[], datetime]
    agent: str
    command: Sequence[str] = COMMAND
    chance: Callable[[], float] = random.random
    _busy: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> None:
        """Look at what is due in a thread of its own. Errors are logged."""
        if self._busy.acquire(blocking=False):  # else the last one still waits for a site
            started(self._look)

    def _look(self) -> None:
        try:
            self.watch()
        except Exception as error:  # noqa: BLE001 - nothing reads the thread's result
            log.error("pages of agencies were not looked at; next try soon: %s", first_line(error))
        finally:
            self._busy.release()

    def watch(self) -> None:
        """Look at the pages that are due, at one of each site."""
        now, directory = self.now(), self.timetable_at(self.now()).directory
        write(self.engine, keep, addresses_of(directory), now)
        asked = set[str]()
        for address in read(self.engine, due, now):
            if (site := urlsplit(address).netloc.lower()) not in asked:
                asked.add(site)
                self.ask(address)

    def ask(self, address: str, *, early: bool = False) -> None:
        """Look at a page that lines have, if it is due and no other worker has it; or ``early``, whenever it is."""
        question = write(self.engine, claim, address, self.agent, self.now(), early=early)
        if question is None:
            return
        answer = look(question, self.command)
        self._keep(address, answer)

    def _keep(self, address: str, answer: Answer) -> None:
        now = self.now()
        failures = read(self.engine, failures_of, address)
        write(self.engine, keep_answer, address, answer, now, next_look(answer, failures, now, self.chance()))
        if answer.state is not State.READ:
            log.warning("the page %s: %s: %s", address, answer.state.value, answer.said)
