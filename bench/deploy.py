"""Benchmark of a deploy: calls that get an error while two servers are restarted one after the other, again and again.

The balancer sends a request to the other server if the first refuses the connection, which is not counted, or ends it
without an answer, which is. Four callers call without a pause, each call to its end. It prints figures and has no
thresholds. All servers listen on loopback.
"""

import argparse
import signal
import tempfile
import time
from pathlib import Path

from tests.support.balancer import URL, Balancer
from tests.support.fleet import Callers, Fleet

CALLERS = 4
NO_CARRIER = "http://127.0.0.1:9"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1000, help="how many are made at least")
    parser.add_argument("--database", help="of the form of DATABASE_URL, and empty; default: a new SQLite file")
    return parser.parse_args()


def run(given: argparse.Namespace, folder: Path) -> None:
    database = given.database or f"sqlite:///{folder}/bench.db"
    fleets = [Fleet(database, NO_CARRIER, folder, workers=0, more={"PUBLIC_URL": URL}) for _ in range(2)]
    balancer = Balancer([each.port for each in fleets])
    callers, took = Callers(URL, session=balancer.session), list[float]()
    try:
        for each in fleets:
            each.start()
        with callers.calling(CALLERS):
            while callers.called < given.calls:
                for each in fleets:
                    began = time.monotonic()
                    each.kill(signal.SIGTERM)
                    took.append(time.monotonic() - began)
                    each.start()
    finally:
        for each in fleets:
            each.kill()
    rows: dict[str, object] = {
        "calls": callers.called,
        "calls with an error": len(callers.broken),
        "requests that the balancer repeated": len(balancer.cut),
        "restarts": len(took),
        "from SIGTERM to the end, longest": f"{max(took):.1f} s",
        "longest answer": f"{max(seconds for _, seconds in callers.answers):.1f} s",
    }
    for name, value in rows.items():
        print(f"{name:<42}{value}")
    for said in callers.broken[:9]:
        print(said)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        run(arguments(), Path(name))
