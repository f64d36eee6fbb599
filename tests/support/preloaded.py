"""Starts `ivr` commands quickly: a process that has loaded the code forks for each of them.

A command is a process of its own, with its own environment, output and process group; only the two seconds of processor
time are saved that Python takes to load our code, and what ships. All have the profile of Japan. `python -m ivr` itself
is tested by the wheel and with catalogues that are broken.
"""

import atexit
import gc
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path


class Preloaded:
    """The process that forks. One request at a time: a JSON line in, the new process's id or its exit code out."""

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
        return self._ask(arguments, environment, log, log, group=group, talkative=talkative)

    def run(
        self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str] = os.environ
    ) -> subprocess.CompletedProcess[str]:
        """Run `ivr` with arguments in a folder, and return when it has ended."""
        with tempfile.TemporaryDirectory() as outputs:
            out, errors = Path(outputs) / "out", Path(outputs) / "errors"
            code = self._ask(arguments, environment, out, errors, folder=str(folder))
            return subprocess.CompletedProcess(["ivr", *arguments], code, out.read_text(), errors.read_text())

    def _ask(
        self, arguments: Sequence[str], environment: Mapping[str, str], out: Path, errors: Path, **more: object
    ) -> int:
        assert self._process.stdin
        assert self._process.stdout
        wanted = {"arguments": arguments, "environment": {**environment}, "out": str(out), "errors": str(errors)}
        with self._lock:
            print(json.dumps(wanted | more), file=self._process.stdin, flush=True)
            return int(self._process.stdout.readline())

    def _end(self) -> None:
        self._process.communicate()  # it ends with its input


@cache
def preloaded() -> Preloaded:
    """Return the forking process of this test process."""
    return Preloaded()


def _serve() -> None:
    import tests.support.loaded  # noqa: F401, PLC0415 - loaded here once, and only here
    from ivr.cli import main, phone, prompts, serve, worker  # noqa: F401, PLC0415

    gc.freeze()  # what is loaded is not looked at again in each of the processes
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended children leave nothing behind
    for line in sys.stdin:
        request = json.loads(line)
        if child := os.fork():
            if "group" in request:
                with suppress(OSError):  # the child does it too: whichever comes first, the group is right from now on
                    os.setpgid(child, request["group"])
                _answer(child)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if "folder" in request and (command := os.fork()):
            _answer(os.waitstatus_to_exitcode(os.waitpid(command, 0)[1]))
            os._exit(0)
        arguments = request.pop("arguments")
        _become(**request)
        main(arguments)


def _answer(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _become(
    *,
    environment: Mapping[str, str],
    out: str,
    errors: str,
    group: int = 0,
    folder: str = ".",
    talkative: bool = False,
) -> None:
    os.setpgid(0, group)
    os.chdir(folder)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, file in (1, out), (2, errors):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    os.environ.clear()
    os.environ.update(environment)
    if talkative:
        logging.basicConfig(level=logging.DEBUG)
        logging.getLogger("sqlalchemy").setLevel(logging.DEBUG)  # it has a level of its own


if __name__ == "__main__":
    _serve()
