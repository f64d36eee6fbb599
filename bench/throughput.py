"""Benchmark of delivery without faults: texts a second with one, two and four workers, against a carrier that is fast.

The carrier is an event loop of this process that accepts everything. All texts are promised before the workers start;
the rate is that between the first and the last text that arrives.

    python -m bench.throughput [--database postgresql+psycopg://…] [--texts 1500]
"""

import asyncio
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import click

from bench.serving import environment, settings_of
from bench.watching import busy
from ivr.clock import SystemClock
from ivr.core.text.limits import Limits
from ivr.core.text.promises import Promise, Purpose
from ivr.store.db import open_store, writing
from ivr.store.migrate import migrate
from ivr.store.promises import keep
from ivr.worker import keys

_BATCH = 200
_FIRST = 100
"""Texts that are sent while some of the workers still start."""


class FastCarrier:
    """Accepts each text at once, and notes when. ``told`` gets the form of each, in the carrier's own thread."""

    def __init__(self, told: Callable[[bytes], object] = lambda form: None) -> None:
        self.accepted: list[float] = []
        self.told = told
        self._sids = itertools.count()
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0] or 0)
                form = await reader.readexactly(length)
                self.accepted.append(time.perf_counter())
                self.told(form)
                body = json.dumps({"sid": f"SM{next(self._sids):032}", "body": "x", "status": "queued"}).encode()
                writer.write(b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n")
                writer.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)


def promise(database: str, texts: int) -> None:
    """Promise texts to as many numbers."""
    settings, now = settings_of("http://127.0.0.1:1", database), SystemClock().now()
    engine, privacy, limits = open_store(database), keys(settings), Limits(10, 1_000_000, 1_000_000)
    migrate(engine)
    made = itertools.count()
    for _ in range(0, texts, _BATCH):
        with writing(engine) as connection:
            for number in itertools.islice(made, _BATCH):
                text = Promise(
                    f"{now}{number}", Purpose.INFORMATION, "vi", f"+8190{20_000_000 + number}", f"{now}", now
                )
                keep(connection, privacy, text, now, limits)
    engine.dispose()


def rate(database: str, texts: int, workers: int) -> tuple[float, float]:
    """Return how many texts a second arrive, and how many processors are busy meanwhile, with the database's."""
    promise(database, texts)
    carrier, before = FastCarrier(), os.environ.copy()
    given = environment("http://127.0.0.1:1", database) | {"TWILIO_API_URL": carrier.url, "SMS_RATE": "0"}
    command = [sys.executable, "-m", "ivr", "worker"]
    started = [
        subprocess.Popen(command, env=before | given, stderr=subprocess.DEVNULL, start_new_session=True)
        for _ in range(workers)
    ]
    _wait_for(carrier, _FIRST + 1)
    began, before_it = time.perf_counter(), busy()
    _wait_for(carrier, texts)
    used = (busy() - before_it) / (time.perf_counter() - began)
    for each in started:
        os.killpg(each.pid, signal.SIGKILL)
        each.wait()
    first, last = carrier.accepted[_FIRST], carrier.accepted[-1]
    return (texts - _FIRST - 1) / (last - first), used


def _wait_for(carrier: FastCarrier, texts: int) -> None:
    while len(carrier.accepted) < texts:
        time.sleep(0.05)  # seldom: the carrier, in this process, has work to do


@click.command()
@click.option("--database", help="The address of a database; by default SQLite in a temporary folder.")
@click.option("--texts", default=1000)
@click.option("--workers", default=[1, 2, 4], multiple=True)
def main(database: str | None, texts: int, workers: tuple[int, ...]) -> None:
    """Measure delivery."""
    before = 0.0
    for count in workers:
        with tempfile.TemporaryDirectory() as folder:
            found, used = rate(database or f"sqlite:///{folder}/bench.db", texts, count)
        more = f"   {found / before:.2f} times as many" if before else ""
        print(f"{count} workers {found:7.0f} texts/s   {used:.1f} processors busy{more}", flush=True)
        before = found


if __name__ == "__main__":
    main()
