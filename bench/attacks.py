"""Benchmark of calls while somebody tries to silence the line: `ivr serve` under slow sockets, floods and big forms.

It prints figures and has no thresholds. All servers listen on loopback. Calls come 20 a second from 127.0.0.1, the
attacks from the same address: this is what the service sees when both come through a proxy or one NAT.
"""

import asyncio
import contextlib
import multiprocessing
import os
import resource
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import requests

from bench.serving import TOKEN, environment, form, healthy
from ivr.phone.signing import HEADER, sign
from tests.support.ports import free_port

PATH = "/voice/vi/connect?step=2"
RATE, SECONDS, PATIENCE = 20, 10, 15
"""Calls a second, how long, and the seconds that a carrier waits for an answer."""
SILENT, SLOW = 2000, 200
_SIGNATURE = "A" * 27 + "="
_SLOW_HEAD = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nX-Slow: "
_SLOW_BODY = (
    f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{HEADER}: {_SIGNATURE}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nCallSid="
)
_TRICKLE = 1.0
"""Seconds between two bytes of a slow socket."""


async def _socket(port: int, begin: str, trickle: bool) -> None:
    """Keep one socket open that never completes a request, and open it again whenever it is closed."""
    while True:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(begin.encode())
            closed = asyncio.create_task(reader.read())
            while not closed.done():
                await asyncio.wait([closed], timeout=_TRICKLE)
                if trickle:
                    writer.write(b"x")
            writer.close()
        await asyncio.sleep(_TRICKLE)


async def _sockets(port: int, count: int, begin: str = "", trickle: bool = False) -> None:
    await asyncio.gather(*(_socket(port, begin, trickle) for _ in range(count)))


async def _mixture(port: int) -> None:
    await asyncio.gather(
        _sockets(port, SILENT),
        _sockets(port, SLOW // 2, _SLOW_BODY, trickle=True),
        _sockets(port, SLOW // 2, _SLOW_HEAD, trickle=True),
    )


async def _sign_ins(port: int, clients: int, fields: dict[str, str]) -> None:
    with ThreadPoolExecutor(clients) as pool:
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(pool, _sign_in, port, fields) for _ in range(clients)))


def _sign_in(port: int, fields: dict[str, str]) -> None:
    """Send the form of the console again and again, with another name and from another address each time."""
    url, session = f"http://127.0.0.1:{port}/ops/sign-in", requests.Session()
    while True:
        with contextlib.suppress(requests.RequestException, IndexError):
            token = session.get(url, timeout=60).text.split('name="csrf_token" value="')[1].split('"')[0]
            fields = {**fields, "name": fields["name"] + secrets.token_hex(4)}
            elsewhere = {"X-Forwarded-For": f"2001:db8::{secrets.token_hex(2)}"}
            session.post(url, data={**fields, "csrf_token": token}, headers=elsewhere, timeout=60)


async def _wrong_passwords(port: int) -> None:
    await _sign_ins(port, 20, {"name": "Aiko", "password": "a wrong password"})


async def _big_forms(port: int) -> None:
    await _sign_ins(port, 5, {"name": "\u0315\u0316" * 20_000})  # 240,000 bytes of accents in the wrong order


async def _nothing(port: int) -> None:
    await asyncio.sleep(0)


ATTACKS: dict[str, Callable[[int], Coroutine[object, object, None]]] = {
    "no attack": _nothing,
    "12 bodies that never come": lambda port: _sockets(port, 12, _SLOW_BODY),
    "200 bodies, a byte a second": lambda port: _sockets(port, SLOW, _SLOW_BODY, trickle=True),
    "200 heads, a byte a second": lambda port: _sockets(port, SLOW, _SLOW_HEAD, trickle=True),
    "2,000 silent sockets": lambda port: _sockets(port, SILENT),
    "2,000 silent, 200 slow": _mixture,
    "20 clients, wrong passwords": _wrong_passwords,
    "5 clients, 240 kB forms": _big_forms,
}


def attack(name: str, port: int) -> None:
    asyncio.run(ATTACKS[name](port))


def measured(name: str, url: str) -> str:
    """Return the figures of calls during an attack."""
    attacker = multiprocessing.get_context("spawn").Process(target=attack, args=(name, urlsplit(url).port))
    attacker.start()
    try:
        time.sleep(4)  # until all sockets are open
        answered = calls(url)
    finally:
        attacker.kill()
        attacker.join()
    total = RATE * SECONDS
    if not answered:
        return f"0 of {total} answered"
    middle, worst = answered[len(answered) // 2], answered[len(answered) * 99 // 100]
    return f"{len(answered)} of {total} answered, p50 {middle * 1e3:.1f} ms, p99 {worst * 1e3:.1f} ms"


def calls(url: str) -> list[float]:
    """Make calls at a constant rate, each over a connection of its own. Return the sorted seconds of those answered."""
    begin = time.perf_counter() + 0.5

    def one(call: int) -> float | None:
        fields = form(call)
        headers = {HEADER: sign(TOKEN, url + PATH, fields)}
        time.sleep(max(0.0, begin + call / RATE - time.perf_counter()))
        sent = time.perf_counter()
        with contextlib.suppress(requests.RequestException):
            if requests.post(url + PATH, data=fields, headers=headers, timeout=PATIENCE).ok:
                return time.perf_counter() - sent
        return None

    with ThreadPoolExecutor(RATE * SECONDS) as pool:
        return sorted(taken for taken in pool.map(one, range(RATE * SECONDS)) if taken is not None)


def run(command: list[str], folder: Path, chosen: list[str]) -> None:
    """Start the server anew for each attack, so that none sees the traces of another."""
    for name in chosen:
        port = free_port()
        url, quiet = f"http://127.0.0.1:{port}", subprocess.DEVNULL
        given = {**environment(url, f"sqlite:///{folder}/{port}.db"), "TRUSTED_PROXIES": "1"}
        server = subprocess.Popen(
            [*command, "--port", str(port)], env=given, stdout=quiet, stderr=quiet, start_new_session=True
        )
        try:
            while not healthy(port):
                time.sleep(0.05)
            print(f"{name:30} {measured(name, url)}", flush=True)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(20)


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as made:
        run([sys.executable, "-m", "ivr", "serve", "--workers", "2"], Path(made), sys.argv[1:] or list(ATTACKS))
