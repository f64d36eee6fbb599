"""What a unit test may not do: use the network, a database or another process, or write outside its own folder."""

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

_FORBIDDEN = {"socket.bind", "socket.connect", "sqlite3.connect", "subprocess.Popen", "os.fork", "os.posix_spawn"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_TESTS_OWN = (tempfile.gettempdir(), "/dev/")
_PYTHONS_OWN = ("__pycache__", ".hypothesis")

_running = [""]


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    """Hears of what Python does (PEP 578); what raises here is not done.

    Threads are left alone: they may be the last of a service that another test has stopped.
    """
    if not _running[0] or threading.current_thread() is not threading.main_thread():
        return
    if event in _FORBIDDEN:
        raise AssertionError(f"{_running[0]} is a unit test and may not do this: {event}")
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, str) and isinstance(flags, int) and flags & _WRITES and not _may_be_written(path):
            raise AssertionError(f"{_running[0]} is a unit test and may not write to {path}")


def _may_be_written(path: str) -> bool:
    return str(Path(path).absolute()).startswith(_TESTS_OWN) or any(name in path for name in _PYTHONS_OWN)


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def pure(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test of this folder is watched."""
    _running[0] = request.node.name
    yield
    _running[0] = ""
