"""Benchmark of whole calls at a stated rate: latencies, memory, processor time and the database, over minutes.

Callers arrive open-loop: each call begins at its time, whatever has become of those before it, and the latency of a
step counts from when the caller is ready for it. A call is six webhooks: ring, menu, connect, a busy line, rest with
the promise of a text, and the end. The text goes to a carrier of this process, which accepts it at once and posts a
receipt. The two shapes of docs/operate.md: on SQLite one `ivr serve` with its worker inside, on PostgreSQL
`ivr serve --no-worker` and one `ivr worker`.

    python -m bench.load [--database postgresql+psycopg://…] [--rate 20] [--seconds 180] [--workers 2]
"""

import asyncio
import gc
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs

import click

from bench.capacity import Measured
from bench.posting import Connections, webhook
from bench.serving import environment, form, running, started
from bench.steps import prepare
from bench.stored import Stored, stored, work_of_server
from bench.throughput import FastCarrier
from bench.watching import Sample, Watched
from tests.support.ports import free_port

CALL: Mapping[str, tuple[str, dict[str, str]]] = {
    "ring": ("/voice", {}),
    "menu": ("/voice/menu?step=1", {"Digits": "1"}),
    "connect": ("/voice/vi/connect?step=2", {}),
    "dialed": ("/voice/vi/dialed?step=3&tried=otit-vi", {"DialCallStatus": "busy"}),
    "rest": ("/voice/vi/rest?step=4&tried=otit-vi.fresc", {}),
    "end": ("/voice/status", {"CallStatus": "completed"}),
}
"""The webhooks of a call, in their order."""
_RECEIPT, _TEXT = "receipt", "text"
_CONNECTIONS = 128
_RECEIPT_AFTER, _PATIENCE = 0.5, 30.0
"""Seconds until the carrier reports a text as delivered, and for which the last texts are awaited."""
_SPREAD = 10_007
"""Between the numbers of two callers, so that they lie in different ranges."""


@dataclass
class Load:
    """Calls to a service. ``pause`` is how many seconds a caller listens before each step but the first."""

    url: str
    pause: float
    connections: Connections
    begin: float = 0.0
    taken: list[tuple[float, str, float]] = field(default_factory=list)
    """For each step the seconds since the begin at which it was due, its name, and the seconds until its answer."""
    errors: Counter[str] = field(default_factory=Counter)
    promised: dict[str, float] = field(default_factory=dict)
    arrived: int = 0

    async def call(self, number: int, rate: float) -> None:
        """Make a call, from the moment at which it is due."""
        due = self.begin + number / rate
        fields = form(number * _SPREAD)
        for step, (path, more) in CALL.items():
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            answered = await self._post(step, path, fields | more, due)
            due = answered + self.pause
            if step == "rest":
                self.promised[fields["From"]] = answered

    async def receive(self, text: bytes) -> None:
        """Note that a text has arrived at the carrier, and post its receipt."""
        at, given = time.perf_counter(), {name: each[0] for name, each in parse_qs(text.decode()).items()}
        waited = at - self.promised.get(given["To"], at)
        self.taken.append((at - self.begin, _TEXT, max(0.0, waited)))
        await asyncio.sleep(_RECEIPT_AFTER)
        sid = f"SM{self.arrived:032}"
        fields = {"MessageSid": sid, "MessageStatus": "delivered", "To": given["To"], "From": given["From"]}
        await self._post(_RECEIPT, given["StatusCallback"].removeprefix(self.url), fields, time.perf_counter())
        self.arrived += 1

    async def _post(self, step: str, path: str, fields: dict[str, str], due: float) -> float:
        status = await self.connections.post(webhook(self.url, path, fields))
        answered = time.perf_counter()
        self.taken.append((due - self.begin, step, answered - due))
        if not 200 <= status < 300:
            self.errors[f"{step}: {status or 'no answer'}"] += 1
        return answered


async def play(load: Load, calls: int, rate: float, texts: "asyncio.Queue[bytes]") -> None:
    """Play the calls, and wait until their texts have got their receipts."""
    receiving = asyncio.create_task(_receive(load, texts))
    await load.connections.open()
    gc.disable()  # the pauses of this process are not the server's
    load.begin = time.perf_counter() + 0.5
    await asyncio.gather(*(load.call(number, rate) for number in range(calls)))
    ends = time.perf_counter() + _PATIENCE
    while load.arrived < calls and time.perf_counter() < ends:
        await asyncio.sleep(0.1)
    receiving.cancel()


async def _receive(load: Load, texts: "asyncio.Queue[bytes]") -> None:
    async with asyncio.TaskGroup() as group:
        while True:
            group.create_task(load.receive(await texts.get()))


@dataclass(frozen=True)
class Shape:
    """What is played: calls a second, for how long, with which pause, and how often it is looked at; in seconds."""

    rate: float
    seconds: float
    pause: float
    interval: float


@contextmanager
def service(url: str, database: str, port: int, workers: int, carrier: str) -> Iterator[Watched]:
    """Run the service in the shape of its database, and yield its processes."""
    given = environment(url, database) | {"TWILIO_API_URL": carrier, "SMS_RATE": "0"}
    serve, apart = ["ivr", "serve", "--workers", str(workers)], not database.startswith("sqlite")
    with ExitStack() as stack:
        web = stack.enter_context(running([*serve, *(["--no-worker"] if apart else [])], given, port))
        worker = stack.enter_context(started(["ivr", "worker"], given)) if apart else None
        yield Watched(web, worker, work_of_server(database))


async def run(load: Load, shape: Shape, watched: Watched, carrier: FastCarrier) -> list[Sample]:
    """Play the calls. Return how the processes were every ``shape.interval`` seconds, and at the end."""
    loop, texts = asyncio.get_running_loop(), asyncio.Queue[bytes]()
    carrier.told = lambda text: loop.call_soon_threadsafe(texts.put_nowait, text)
    samples = [watched.sample()]

    async def watch() -> None:
        while True:
            await asyncio.sleep(shape.interval)
            samples.append(watched.sample())

    watching = asyncio.create_task(watch())
    await play(load, int(shape.rate * shape.seconds), shape.rate, texts)
    watching.cancel()
    carrier.told = lambda text: None  # what arrives now comes too late
    return [*samples, watched.sample()]


def at(latencies: Sequence[float], share: float) -> float:
    """Return a quantile in milliseconds, 0 if there are none."""
    return 1e3 * sorted(latencies)[int(len(latencies) * share)] if latencies else 0.0


def tell(load: Load, shape: Shape, samples: Sequence[Sample]) -> None:
    """Print the latencies by step, and the course of the run."""
    print(f"{'ms':10}{'count':>8}{'p50':>8}{'p99':>8}{'most':>8}")
    for step in (*CALL, _TEXT, _RECEIPT):
        found = [took for _, name, took in load.taken if name == step]
        print(f"{step:10}{len(found):8}{at(found, 0.5):8.1f}{at(found, 0.99):8.1f}{1e3 * max(found, default=0):8.1f}")
    print(f"errors: {', '.join(f'{what} ({count})' for what, count in load.errors.items()) or 'none'}")
    print(f"{'from s':10}{'p50':>8}{'p99':>8} ms{'web':>10} MB{'web':>9}{'worker':>9}{'database':>10} % of a core")
    for begin, found, before, after in course(load, shape, samples):
        print(f"{begin:<10.0f}{at(found, 0.5):8.1f}{at(found, 0.99):8.1f}{after.megabytes:13.0f}", end="   ")
        print("".join(f"{share:9.0f}" for share in used(before, after)))


def used(before: Sample, after: Sample) -> list[float]:
    """Return how much of a core was used between two samples, in percent, by what :class:`Sample` lists."""
    return [100 * (b - a) / (after.at - before.at) for a, b in zip(before.works, after.works, strict=True)]


def course(load: Load, shape: Shape, samples: Sequence[Sample]) -> Iterator[tuple[float, list[float], Sample, Sample]]:
    """Yield for each interval its begin, the latencies of its webhooks, and the samples around it."""
    for before, after in pairwise(samples):
        begin = before.at - samples[0].at
        if begin + shape.interval <= shape.seconds + 1:
            found = [took for due, step, took in load.taken if step in CALL and 0 <= due - begin < shape.interval]
            yield begin, found, before, after


def measured(load: Load, calls: int, samples: Sequence[Sample], before: Stored, after: Stored) -> Measured:
    """Return what a call and a text have taken."""
    web, worker, database = (1e6 * (b - a) for a, b in zip(samples[0].works, samples[-1].works, strict=True))
    is_large = after.commits > 0
    return Measured(
        web=web / calls,
        text=worker / max(load.arrived, 1) if is_large else None,
        database=database / calls if is_large else None,
        commits=(after.commits - before.commits) / calls if is_large else None,
        kilobytes=(after.bytes - before.bytes) / 1024 / calls,
        megabytes=max(sample.megabytes for sample in samples),
        requests=len(CALL) + 1,
    )


def tell_costs(found: Measured) -> None:
    """Print what a call and a text have taken."""
    inside = "" if found.text else ", its text included"
    print(f"a call: {found.web / 1e3:.1f} ms of processor time of the web processes{inside}", end="")
    if found.text and found.database:
        print(f", {found.database / 1e3:.1f} ms of PostgreSQL, {found.commits:.0f} transactions", end="")
        print(f"; a text: {found.text / 1e3:.1f} ms of the worker", end="")
    print(f"; {found.kilobytes:.1f} kB in the database")


@click.command()
@click.option("--database", help="The address of a database; by default SQLite in a temporary folder.")
@click.option("--rate", default=20.0, help="Calls a second.")
@click.option("--seconds", default=180.0)
@click.option("--pause", default=1.0, help="Seconds for which a caller listens between two steps.")
@click.option("--interval", default=10.0, help="Seconds between two looks at the processes.")
@click.option("--workers", default=2)
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write the figures to this file as well.")
def main(
    database: str | None, rate: float, seconds: float, pause: float, interval: float, workers: int, file: Path | None
) -> None:
    """Play whole calls."""
    shape, calls = Shape(rate, seconds, pause, interval), int(rate * seconds)
    with tempfile.TemporaryDirectory() as folder:
        port, database, carrier = free_port(), database or f"sqlite:///{folder}/bench.db", FastCarrier()
        url = f"http://127.0.0.1:{port}"
        prepare(database, url)
        before = stored(database)
        with service(url, database, port, workers, carrier.url) as watched:
            load = Load(url, pause, Connections(port, _CONNECTIONS))
            samples = asyncio.run(run(load, shape, watched, carrier))
        after = stored(database)
    print(f"{rate:g} calls/s for {seconds:g} s, {workers} web processes: {calls} calls,", end=" ")
    print(f"{after.calls - before.calls} recorded, {load.arrived} texts delivered", end=", ")
    print(f"the database has {after.bytes / 1024**2:.1f} MB")
    tell(load, shape, samples)
    found = measured(load, calls, samples, before, after)
    tell_costs(found)
    if file:
        rows = [
            (begin, at(latencies, 0.99), late.megabytes, sum(used(early, late)))
            for begin, latencies, early, late in course(load, shape, samples)
        ]
        file.write_text(json.dumps({"measured": asdict(found), "course": rows}))


if __name__ == "__main__":
    main()
