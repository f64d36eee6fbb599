"""Runs a trial for each fault, in a process of its own.

The tests are collected once. Each trial is forked from the process that has collected them, which saves the start.
Coverage determines which tests reach a fault. The fastest of these run first, and the first failure ends the trial.
"""

import gc
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import _lru_cache_wrapper
from pathlib import Path

import pytest
from coverage import Coverage

from tools.mutation.exchange import PACKAGES, Functions, functions, modules, put_in, users
from tools.mutation.faults import Fault

_PATIENCE = 20
"""Time limit of a trial: this many seconds, plus this many times the duration of its tests without a fault."""

_MEMORY = 4 << 30
"""Most bytes of address space of a trial, so that an endless loop does not exhaust the machine's memory."""


class Outcome(StrEnum):
    """The results of a trial."""

    KILLED = "killed"
    TIMEOUT = "timeout"
    SURVIVED = "survived"
    NO_TEST = "no test"


@dataclass(frozen=True, slots=True)
class Result:
    """A fault, its outcome, and the test that detected it (empty if none)."""

    fault: Fault
    outcome: Outcome
    by: str = ""


@dataclass(slots=True)
class Reach:
    """Coverage: the tests that run each line by file, and the duration of each test in seconds."""

    lines: dict[Path, dict[int, list[str]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def tests(self, path: Path, lines: Iterable[int]) -> set[str]:
        """Return the tests that run at least one of the lines."""
        known = self.lines.get(path, {})
        return {test for line in lines for test in known.get(line, ())}


@dataclass(frozen=True, slots=True)
class _Running:
    fault: Fault
    answer: int
    folder: Path


class Trials:
    """A pytest plugin that runs the trials instead of the tests."""

    def __init__(self, faults: Sequence[Fault], jobs: int, folder: Path) -> None:
        self.results: list[Result] = []
        self._faults = faults
        self._jobs = jobs
        self._folder = folder
        self._running: dict[int, _Running] = {}
        self._killers: dict[Path, Counter[str]] = defaultdict(Counter)
        self._report: int | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Make Hypothesis use the same examples each time, without shrinking after a failure."""
        from hypothesis import HealthCheck, Phase, settings  # noqa: PLC0415  # pytest wants to be the first

        settings.register_profile(
            name := settings.get_current_profile_name(),
            settings.default,
            database=None,
            deadline=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        settings.load_profile(name)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the trials instead of pytest's loop."""
        items = {item.nodeid: item for item in session.items}
        print(f"{len(items)} tests, {len(self._faults)} faults", file=sys.stderr)
        reach, living = self._measure(items), functions()
        gc.freeze()  # exclude the current objects from garbage collection in trials
        began = time.monotonic()
        for number, fault in enumerate(self._faults, 1):
            tests = self._order(fault, _reaching(fault, reach, living), reach)
            if tests:
                if len(self._running) >= self._jobs:
                    self._reap()
                seconds = _PATIENCE * (1 + sum(reach.seconds[test] for test in tests))
                self._start(fault, [items[test] for test in tests], living, int(seconds))
            else:
                self.results.append(Result(fault, Outcome.NO_TEST))
            if number % 100 == 0:
                print(f"{number} faults, {time.monotonic() - began:.0f} s", file=sys.stderr)
        while self._running:
            self._reap()
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """End the trial at the first failure."""
        if report.failed and self._report is not None:
            _write(self._report, report.nodeid)
            os._exit(1)

    def _measure(self, items: dict[str, pytest.Item]) -> Reach:
        """Run all tests once in a forked process, so that this process keeps its state after collecting."""
        child, answer = self._fork()
        if not child:
            _write(self._report, json.dumps(_measured(items)))
            os._exit(0)
        found = _read(answer)
        if os.waitpid(child, 0)[1]:
            raise pytest.UsageError(f"it fails without any fault: {found}")
        lines, seconds = json.loads(found)
        by_path = {Path(path): {int(line): tests for line, tests in known.items()} for path, known in lines.items()}
        return Reach(by_path, seconds)

    def _order(self, fault: Fault, tests: Iterable[str], reach: Reach) -> list[str]:
        """Sort tests: slow ones (over 1 s) last, then by faults detected in the same file, then by duration."""
        killers, seconds = self._killers[fault.path], reach.seconds
        return sorted(tests, key=lambda test: (seconds[test] > 1, -killers[test], seconds[test], test))

    def _start(self, fault: Fault, items: Sequence[pytest.Item], living: Functions, seconds: int) -> None:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        child, answer = self._fork()
        if child:
            self._running[child] = _Running(fault, answer, folder)
            return
        try:
            tempfile.tempdir = str(folder)
            os.environ["PYTEST_DEBUG_TEMPROOT"] = str(folder)  # noqa: TID251  # where tmp_path is made
            signal.alarm(seconds)
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            put_in(fault, living)
            _run(items)
        except BaseException:  # noqa: BLE001  # otherwise the child would continue the parent's loop
            os._exit(1)
        os._exit(0)

    def _reap(self) -> None:
        child, status = os.wait()
        ended = self._running.pop(child)
        by = _read(ended.answer)
        shutil.rmtree(ended.folder, ignore_errors=True)
        self._killers[ended.fault.path][by] += 1
        outcome = {0: Outcome.SURVIVED, -signal.SIGALRM: Outcome.TIMEOUT}
        self.results.append(Result(ended.fault, outcome.get(os.waitstatus_to_exitcode(status), Outcome.KILLED), by))

    def _fork(self) -> tuple[int, int]:
        """Fork. Return the child's process id and the descriptor of its answer.

        In the child, whose output is discarded, return 0 and -1.
        """
        reader, writer = os.pipe()
        child = os.fork()
        if child:
            os.close(writer)
            return child, reader
        os.close(reader)
        self._report = writer
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        return 0, -1


def _reaching(fault: Fault, reach: Reach, living: Functions) -> set[str]:
    if fault.first_line is not None:
        return reach.tests(fault.path, fault.lines)
    return {test for path, lines in users(fault, living) for test in reach.tests(path, lines)}


def _measured(items: dict[str, pytest.Item]) -> tuple[dict[str, dict[int, list[str]]], dict[str, float]]:
    coverage = Coverage(data_file=None, source=list(PACKAGES), config_file=False)
    coverage.start()
    seconds = {}
    for item, following in _with_next(list(items.values())):
        coverage.switch_context(item.nodeid)
        began = time.perf_counter()
        _run_one(item, following)
        seconds[item.nodeid] = time.perf_counter() - began
    coverage.stop()
    data, here = coverage.get_data(), Path.cwd()
    lines = {
        str(Path(file).relative_to(here)): {
            line: [test for test in tests if test] for line, tests in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }
    return lines, seconds


def _run(items: Sequence[pytest.Item]) -> None:
    for item, following in _with_next(items):
        _run_one(item, following)


def _run_one(item: pytest.Item, following: pytest.Item | None) -> None:
    for module in modules():
        for value in list(vars(module).values()):
            if isinstance(value, _lru_cache_wrapper):
                value.cache_clear()  # otherwise only the first test that calls a cached function would reach its code
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _with_next(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, [*items[1:], None], strict=True)


def _write(pipe: int | None, words: str) -> None:
    assert pipe is not None
    with os.fdopen(pipe, "w") as file:
        file.write(words)


def _read(pipe: int) -> str:
    with os.fdopen(pipe) as file:
        return file.read()
