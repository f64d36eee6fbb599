"""Benchmark of the slowest calls: `ivr serve` at a constant rate, while somebody uses the console.

The load is open-loop: each request is sent at its time, whether or not those before it are answered, and its latency
counts from that time. So a server that stands still for a moment is charged for all who came meanwhile.

    python -m bench.tails [--rate 200] [--seconds 20] [--workers 2]
"""

import asyncio
import gc
import tempfile
import threading
import time

import click

from bench.posting import Connections, webhook
from bench.serving import environment, form, running, settings_of
from ivr.clock import SystemClock
from ivr.core.roles import Role
from ivr.service.people.accounts import Accounts
from ivr.store.db import open_store
from ivr.store.migrate import migrate
from ivr.worker import keys
from tests.support.console import PASSWORD, Console
from tests.support.ports import free_port

_STEPS = ("/voice", "/voice/menu?step=1", "/voice/vi/connect?step=2", "/voice/vi/dialed?step=3&tried=otit-vi")
"""The steps of a call in their order."""
_PAGES = ("/ops/", "/ops/calls", "/ops/texts", "/ops/reports", "/ops/hours", "/ops/prompts")
_CONNECTIONS = 32


def requests_of(url: str, count: int) -> list[bytes]:
    """Return whole requests, each of four in a row of the same call."""
    made = []
    for number in range(count):
        call, step = divmod(number, len(_STEPS))
        made.append(webhook(url, _STEPS[step], form(call) | {"Digits": "1", "DialCallStatus": "busy"}))
    return made


async def load(port: int, requests: list[bytes], rate: float) -> list[float]:
    """Send requests at a rate over kept connections. Return the sorted latencies in seconds, from the time of each."""
    connections = Connections(port, _CONNECTIONS)
    await connections.open()
    begin, latencies = time.perf_counter() + 0.5, []

    async def one(number: int, request: bytes) -> None:
        due = begin + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        status = await connections.post(request)
        assert status == 200, status
        latencies.append(time.perf_counter() - due)

    gc.disable()  # the pauses of this process are not the server's
    await asyncio.gather(*(one(number, request) for number, request in enumerate(requests)))
    return sorted(latencies)


def use_console(url: str, stopped: threading.Event) -> None:
    """Open page after page, as somebody who reads each for half a second."""
    console = Console(url)
    console.sign_in("Aiko", PASSWORD)
    while True:
        for page in _PAGES:
            if stopped.wait(0.5):
                return
            assert console.get(page).status == 200


def prepare(database: str, url: str) -> None:
    """Make a database with an account for the console."""
    engine, settings = open_store(database), settings_of(url, database)
    migrate(engine)
    Accounts(engine, keys(settings)).add("Aiko", Role.VIEWER, PASSWORD, "Aiko", SystemClock().now())
    engine.dispose()


@click.command()
@click.option("--database", help="The address of a database; by default SQLite in a temporary folder.")
@click.option("--rate", default=200.0)
@click.option("--seconds", default=20)
@click.option("--workers", default=2)
@click.option("--console/--no-console", "used", default=True)
def main(database: str | None, rate: float, seconds: int, workers: int, used: bool) -> None:
    """Measure the latencies of calls at a constant rate."""
    with tempfile.TemporaryDirectory() as folder:
        port, database = free_port(), database or f"sqlite:///{folder}/bench.db"
        url = f"http://127.0.0.1:{port}"
        prepare(database, url)
        with running(["ivr", "serve", "--workers", str(workers)], environment(url, database), port):
            requests, stopped = requests_of(url, int(rate * seconds)), threading.Event()
            console = threading.Thread(target=use_console, args=(url, stopped))
            if used:
                console.start()
            found = asyncio.run(load(port, requests, rate))
            stopped.set()
        if used:
            console.join()
    at = {name: found[int(len(found) * share)] * 1e3 for name, share in (("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999))}
    print(f"{rate:.0f} requests/s, {len(found)} in all, console {'in use' if used else 'idle'}:", end=" ")
    print(", ".join(f"{name} {milliseconds:.1f} ms" for name, milliseconds in at.items()), end="")
    print(f", most {found[-1] * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
