"""Starts `ivr` commands quickly: a process that has loaded the code forks for each of them.

A command is a process of its own, with its own environment, log and process group; only the two seconds of processor
time are saved that Python takes to load our code. `python -m ivr` itself is tested by the wheel and the documents.
"""

import atexit
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path


class Preloaded:
    """The process that forks. One request at a time: a JSON line in, the new process's id out."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._lock = threading.Lock()
        atexit.register(self._end)

    def start(
        self, arguments: Sequence[str], environment: Mapping[str, str], log: Path, group: int, talkative: bool = False
    ) -> int:
        """Start `ivr` with arguments, and return the id of its process.

        Its output is appended to ``log``; if it is ``talkative``, with all that is logged at the level DEBUG. It joins
        a process group; 0: it leads a new one.
        """
        assert self._process.stdin
        assert self._process.stdout
        request = {
            "arguments": arguments,
            "environment": environment,
            "log": str(log),
            "group": group,
            "talkative": talkative,
        }
        with self._lock:
            print(json.dumps(request), file=self._process.stdin, flush=True)
            return int(self._process.stdout.readline())

    def _end(self) -> None:
        self._process.communicate()  # it ends with its input


@cache
def preloaded() -> Preloaded:
    """Return the forking process of this test process."""
    return Preloaded()


def _serve() -> None:
    from ivr.cli import main, serve, worker  # noqa: F401, PLC0415 - loaded here once, and only in this process
    from ivr.service.prompts.live import shipped  # noqa: PLC0415

    shipped()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended children leave nothing behind
    for line in sys.stdin:
        request = json.loads(line)
        if child := os.fork():
            with suppress(OSError):  # the child does it too: whichever comes first, the group is right from now on
                os.setpgid(child, request["group"])
            sys.stdout.write(f"{child}\n")
            sys.stdout.flush()
            continue
        _become(request)
        main(request["arguments"])


def _become(request: dict[str, object]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setpgid(0, int(str(request["group"])))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    log = os.open(str(request["log"]), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.clear()
    os.environ.update(request["environment"])  # type: ignore[call-overload]
    if request["talkative"]:
        logging.basicConfig(level=logging.DEBUG)
        logging.getLogger("sqlalchemy").setLevel(logging.DEBUG)  # it has a level of its own


if __name__ == "__main__":
    _serve()
