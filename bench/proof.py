"""Profile of the test suite: time by folder, and by cause.

    PROOF=var/proof.jsonl .venv/bin/pytest -p bench.proof
    .venv/bin/python -m bench.proof var/proof.jsonl

The first command writes a line for each test, the second prints two tables. Time is wall clock of the process that runs
the test. Nested causes (a password hashed while a server starts) count once, for the inner cause.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
import requests
from argon2 import PasswordHasher

from ivr.store import migrate

_FIXTURES = {
    "database_url": "databases",
    "engine": "databases",
    "postgresql": "databases",
    "browser": "browser",
    "demo": "servers",
}


class Watch:
    """Sums the time that the main thread spends in each cause, without the causes nested inside."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._nested = [0.0]

    @contextmanager
    def __call__(self, cause: str) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        began = time.perf_counter()
        self._nested.append(0.0)
        try:
            yield
        finally:
            took = time.perf_counter() - began
            self.spent[cause] += took - self._nested.pop()
            self._nested[-1] += took

    def wrap(self, owner: Any, name: str, cause: str) -> None:
        """Replace ``owner.name`` with a wrapper that counts its time as ``cause``."""
        inner: Callable[..., Any] = getattr(owner, name)

        @wraps(inner)
        def timed(*arguments: Any, **named: Any) -> Any:
            with self(cause):
                return inner(*arguments, **named)

        setattr(owner, name, timed)


watch = Watch()


def _wrap_all() -> None:
    watch.wrap(migrate, "migrate", "databases")
    watch.wrap(PasswordHasher, "hash", "passwords")
    watch.wrap(PasswordHasher, "verify", "passwords")
    from ivr import demo  # noqa: PLC0415 - it imports `migrate` by name, so it is imported after the wrapping

    watch.wrap(demo, "start_demo", "servers")
    watch.wrap(demo.Demo, "close", "servers")
    watch.wrap(subprocess.Popen, "communicate", "processes")
    watch.wrap(subprocess.Popen, "wait", "processes")
    watch.wrap(time, "sleep", "sleeps")
    watch.wrap(requests.Session, "request", "requests")


def pytest_configure() -> None:
    if os.environ.get("PROOF"):
        _wrap_all()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> Any:
    with watch(_FIXTURES.get(fixturedef.argname, "fixtures")):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Any:
    watch.spent.clear()
    began, before = time.perf_counter(), os.times()
    with watch(_remainder(item)):
        result = yield
    user, system, of_children, systems = (now - then for now, then in zip(os.times()[:4], before[:4], strict=True))
    row = {
        "test": item.nodeid,
        "wall": time.perf_counter() - began,
        "user": user + of_children,
        "system": system + systems,
        "causes": dict(watch.spent),
        "worker": os.environ.get("PYTEST_XDIST_WORKER", ""),
        "ended": time.time(),
    }
    if path := os.environ.get("PROOF"):
        with Path(path).open("a") as out:
            out.write(json.dumps(row) + "\n")
    return result


def _remainder(item: pytest.Item) -> str:
    """Return the cause of the remaining time: browser pages, Hypothesis' examples, or the test itself."""
    if item.nodeid.startswith("tests/browser/"):
        return "browser"
    if getattr(getattr(item, "function", None), "is_hypothesis_test", False):
        return "hypothesis"
    return "the test itself"


def _table(head: str, rows: dict[str, list[float]]) -> None:
    print(f"| {head} | tests | wall, s | processor, s | of it system, s |\n|---|---:|---:|---:|---:|")
    for name, (tests, wall, user, system) in sorted(rows.items(), key=lambda row: -row[1][1]):
        print(f"| {name} | {tests:.0f} | {wall:.0f} | {user + system:.0f} | {system:.0f} |")


def main(path: str) -> None:
    """Print the tables of a recorded run."""
    folders: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0, 0])
    causes: dict[str, list[float]] = defaultdict(lambda: [0, 0])
    for line in Path(path).read_text().splitlines():
        row = json.loads(line)
        parts = row["test"].split("::")[0].split("/")
        folder = "/".join(parts[:2]) if len(parts) > 2 else "tests"
        for name in (folder, "all"):
            for at, value in enumerate((1, row["wall"], row["user"], row["system"])):
                folders[name][at] += value
        for cause, seconds in row["causes"].items():
            causes[cause][0] += 1
            causes[cause][1] += seconds
    _table("folder", folders)
    print("\n| cause | tests | wall, s |\n|---|---:|---:|")
    for name, (tests, wall) in sorted(causes.items(), key=lambda row: -row[1][1]):
        print(f"| {name} | {tests:.0f} | {wall:.0f} |")


if __name__ == "__main__":
    main(sys.argv[1])
