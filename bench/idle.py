"""Benchmark of starting and of doing nothing: seconds until the first answer, memory, wakes and questions a second.

It prints figures and has no thresholds. Wakes are voluntary context switches of all threads of a process (Linux), and
questions are transactions of the database, which only PostgreSQL counts.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from sqlalchemy import create_engine, text

from bench.serving import TOKEN, environment, form, healthy
from bench.watching import megabytes, processes, worked
from ivr.phone.signing import HEADER, sign
from tests.support.databases import PostgreSQL
from tests.support.ports import free_port

PATH = "/voice/vi/connect?step=2"
SETTLED, SECONDS = 25, 30
"""Seconds after the start until a process counts as idle, and for which it is watched."""
STARTS = 5


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--requests", type=int, default=0, help="webhooks to send, to see whether the memory grows")
    return parser.parse_args()


def seconds(command: list[str]) -> float:
    """Return the median of the seconds that a command takes."""
    taken = []
    for _ in range(STARTS):
        started = time.perf_counter()
        subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def start(database: str, folder: Path, workers: int) -> tuple[subprocess.Popen[bytes], str, float]:
    """Start `ivr serve`. Return it, its address, and the seconds until it answered."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "ivr", "serve", "--port", str(port), "--workers", str(workers)]
    given = environment(url, database)
    with (folder / "log").open("ab") as log:
        started = time.perf_counter()
        server = subprocess.Popen(command, env=given, stdout=log, stderr=log, start_new_session=True)
    while not healthy(port):
        time.sleep(0.01)
    return server, url, time.perf_counter() - started


def stop(server: subprocess.Popen[bytes]) -> None:
    os.killpg(server.pid, signal.SIGTERM)
    server.wait(20)


def wakes(process: Path) -> int:
    """Return how often the threads of a process have waited for something; those that have ended are not counted."""
    found = [each.read_text().split("\nvoluntary_ctxt_switches:")[1] for each in process.glob("task/*/status")]
    return sum(int(each.split()[0]) for each in found)


def told(process: Path) -> str:
    """Return the resident memory of a process, and what of it no other process shares."""
    resident, own = megabytes(process)
    return f"{resident:8.0f} ({own:.0f})"


def watch(database: str, folder: Path, asked: Callable[[], int] | None, given: argparse.Namespace) -> None:
    stop(start(database, folder, given.workers)[0])  # makes the tables
    taken = []
    for _ in range(STARTS):
        server, url, until = start(database, folder, given.workers)
        taken.append(until)
        if len(taken) < STARTS:
            stop(server)
    work = sum(map(worked, processes(server.pid)))
    print(f"ivr serve answers /healthz after     {statistics.median(taken):8.2f} s, {work:.2f} s of processor time")
    time.sleep(SETTLED)
    watched = processes(server.pid)
    before = [(wakes(each), worked(each)) for each in watched]
    questions = asked() if asked else 0
    time.sleep(SECONDS)
    spent = [(wakes(each) - wake, worked(each) - work) for each, (wake, work) in zip(watched, before, strict=True)]
    print("wakes a second, by process           " + "".join(f"{wake / SECONDS:8.1f}" for wake, _ in spent))
    print("processor, ms a second, by process   " + "".join(f"{1000 * work / SECONDS:8.1f}" for _, work in spent))
    if asked:
        print(f"questions a second, of all           {(asked() - questions) / SECONDS:8.2f}")
    print("memory by process (not shared), MB   " + "".join(map(told, processes(server.pid))))
    if given.requests:
        for part in range(1, 5):
            send(url, given.requests // 4)
            sizes = "".join(map(told, processes(server.pid)))
            print(f"… after {part * given.requests // 4:7} requests             {sizes}")
    stop(server)


def send(url: str, count: int) -> None:
    session = requests.Session()
    session.mount("http://", requests.adapters.HTTPAdapter(pool_connections=1, pool_maxsize=8))

    def one(call: int) -> None:
        fields = form(call)
        session.post(url + PATH, data=fields, headers={HEADER: sign(TOKEN, url + PATH, fields)}, timeout=30)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(count)))


def main() -> None:
    given = arguments()
    print(f"load average before                  {os.getloadavg()[0]:8.2f}")
    print(f"ivr --help                           {seconds(['-m', 'ivr', '--help']):8.2f} s")
    with tempfile.TemporaryDirectory() as name:
        print("SQLite")
        watch(f"sqlite:///{name}/idle.db", Path(name), None, given)
    print("PostgreSQL")
    server = PostgreSQL()
    with server.database(empty=True) as database, tempfile.TemporaryDirectory() as name:
        statistics_of = create_engine(server.url, isolation_level="AUTOCOMMIT")
        count = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = :name"

        def asked() -> int:
            with statistics_of.connect() as connection:
                of = database.partition("?")[0].rpartition("/")[2]
                return int(connection.execute(text(count), {"name": of}).scalar_one())

        watch(database, Path(name), asked, given)
        statistics_of.dispose()
    server.close()


if __name__ == "__main__":
    main()
