"""One process of the server, as gunicorn starts, watches and stops it."""

import asyncio
import gc
import logging
import os
import resource
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from gunicorn.workers.base import Worker

from ivr.app import Service
from ivr.server.reading import Reader
from ivr.web.traffic import Traffic

log = logging.getLogger(__name__)

_MOST, _MOST_EACH = 2000, 400
"""Connections of a process, in all and from one address."""
_OTHER_FILES = 200
"""Files that a process opens apart from its connections: of the database, of logs, of answers in files."""
_EVERY = 1.0
"""Seconds between two signs of life."""


@dataclass(frozen=True, slots=True)
class Front:
    """What requests are checked against: the header of the carrier's signature, and how many proxies are ours.

    ``counts`` are shared by the processes.
    """

    header: str
    proxies: int
    processes: int
    counts: Traffic

    def reader(self, service: Service) -> Reader:
        """Return what reads the requests of a process."""
        most = min(_MOST, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - _OTHER_FILES)
        each = most if self.proxies else _MOST_EACH  # all connections come from the proxy
        refused = service.refusals.count_apart  # the event loop, on which all requests depend, calls it
        return Reader(service.wsgi, self.header, self.proxies, self.processes, most, each, refused)


class Process(Worker):  # type: ignore[misc]  # gunicorn has no types
    """A process that reads requests in an event loop and answers them in threads."""

    front: ClassVar[Front]

    @classmethod
    def serving(cls, front: Front) -> type["Process"]:
        """Return the class of the processes behind a front: gunicorn makes them itself, and passes only its own."""
        return type(cls.__name__, (cls,), {"front": front})

    def load_wsgi(self) -> None:
        """Load the service. A process that fails to is started again; gunicorn would stop them all."""
        self.front.counts.begin(self.age)
        try:
            super().load_wsgi()
        except Exception:
            log.exception("a process could not start")
            time.sleep(_EVERY)
            sys.exit(1)

    def run(self) -> None:
        """Answer requests until the process is told to stop, or the first process has gone."""
        logging.getLogger("tornado").setLevel(logging.ERROR)  # whoever sends nonsense must not fill the log
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        gc.collect()
        gc.freeze()  # what has been loaded stays; each collection of all objects would stop calls to look at it
        told, reader = asyncio.Event(), self.front.reader(self.wsgi)
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            asyncio.get_running_loop().add_signal_handler(each, told.set)
        for listening in self.sockets:
            listening.setblocking(False)
            reader.add_socket(listening)
        while not told.is_set() and os.getppid() == self.ppid:
            self.notify()
            reader.close_stalled()
            with suppress(TimeoutError):
                await asyncio.wait_for(told.wait(), _EVERY)
        await reader.drain()
