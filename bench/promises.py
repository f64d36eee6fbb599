"""Benchmark of promises: how many texts a second are promised, how long callers wait, and how soon a text leaves.

Web processes answer signed webhooks in five threads each, as `ivr serve` does on two processors, without HTTP between.
Each promise is to another number. It prints figures and has no thresholds.
"""

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import Engine, create_engine, func, select, text
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.serving import TOKEN, form, query, settings_of
from ivr.app import compose
from ivr.clock import MovableClock, parse_moment
from ivr.phone.signing import HEADER, sign
from ivr.store.db import open_store
from ivr.store.migrate import migrate
from ivr.store.tables import outbox
from ivr.worker import live
from tests.support.databases import PostgreSQL
from tests.support.fleet import TOKEN as FLEET_TOKEN
from tests.support.fleet import Callers, Fleet
from tests.support.rough_carrier import RoughCarrier

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

URL = "http://127.0.0.1:1"
THREADS = 5
NIGHT = parse_moment("2026-11-23 03:00")
"""All lines are closed."""
PROMISE: list[tuple[str, dict[str, str]]] = [("/voice/vi/rest?step=3", {})]
CALL = [("/voice", {}), ("/voice/menu?step=1", {"Digits": "1"}), ("/voice/vi/connect?step=2", {}), *PROMISE]
NUMBERS = 100_000_000
POSTGRESQL, NOT_SAFE, SQLITE = "PostgreSQL", "PostgreSQL without fsync", "SQLite"
NUMBER = count(1)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--processes", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--texts", type=int, default=20, help="how many are timed until they leave")
    parser.add_argument("--kinds", nargs="*", default=["promises", "calls"])
    parser.add_argument("--database", nargs="*", default=[POSTGRESQL, NOT_SAFE, SQLITE])
    parser.add_argument("--process", nargs=3, metavar=("DATABASE", "NUMBER", "KIND"), help=argparse.SUPPRESS)
    return parser.parse_args()


# --- a web process


def web_process(database: str, number: int, kind: str, seconds: float) -> None:
    """Answer webhooks of other calls than the other processes do, between two lines of the input; print the times."""
    logging.basicConfig(stream=sys.stderr)
    clock = MovableClock(NIGHT)
    more = {"sms_per_day": 10_000_000, "sms_per_range": 10_000, "schedule_copy": ""}
    given = settings_of(URL, database).model_copy(update=more)
    service = compose(given, *live(given, clock), clock)
    of_call = CALL if kind == "calls" else PROMISE
    calls = [[environment(path, keys, each) for path, keys in of_call] for each in some_calls(number, seconds)]
    waiting = iter(calls)
    print("ready", flush=True)
    sys.stdin.readline()
    ends, used = time.monotonic() + seconds, time.process_time()

    def answer(_: int) -> list[float]:
        times = []
        while time.monotonic() < ends and (call := next(waiting, None)):
            for step in call:
                began = time.monotonic()
                post(service.wsgi, step)
            times.append(time.monotonic() - began)
        return times

    with ThreadPoolExecutor(THREADS) as pool:
        times = [each for some in pool.map(answer, range(THREADS)) for each in some]
    print(json.dumps({"times": times, "used": time.process_time() - used}), flush=True)
    os._exit(0)


def some_calls(number: int, seconds: float) -> list[int]:
    """Return numbers of calls, more than can be answered; the number of a call is its caller's telephone number."""
    share = NUMBERS // 10
    return Random(number).sample(range(number * share, (number + 1) * share), int(600 * seconds))


def environment(path: str, keys: dict[str, str], call: int) -> dict[str, object]:
    """Return the WSGI environment of a signed webhook."""
    fields = form(call) | keys
    headers = [(HEADER, sign(TOKEN, URL + path, fields))]
    built = EnvironBuilder(path, base_url=URL, method="POST", data=fields, headers=headers).get_environ()
    return built | {"wsgi.input": BytesIO(query(fields).encode())}


def post(app: "WSGIApplication", request: dict[str, object]) -> None:
    _, status, _ = run_wsgi_app(app, request)
    assert status == "200 OK", status


# --- the figures


def rate(name: str, database: str, processes: int, kind: str, seconds: float, log: Path) -> None:
    engine = create_engine(database)
    before = stored(engine)
    began = log.stat().st_size if log.exists() else 0
    command = [sys.executable, "-m", "bench.promises", "--seconds", str(seconds), "--process", database]
    with log.open("a") as errors:
        started = [
            subprocess.Popen(
                [*command, str(number), kind], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
            )
            for number in range(processes)
        ]
        for each in started:
            assert each.stdout
            each.stdout.readline()
        for each in started:
            each.stdin.write("go\n")  # type: ignore[union-attr]
            each.stdin.flush()  # type: ignore[union-attr]
        found = [json.loads(each.communicate()[0]) for each in started]
    times = sorted(one for each in found for one in each["times"])
    promised, used = stored(engine) - before, sum(each["used"] for each in found)
    absent = log.read_text()[began:].count("the database does not answer")
    engine.dispose()
    p50, p99, most = (1e3 * times[min(len(times) * part // 100, len(times) - 1)] for part in (50, 99, 100))
    print(
        f"{name:<26}{kind:<10}{processes} processes {promised / seconds:7.0f}/s"
        f"   p50 {p50:5.0f}   p99 {p99:5.0f}   most {most:5.0f} ms"
        f"   {1e3 * used / len(times):4.1f} ms of processor time each"
        f"   {len(times) - promised} not promised, database called absent {absent} times"
        f"   load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def stored(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(select(func.count()).select_from(outbox)) or 0)


def delay(name: str, database: str, folder: Path, serve: list[str], workers: int, texts: int) -> None:
    """Print how long after its promise a text arrives at the carrier, while nothing else is sent."""
    folder.mkdir()
    with RoughCarrier(FLEET_TOKEN, Random(1)) as carrier:
        carrier.calm()
        fleet = Fleet(database, carrier.url, folder, serve, workers, more={"REMEMBER_LANGUAGE": "no"})
        fleet.start()
        callers = Callers(fleet.url)
        random = Random(2)
        try:
            for number in callers.numbers(texts):
                callers.call(number)
                time.sleep(1 + random.random())
            carrier.wait_for(callers.promised, 60)
        finally:
            fleet.kill()
        arrived = {each.to: each.at for each in reversed(carrier.accepted())}
    waits = sorted(
        (arrived[number] - at).total_seconds() for number, at in callers.promised.items() if number in arrived
    )
    where = "a worker of its own" if workers else "the worker of the web process"
    p50, p95, most = (1e3 * waits[min(len(waits) * part // 100, len(waits) - 1)] for part in (50, 95, 100))
    print(
        f"{name:<26}{where:<32}{len(waits)} texts: p50 {p50:5.0f}   p95 {p95:5.0f}   most {most:5.0f} ms"
        f" after the caller heard of it   load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def new_database(name: str, server: PostgreSQL | None, folder: Path) -> str:
    """Return the address of a new database with our tables."""
    number = next(NUMBER)
    if server is None:
        url = f"sqlite:///{folder}/{number}.db"
    else:
        admin = create_engine(server.url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"ALTER SYSTEM SET fsync = {'off' if name == NOT_SAFE else 'on'}"))
            connection.execute(text("SELECT pg_reload_conf()"))
            connection.execute(text(f"CREATE DATABASE bench_{number}"))
        admin.dispose()
        url = server.url.replace("/postgres?", f"/bench_{number}?")
    store = open_store(url)
    migrate(store)
    store.dispose()
    return url


def main(given: argparse.Namespace, folder: Path) -> None:
    print(
        f"{given.seconds:g} s each, {THREADS} threads a process; 'calls' are the {len(CALL)} webhooks of a whole call"
    )
    for name in given.database:
        server = None if name == SQLITE else PostgreSQL()
        for kind in given.kinds:
            for processes in given.processes:
                log = folder / f"{name}.log"
                rate(name, new_database(name, server, folder), processes, kind, given.seconds, log)
        for serve, workers in (([], 0), (["--no-worker"], 1)) if given.texts else ():
            database = new_database(name, server, folder)
            delay(name, database, folder / f"{name} {workers}", serve, workers, given.texts)
        if server is not None:
            server.close()


if __name__ == "__main__":
    parsed = arguments()
    if parsed.process:
        web_process(parsed.process[0], 1 + int(parsed.process[1]), parsed.process[2], parsed.seconds)
    with tempfile.TemporaryDirectory() as temporary:
        main(parsed, Path(temporary))
