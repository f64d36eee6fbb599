"""A server and delivery workers in one process group that can be killed, and concurrent callers."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import requests

from ivr.phone.asking import CallError
from ivr.phone.events import Event, Heard
from ivr.phone.handset import Handset
from tests.support.people import Person
from tests.support.ports import free_port, is_free
from tests.support.preloaded import preloaded
from tests.support.waiting import PATIENCE, eventually

TOKEN = "an auth token for tests"
SECRET_KEY = "0123456789abcdef0123456789abcdef"
NUMBER = "+815031234567"
PROMISE = "A text message"
"""The beginning of sentences that promise a text."""
_WITHIN = 2.0
"""Seconds within which the calls of a round begin."""


@dataclass
class Fleet:
    """`ivr serve` and several `ivr worker` in one process group. Each writes a log in ``folder``.

    ``arguments`` are those of `ivr serve`; ``more`` are additional settings. If ``talkative``, all is logged that any
    library has to say, as by somebody who looks for a fault.
    """

    database_url: str
    carrier_url: str
    folder: Path
    arguments: Sequence[str] = ()
    workers: int = 3
    more: dict[str, str] = field(default_factory=dict)
    talkative: bool = False
    port: int = field(default_factory=free_port)
    _processes: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start all processes, and return when the server answers."""
        server = self._run("serve", ["serve", "--port", str(self.port), *self.arguments], group=0)
        for number in range(self.workers):
            self._run(f"worker-{number + 1}", ["worker"], group=server)
        try:
            eventually(self._answers)
        except AssertionError:
            raise AssertionError(f"ivr serve did not start:\n{self.log()}") from None

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to the whole group, and return when all processes have ended."""
        if self._processes:
            with suppress(ProcessLookupError):
                os.killpg(self.group, how)
        eventually(
            lambda: not any(map(_runs, self._processes)) and is_free(self.port)
        )  # a process of theirs may listen
        self._processes.clear()

    @property
    def group(self) -> int:
        """The id of the process group."""
        return self._processes[0]

    def _answers(self) -> bool:
        with suppress(requests.RequestException):
            return requests.get(f"{self.url}/healthz", timeout=2).ok
        return False

    def log(self) -> str:
        """Return everything that the processes have logged."""
        return "".join(file.read_text() for file in sorted(self.folder.glob("*.log")))

    def environment(self) -> dict[str, str]:
        """Return the environment of each process: the settings."""
        return {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH")},
            "PUBLIC_URL": self.url,
            "SECRET_KEY": SECRET_KEY,
            "DATABASE_URL": self.database_url,
            "TWILIO_ACCOUNT_SID": "AC123",
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_PHONE_NUMBER": NUMBER,
            "TWILIO_API_URL": self.carrier_url,
            "SCHEDULE_COPY": f"{self.folder}/schedule.json",
            "SMS_RATE": "0",  # no rate limit: the tests measure the carrier's delays
            "SMS_PER_DAY": "100000",
            "SMS_PER_RANGE": "100000",
            "DIALS_PER_DAY": "100000",
            "DIAL_MINUTES_PER_DAY": "1000000",
            **self.more,
        }

    def _run(self, name: str, arguments: Sequence[str], group: int) -> int:
        process = preloaded().start(arguments, self.environment(), self.folder / f"{name}.log", group, self.talkative)
        self._processes.append(process)
        return process


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


class PatientSession(requests.Session):
    """Waits for an answer longer than a carrier would: a new process takes long to start on a busy machine."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request."""
        return super().request(*args, **{**kwargs, "timeout": PATIENCE})


@dataclass
class Callers:
    """Callers who ask for a text, each from another number.

    Attributes:
        promised: when each number heard the promise. The texts of other calls may have been stored anyway.
        broken: the calls that did not get to their end, and why.
        answers: of each answer, when it came on the monotonic clock, and the seconds that it took.
        session: makes the session of each call.
    """

    url: str
    called: int = 0
    promised: dict[str, datetime] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    answers: list[tuple[float, float]] = field(default_factory=list)
    session: Callable[[], requests.Session] = requests.Session
    _counting: threading.Lock = field(default_factory=threading.Lock)

    def numbers(self, count: int) -> list[str]:
        """Return numbers that have not been used yet."""
        with self._counting:
            self.called += count
            return [f"+8190{20_000_000 + number}" for number in range(self.called - count, self.called)]

    def call(self, number: str) -> None:
        """Ask for a text: press 5, and 2 for the text in case a line is open."""

        def listen(event: Event) -> None:
            if isinstance(event, Heard) and PROMISE in event.text:
                self.promised.setdefault(number, datetime.now(UTC))

        def note(answer: requests.Response, **_: object) -> None:
            self.answers.append((time.monotonic(), answer.elapsed.total_seconds()))

        try:
            with self.session() as session:
                session.hooks["response"].append(note)
                Handset(self.url, TOKEN, number, NUMBER, session=session).call(Person(["5", "2"]), listen)
        except (CallError, requests.RequestException) as error:
            self.broken.append(f"{number}: {error}")

    @contextmanager
    def calling(self, at_once: int) -> Iterator[None]:
        """Make calls, some at once and one after the other, until the end of the block."""
        ends = threading.Event()

        def call() -> None:
            while not ends.is_set():
                self.call(*self.numbers(1))

        with ThreadPoolExecutor(at_once) as pool:
            running = [pool.submit(call) for _ in range(at_once)]
            try:
                yield
            finally:
                ends.set()
            for each in running:
                each.result()

    def call_until_killed(self, fleet: Fleet, count: int, random: Random) -> None:
        """Run one round: start the service, call it, and kill all its processes at a random moment.

        On a busy machine the moment waits for the first promise, so that there is something that can be lost.
        """
        fleet.start()
        before = len(self.promised)
        begin = [0.0, *(random.uniform(0, _WITHIN) for _ in range(count - 1))]

        def later(number: str, seconds: float) -> None:
            time.sleep(seconds)
            self.call(number)

        with ThreadPoolExecutor(count) as pool:
            calls = [pool.submit(later, *call) for call in zip(self.numbers(count), begin, strict=True)]
            time.sleep(random.uniform(0.2, _WITHIN))
            eventually(lambda: len(self.promised) > before or all(call.done() for call in calls))
            fleet.kill()
