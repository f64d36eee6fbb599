"""Benchmark of steps of a call in databases of different sizes, such as an empty one and a filled one.

    python -m bench.filling --database $LARGE
    python -m bench.large --database $EMPTY --database $LARGE

The webhooks are called in this process, on all databases in turn, so that a busy machine is as slow for each. A step
that promises a text ends when the promise is committed.
"""

import itertools
import statistics
import time
from collections.abc import Iterator
from random import Random

import click

from bench.promises import URL, environment, post
from bench.serving import settings_of
from ivr.app import Service, compose
from ivr.clock import MovableClock, parse_moment
from ivr.store.db import open_store
from ivr.store.migrate import migrate
from ivr.worker import live

_SUNDAY = parse_moment("2026-11-29 10:00")
"""The Vietnamese line is open, the help desk is not."""
STEPS = {"ring": "/voice", "connect": "/voice/vi/connect?step=2", "rest": "/voice/km/rest?step=3"}


def service_on(database: str) -> Service:
    """Return the service on a database, with a clock that goes on from Sunday morning."""
    engine = open_store(database)
    migrate(engine)
    engine.dispose()
    settings, clock = settings_of(URL, database), MovableClock(_SUNDAY)
    return compose(settings, *live(settings, clock), clock)


def ask(service: Service, path: str, call: int) -> float:
    """Return the seconds until a webhook of a call is answered."""
    request = environment(path, {}, call)
    began = time.perf_counter()
    post(service.wsgi, request)
    return time.perf_counter() - began


def measure(services: list[Service], times: int, call: Iterator[int]) -> dict[str, list[list[float]]]:
    """Return the seconds of each step, by service, each of the next ``call`` and so of another caller."""
    found: dict[str, list[list[float]]] = {step: [[] for _ in services] for step in STEPS}
    random, turns = Random(1), [(step, path, at) for step, path in STEPS.items() for at in range(len(services))]
    for _ in range(times):
        random.shuffle(turns)  # the second of the same step in a row is quicker: the processor still has its code
        for step, path, at in turns:
            found[step][at].append(ask(services[at], path, next(call)))
    return found


@click.command()
@click.option("--database", "databases", multiple=True, required=True, help="The address of a database; repeat it.")
@click.option("--times", default=1000, show_default=True, help="Calls on each database.")
def main(databases: tuple[str, ...], times: int) -> None:
    """Print the medians of each step in each database, and their ratio to those in the first."""
    services = [service_on(database) for database in databases]
    call = itertools.count(int(time.time()) * 1000)  # calls that no earlier run has made
    measure(services, times // 10, call)  # what is made once
    for service in services:
        service.recorder.flush()
    for step, taken in measure(services, times, call).items():
        middle = [statistics.median(each) * 1e6 for each in taken]
        print(f"{step:10}" + "".join(f"{each:10.0f} µs {each / middle[0]:5.2f}" for each in middle), flush=True)
    for service in services:
        service.close()


if __name__ == "__main__":
    main()
