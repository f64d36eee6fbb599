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
from dataclasses import dataclass, field
from typing import ClassVar

from gunicorn.workers.base import Worker

from ivr.app import Running
from ivr.server.reading import Reader
from ivr.web.traffic import Traffic

log = logging.getLogger(__name__)

_MOST, _MOST_EACH = 2000, 400
"""Connections of a process, in all and from one address."""
_OTHER_FILES = 200
"""Files that a process opens apart from its connections: of the database, of logs, of answers in files."""
_EVERY = 1.0
"""Seconds between two signs of life."""
_DRAIN = 4.5
"""Seconds that a process which is told to stop has for its requests: a step of a call that waits for the database in
vain, and then for the carrier, takes 3.8."""
_TURN = 0.0005
"""Seconds that a thread computes while another waits for Python's lock.

A step of a call passes from the event loop to a thread and back. At Python's own 5 ms it waits at each of these places
for a page of the console or a batch of records (`python -m bench.tails`).
"""


@dataclass(frozen=True, slots=True)
class Front:
    """What the processes have in common.

    Attributes:
        header: the header of the carrier's signature.
        proxies: how many proxies are ours.
        processes: how many there are.
        counts: of webhooks, in memory that the processes share.
        lifeline: both ends of a pipe. The first process alone keeps the second end, so the others can read the end of
            the pipe as soon as it has gone.
    """

    header: str
    proxies: int
    processes: int
    counts: Traffic
    lifeline: tuple[int, int] = field(default_factory=os.pipe)

    def reader(self, running: Running) -> Reader:
        """Return what reads the requests of a process."""
        most = min(_MOST, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - _OTHER_FILES)
        each = most if self.proxies else _MOST_EACH  # all connections come from the proxy
        service = running.service
        refused = service.refusals.count_apart  # the event loop, on which all requests depend, calls it
        return Reader(service.wsgi, self.header, self.proxies, self.processes, most, each, refused)


class Process(Worker):  # type: ignore[misc]  # gunicorn has no types
    """A process that reads requests in an event loop and answers them in threads."""

    front: ClassVar[Front]

    @classmethod
    def serving(cls, front: Front) -> type["Process"]:
        """Return the class of the processes behind a front: gunicorn makes them itself, and passes only its own."""
        return type(cls.__name__, (cls,), {"front": front})

    def init_process(self) -> None:
        """Start, and run to the end."""
        os.close(self.front.lifeline[1])
        super().init_process()

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
        sys.setswitchinterval(_TURN)
        gc.collect()
        gc.freeze()  # what has been loaded stays; each collection of all objects would stop calls to look at it
        told, reader = asyncio.Event(), self.front.reader(self.wsgi)
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            loop.add_signal_handler(each, told.set)
        loop.add_reader(self.front.lifeline[0], told.set)
        for listening in self.sockets:
            listening.setblocking(False)
            reader.add_socket(listening)
        while self.alive and not told.is_set():  # not alive: it was told while it loaded the application
            self.notify()
            reader.close_stalled()
            with suppress(TimeoutError):
                await asyncio.wait_for(told.wait(), _EVERY)
        loop.remove_reader(self.front.lifeline[0])  # it would be ready again and again
        self.wsgi.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(reader.drain(), _DRAIN)
        self.wsgi.close()
