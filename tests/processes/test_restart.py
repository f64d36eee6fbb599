"""A restart and an upgrade while people call: no call gets an error, and no text is lost or sent twice."""

import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
import requests

from ivr.core.text.limits import Limits
from ivr.core.text.promises import Promise, Purpose
from ivr.privacy import Privacy
from ivr.store import outbox
from ivr.store.backup import unused
from ivr.store.db import open_store, read, write
from ivr.store.heartbeats import workers_alive
from ivr.store.promises import keep
from tests.support.balancer import URL, Balancer
from tests.support.databases import sqlite_database
from tests.support.fleet import SECRET_KEY, TOKEN, Callers, Fleet, PatientSession
from tests.support.rough_carrier import Manner, RoughCarrier
from tests.support.waiting import PATIENCE, eventually

NO_CARRIER = "http://127.0.0.1:9"
CALLS = 100


@contextmanager
def calling(callers: Callers) -> Iterator[None]:
    """Let people call from before the block until after it, a hundred times at least."""
    with callers.calling(at_once=4):
        eventually(lambda: callers.promised or callers.broken)
        yield
        eventually(lambda: callers.called >= CALLS or callers.broken)


def deploy(fleets: list[Fleet]) -> None:
    """Restart one server after the other, each when the one before answers again."""
    for each in fleets:
        each.kill(signal.SIGTERM)
        each.start()


@pytest.mark.long
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_deploy_of_two_servers_while_people_call(database_url: str, tmp_path: Path) -> None:
    fleets = [Fleet(database_url, NO_CARRIER, tmp_path, workers=0, more={"PUBLIC_URL": URL}) for _ in range(2)]
    callers = Callers(URL, session=Balancer([each.port for each in fleets]).session)
    try:
        for each in fleets:
            each.start()
        with calling(callers):
            deploy(fleets)
    finally:
        for each in fleets:
            each.kill()
    assert not callers.broken
    assert "Traceback" not in fleets[0].log()


PASS_ON = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.executable, [sys.executable, "-m", "ivr", "serve"])
"""


@contextmanager
def server_with(listening: socket.socket, fleet: Fleet) -> Iterator[subprocess.Popen[bytes]]:
    """`ivr serve` with a socket that was opened for it, as systemd does (sd_listen_fds(3))."""
    command, passed = [sys.executable, "-c", PASS_ON, str(listening.fileno())], [listening.fileno()]
    with (
        (fleet.folder / "serve.log").open("ab") as log,
        subprocess.Popen(command, env=fleet.environment(), pass_fds=passed, stdout=log, stderr=log) as process,
    ):
        try:
            assert requests.get(f"{fleet.url}/healthz", timeout=PATIENCE).ok
            yield process
        finally:
            process.terminate()


@pytest.mark.long
def test_a_restart_with_a_socket_of_systemd_while_people_call(tmp_path: Path) -> None:
    """Nobody is refused: who calls meanwhile waits until the next process takes the call."""
    fleet = Fleet(sqlite_database(tmp_path / "test.db"), NO_CARRIER, tmp_path)
    callers = Callers(fleet.url, session=PatientSession)
    with socket.create_server(("127.0.0.1", fleet.port), backlog=128) as listening, ExitStack() as stack:
        first = stack.enter_context(server_with(listening, fleet))
        with calling(callers):
            first.terminate()
            assert first.wait(PATIENCE) == 0
            stack.enter_context(server_with(listening, fleet))
    assert not callers.broken
    assert "Traceback" not in fleet.log()


TEXTS = 40


def test_a_restart_while_many_texts_are_due(tmp_path: Path) -> None:
    """The worker ends after the text in hand and takes leave, so that a backup could be restored at once."""
    url, now = sqlite_database(tmp_path / "test.db"), datetime.now(UTC)
    engine, privacy, limits = open_store(url), Privacy(SECRET_KEY), Limits(in_all=1000, per_range=1000)
    numbers = [f"+8190{20_000_000 + number}" for number in range(TEXTS)]
    for number in numbers:
        promise = Promise(number, Purpose.INFORMATION, "vi", number, "the text", now)
        write(engine, keep, privacy, promise, now, limits)
    slowly = [Manner(1, before=(0.05, 0.05))]
    with RoughCarrier(TOKEN, Random(0), _manners=slowly) as carrier:
        fleet = Fleet(url, carrier.url, tmp_path, workers=0)
        try:
            fleet.start()
            eventually(lambda: len(carrier.accepted()) > 2)
            fleet.kill(signal.SIGTERM)
            assert len(carrier.accepted()) < TEXTS
            assert read(engine, workers_alive, datetime.now(UTC)) == 0
            assert read(engine, outbox.in_hand) == []
            engine.dispose()
            with unused(tmp_path / "test.db", datetime.now(UTC)):
                pass
            fleet.start()
            assert not carrier.wait_for(numbers, PATIENCE)
        finally:
            fleet.kill()
    assert Counter(text.to for text in carrier.accepted()) == dict.fromkeys(numbers, 1)
    assert "Traceback" not in fleet.log()
