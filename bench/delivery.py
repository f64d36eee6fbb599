"""Benchmark of delivery: lost and doubled texts while all processes are killed repeatedly and the carrier fails often.

It prints figures and has no thresholds. All servers listen on loopback.
"""

import argparse
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random, SystemRandom

from tests.support.fleet import TOKEN, Callers, Fleet
from tests.support.rough_carrier import RoughCarrier

CALLERS = 8
"""Concurrent callers after the last kill."""
LONGEST, SETTLED = 900, 25
"""Seconds to wait for all texts, and of silence after which no more are expected."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=1000, help="how many are promised")
    parser.add_argument("--rounds", type=int, default=20, help="how many times everything is killed")
    parser.add_argument("--database", help="of the form of DATABASE_URL, and empty; default: a new SQLite file")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    return parser.parse_args()


def run(given: argparse.Namespace, folder: Path) -> None:
    random = Random(given.seed)
    with RoughCarrier(TOKEN, Random(given.seed)) as carrier:
        fleet = Fleet(given.database or f"sqlite:///{folder}/bench.db", carrier.url, folder, ["--no-worker"])
        callers = Callers(fleet.url)
        try:
            for _ in range(given.rounds):
                callers.call_until_killed(fleet, max(given.texts // given.rounds, 1), random)
            fleet.start()
            while (wanted := given.texts - len(callers.promised)) > 0:
                with ThreadPoolExecutor(CALLERS) as pool:
                    list(pool.map(callers.call, callers.numbers(wanted)))
            carrier.calm()
            carrier.wait_for(callers.promised, LONGEST)
            carrier.wait_for_silence(SETTLED)
        finally:
            fleet.kill()
        report(given, carrier, callers)


def report(given: argparse.Namespace, carrier: RoughCarrier, callers: Callers) -> None:
    texts, promised = carrier.accepted(), callers.promised
    counts = Counter(text.to for text in texts)
    first = {text.to: text.at for text in reversed(texts)}
    arrived = promised.keys() & first.keys()
    waits = sorted(max(0.0, (first[number] - promised[number]).total_seconds()) for number in arrived) or [0.0]
    seconds = (texts[-1].at - min(promised.values())).total_seconds() if arrived else 1.0
    p50, p95 = (waits[len(waits) * percent // 100] for percent in (50, 95))
    rows: dict[str, object] = {
        "calls": callers.called,
        "promised": len(promised),
        "arrived of these": len(arrived),
        "lost": len(promised) - len(arrived),
        "doubled": sum(count > 1 for count in counts.values()),
        "arrived of calls that were cut": len(counts) - len(arrived),
        "kills": given.rounds,
        "texts a second": f"{len(texts) / seconds:.1f}",
        "promise to acceptance, p50 / p95 / most": f"{p50:.1f} s / {p95:.1f} s / {waits[-1]:.1f} s",
        "seed": given.seed,
    }
    for name, value in rows.items():
        print(f"{name:<42}{value}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        run(arguments(), Path(name))
