"""What benchmarks share: a service's environment, and the webhooks that a carrier posts."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from ivr.settings import Settings, load_settings

TOKEN, NUMBER = "bench-token", "+815031234567"
START = 30
"""Seconds that a server has until it answers."""


def form(call: int) -> dict[str, str]:
    """Return the fields of a webhook, as many as Twilio sends."""
    empty = dict.fromkeys(("FromCity", "FromState", "FromZip", "ToCity", "ToState", "ToZip", "CallerCity"), "")
    return {
        **empty,
        "CallSid": f"CA{call:032}",
        "AccountSid": "AC" + "0" * 32,
        "From": f"+8190{10_000_000 + call % 90_000_000}",
        "To": NUMBER,
        "CallStatus": "in-progress",
        "ApiVersion": "2010-04-01",
        "Direction": "inbound",
        "FromCountry": "JP",
        "ToCountry": "JP",
        "Called": NUMBER,
    }


def query(fields: dict[str, str]) -> str:
    """Return a form as it is sent."""
    return urlencode(fields)


def environment(url: str, database: str) -> dict[str, str]:
    """Return the environment of an `ivr serve` with an address and a database, and limits that are never reached."""
    of_one = ("DIALS_PER_CALLER_HOUR", "DIALS_PER_CALLER_DAY", "SMS_PER_DAY")
    of_all = ("DIALS_PER_DAY", "DIAL_MINUTES_PER_DAY")
    return {
        **os.environ,
        **dict.fromkeys(of_one, "1000000"),
        **dict.fromkeys(of_all, "1000000000"),
        "PUBLIC_URL": url,
        "SECRET_KEY": "0" * 32,
        "DATABASE_URL": database,
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_PHONE_NUMBER": NUMBER,
        "TWILIO_API_URL": url,
        "SCHEDULE_COPY": "",
    }


def settings_of(url: str, database: str) -> Settings:
    """Return the settings of an :func:`environment`, which becomes that of this process."""
    os.environ.update(environment(url, database))
    return load_settings()


@contextmanager
def running(arguments: Sequence[str], given: Mapping[str, str], port: int) -> Iterator[int]:
    """Run a module of Python as a server in processes of its own, from when it answers on ``port``.

    Yield the id of their group.

    Raises:
        TimeoutError: it has not answered within half a minute.
    """
    with started([*arguments, "--port", str(port)], given) as group:
        limit = time.monotonic() + START
        while not healthy(port):
            if time.monotonic() > limit:
                raise TimeoutError(f"{' '.join(arguments)} does not answer on port {port}")
            time.sleep(0.02)
        yield group


@contextmanager
def started(arguments: Sequence[str], given: Mapping[str, str]) -> Iterator[int]:
    """Run a module of Python in processes of its own, and yield the id of their group."""
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-m", *arguments]
    process = subprocess.Popen(command, env=given, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def healthy(port: int) -> bool:
    """Whether a server answers on a port, whatever it says. A proxy before a service that is down takes a second."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10):
            return True
    except HTTPError:
        return True
    except OSError:
        return False
