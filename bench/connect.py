"""Benchmark of a call step: the connect webhook compared to a bare Flask route, and `ivr serve` under load.

It prints figures and has no thresholds. All servers listen on loopback. The load is 200 requests a second for ten
seconds.
"""

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import requests
from flask import Flask, Response
from werkzeug.test import EnvironBuilder

from ivr.app import compose
from ivr.clock import MovableClock, parse_moment
from ivr.phone.signing import HEADER, sign
from ivr.settings import Settings
from ivr.store.db import open_store
from ivr.store.migrate import migrate
from ivr.worker import live

TOKEN, NUMBER = "bench-token", "+815031234567"
RATE, SECONDS = 200, 10
PATH = "/voice/vi/connect?step=2"


def form(call: int) -> dict[str, str]:
    """Return the fields of a webhook, as many as Twilio sends."""
    extra = dict.fromkeys(("FromCity", "FromState", "FromZip", "ToCity", "ToState", "ToZip", "CallerCity"), "")
    return {
        **extra,
        "CallSid": f"CA{call:032}",
        "AccountSid": "AC" + "0" * 32,
        "From": f"+8190{call % 100_000_000:08}",
        "To": NUMBER,
        "CallStatus": "in-progress",
        "ApiVersion": "2010-04-01",
        "Direction": "inbound",
        "FromCountry": "JP",
        "ToCountry": "JP",
        "Called": NUMBER,
    }


def settings(url: str, database: str) -> Settings:
    return Settings(
        public_url=url,
        secret_key="0" * 32,
        account_sid="AC1",
        auth_token=TOKEN,
        phone_number=NUMBER,
        api_url=url,
        database_url=database,
        dials_per_caller_hour=1_000_000,
        dials_per_caller_day=1_000_000,
        dials_per_day=1_000_000,
        dial_minutes_per_day=1_000_000,
    )


def microseconds(work: Callable[[int], object], rounds: int = 7, calls: int = 400) -> float:
    """Return the time of a call in microseconds: the median of several rounds."""
    work(0)
    figures = []
    for each in range(rounds):
        started = time.perf_counter()
        for call in range(calls):
            work(1 + each * calls + call)
        figures.append((time.perf_counter() - started) / calls * 1e6)
    return statistics.median(figures)


def requested(app: Flask, url: str) -> Callable[[int], object]:
    """Return a function that sends the connect webhook to a WSGI application, with prepared requests."""
    environments = []
    for call in range(3000):
        fields = form(call)
        headers = {HEADER: sign(TOKEN, url + PATH, fields)}
        environments.append(
            EnvironBuilder(PATH, base_url=url, method="POST", data=fields, headers=list(headers.items())).get_environ()
        )
    bodies = [urlencode(form(call)).encode() for call in range(3000)]

    def work(call: int) -> object:
        environment = {**environments[call], "wsgi.input": BytesIO(bodies[call])}
        statuses: list[str] = []
        body = b"".join(app(environment, lambda status, headers: statuses.append(status)))  # type: ignore[arg-type]
        assert statuses == ["200 OK"], statuses
        return body

    return work


def bare() -> Flask:
    app = Flask("bare")

    @app.post("/voice/<language>/connect")
    def connect(language: str) -> Response:
        return Response("<Response/>", content_type="text/xml")

    return app


def in_process(folder: Path) -> None:
    url = "http://127.0.0.1:1"
    clock, given = MovableClock(parse_moment("2026-11-23 12:00")), settings(url, f"sqlite:///{folder}/bench.db")
    migrate(open_store(given.database_url))
    service = compose(given, *live(given, clock), clock)
    ours, constant = microseconds(requested(service.flask, url)), microseconds(requested(bare(), url))
    print(f"bare Flask route, constant answer     {constant:8.0f} µs")
    print(
        f"connect: signature, decision, record, TwiML {ours:8.0f} µs   ({constant / ours:.2f} of the bare route's rate)"
    )
    service.close()


def under_load(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    started = time.perf_counter()
    command = [sys.executable, "-m", "ivr", "serve", "--port", str(port), "--workers", "2"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(
        command, env=environment(url, folder / "load.db"), stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        while not healthy(url):
            time.sleep(0.02)
        print(f"ivr serve answers /healthz after      {time.perf_counter() - started:8.1f} s")
        latencies = load(url)
        print(
            f"{RATE} requests/s, {len(latencies)} in all: p50 {latencies[len(latencies) // 2] * 1e3:.1f} ms, "
            f"p99 {latencies[len(latencies) * 99 // 100] * 1e3:.1f} ms, most {latencies[-1] * 1e3:.1f} ms"
        )
        print("resident memory by process, MB        " + "  ".join(f"{size:.0f}" for size in resident(server.pid)))
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def environment(url: str, database: Path) -> dict[str, str]:
    """Return the environment of an `ivr serve` with an address and a database."""
    return {
        **os.environ,
        "PUBLIC_URL": url,
        "SECRET_KEY": "0" * 32,
        "DATABASE_URL": f"sqlite:///{database}",
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_PHONE_NUMBER": NUMBER,
        "TWILIO_API_URL": url,
        "DIALS_PER_CALLER_HOUR": "1000000",
        "DIALS_PER_CALLER_DAY": "1000000",
        "DIALS_PER_DAY": "1000000",
        "DIAL_MINUTES_PER_DAY": "1000000",
        "SCHEDULE_COPY": f"{database}.json",
    }


def healthy(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=1).ok
    except requests.RequestException:
        return False


def load(url: str) -> list[float]:
    """Send requests at a constant rate. Return their sorted latencies in seconds."""
    session = requests.Session()
    session.mount("http://", requests.adapters.HTTPAdapter(pool_connections=1, pool_maxsize=32))
    begin = time.perf_counter() + 0.5

    def one(call: int) -> float:
        fields = form(call)
        headers = {HEADER: sign(TOKEN, url + PATH, fields)}
        time.sleep(max(0.0, begin + call / RATE - time.perf_counter()))
        sent = time.perf_counter()
        assert session.post(url + PATH, data=fields, headers=headers, timeout=5).status_code == 200
        return time.perf_counter() - sent

    with ThreadPoolExecutor(16) as pool:
        return sorted(pool.map(one, range(RATE * SECONDS)))


def resident(group: int) -> list[float]:
    """Return the resident memory of each process of a group in MB, from /proc."""
    sizes = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and os.getpgid(int(folder.name)) == group:
            pages = int((folder / "statm").read_text().split()[1])
            sizes.append(pages * os.sysconf("SC_PAGE_SIZE") / 1e6)
    return sorted(sizes)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        in_process(Path(name))
        under_load(Path(name))
