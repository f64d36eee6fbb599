"""Benchmark of a fail-over: the primary is killed in the middle of promises, then the standby is promoted.

The large layout runs on this machine: two web processes and two workers behind Caddy, a PostgreSQL primary and a
synchronous standby, which flush to the disk. It prints figures and has no thresholds. All servers listen on loopback.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random, SystemRandom

import requests

from tests.support.fleet import TOKEN, Callers, Fleet
from tests.support.layout import layout
from tests.support.replica import Replica
from tests.support.rough_carrier import RoughCarrier
from tests.support.waiting import eventually

LONGEST = 900
"""Seconds to wait for the last text."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--promises", type=int, default=1000, help="half of them before, half after")
    parser.add_argument("--callers", type=int, default=4, help="calls at the same time")
    parser.add_argument("--away", type=float, default=5, help="seconds until the standby is promoted")
    parser.add_argument("--silent", action="store_true", help="the primary answers nothing any more, but is not killed")
    parser.add_argument("--rough", action="store_true", help="a carrier that often fails, until the last promise")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    return parser.parse_args()


def run(given: argparse.Namespace, folder: Path) -> None:
    with (
        RoughCarrier(TOKEN, Random(given.seed)) as carrier,
        Replica(flushes=True) as replica,
        layout(replica.url, carrier.url, folder) as (url, fleets),
    ):
        if not given.rough:
            carrier.calm()
        callers = Callers(url)
        with callers.calling(given.callers):
            eventually(lambda: 2 * len(callers.promised) >= given.promises, LONGEST)
            replica.primary.pause() if given.silent else replica.primary.kill()
            killed = time.monotonic()
            time.sleep(given.away)
            replica.standby.promote()
            promoted = time.monotonic()
            eventually(lambda: all(map(is_ready, fleets)), LONGEST)
            used, promised = time.monotonic(), len(callers.promised)
            eventually(lambda: len(callers.promised) >= promised + given.promises // 2, LONGEST)
        carrier.calm()
        lost = carrier.wait_for(callers.promised, LONGEST)
        in_hand = "SELECT id FROM outbox WHERE state IN ('waiting', 'sending')"
        eventually(lambda: not replica.standby.ask(in_hand), LONGEST)
        (stored,) = replica.standby.ask("SELECT count(*) FROM outbox WHERE attempts > 0")
    texts = Counter(text.to for text in carrier.accepted())
    rows: dict[str, object] = {
        "calls": callers.called,
        "calls that were not answered to their end": len(callers.broken),
        "promised": len(callers.promised),
        "of these stored in the database": min(stored, len(callers.promised)),
        "lost": len(lost),
        "doubled": sum(count > 1 for count in texts.values()),
        "killed until the standby was promoted": f"{promoted - killed:.1f} s",
        "promoted until each process uses it": f"{used - promoted:.1f} s",
        "answers before": times(callers, 0, killed),
        "answers in the first second after": times(callers, killed, killed + 1),
        "answers from then until the standby is used": times(callers, killed + 1, used),
        "answers after": times(callers, used, time.monotonic()),
        "load of the machine": f"{os.getloadavg()[0]:.1f}",
        "seed": given.seed,
    }
    for name, value in rows.items():
        print(f"{name:<46}{value}")


def is_ready(fleet: Fleet) -> bool:
    return requests.get(f"{fleet.url}/readyz", timeout=LONGEST).ok


def times(callers: Callers, since: float, until: float) -> str:
    """Return how long the answers took that came in a time."""
    found = sorted(1e3 * took for at, took in callers.answers if since <= at < until)
    return f"{len(found)}: " + ", ".join(f"{name} {value:.0f} ms" for name, value in parts(found))


def parts(found: Sequence[float]) -> list[tuple[str, float]]:
    return [
        (f"p{part}" if part < 100 else "most", found[(len(found) - 1) * part // 100]) for part in (50, 99, 100) if found
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        run(arguments(), Path(name))
