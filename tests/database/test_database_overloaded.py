"""A database that answers late is told from one that does not answer, and who writes waits in line."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ivr.store.db import open_store, write
from ivr.store.deadline import Deadline
from ivr.store.patience import Patience
from ivr.store.waiting import started
from tests.support.waiting import LONG, PATIENCE, eventually

SHORT = replace(LONG, step=2.0, turn=0.01)


@contextmanager
def hanging(deadline: Deadline, pieces: int = 1, *, writes: bool = True) -> Iterator[list[Future[int]]]:
    """Let pieces of work hang until the end of the block."""
    begun, ends = threading.Semaphore(0), threading.Event()

    def hang() -> int:
        begun.release()
        return int(ends.wait(PATIENCE))

    asked = [started(lambda: deadline.ask(hang, -1, writes=writes)) for _ in range(pieces)]
    for _ in asked:
        assert begun.acquire(timeout=PATIENCE)
    try:
        yield asked
    finally:
        ends.set()
        for each in asked:
            each.result(PATIENCE)


def test_a_database_that_answers_others_is_not_absent(engine: Engine) -> None:
    deadline = Deadline(engine, SHORT)
    with hanging(deadline) as (asked,):
        while not asked.done():
            assert deadline.ask(lambda: 7, -1, writes=True) == 7
        assert asked.result() == -1
    assert not deadline.down


@pytest.mark.parametrize("writes", [False, True])
def test_a_database_that_answers_nobody_is_absent(engine: Engine, writes: bool) -> None:
    deadline = Deadline(engine, SHORT)
    assert deadline.ask(lambda: 7, -1, writes=True) == 7
    with hanging(deadline, writes=writes) as (asked,):
        assert asked.result(PATIENCE) == -1
    eventually(lambda: not deadline.down)


def test_a_database_that_answers_only_who_reads_is_absent_for_who_writes(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    deadline = Deadline(engine, SHORT)
    with hanging(deadline) as (asked,):
        while not asked.done():
            deadline.ask(lambda: 7, -1)
    assert "the database does not answer" in caplog.text
    eventually(lambda: not deadline.down)


def test_who_gets_no_turn_goes_on_without_the_database(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    deadline = Deadline(engine, replace(LONG, turn=0.01))
    with hanging(deadline, pieces=15):
        assert deadline.ask(lambda: 7, -1) == -1
    assert not deadline.down
    assert deadline.ask(lambda: 7, -1) == 7
    assert "the database is overloaded" in caplog.text


# --- who writes to SQLite


def change(connection: Connection) -> None:
    connection.execute(text("UPDATE probe SET count = count + 1"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_another_process_that_writes_is_waited_for(database_url: str, tmp_path: Path) -> None:
    engine = open_store(database_url, LONG)
    with sqlite3.connect(tmp_path / "test.db", isolation_level=None) as other, ThreadPoolExecutor() as pool:
        other.execute("INSERT INTO probe VALUES (1, 0)")
        other.execute("BEGIN IMMEDIATE")
        waiting = [pool.submit(write, engine, change) for _ in range(3)]
        other.execute("UPDATE probe SET count = count + 1")
        other.execute("COMMIT")
        for each in waiting:
            each.result(PATIENCE)
        assert other.execute("SELECT count FROM probe").fetchone() == (4,)
    engine.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_waits_too_long_for_another_thread_is_told(database_url: str) -> None:
    patient, hurried = open_store(database_url, LONG), open_store(database_url, Patience(lock=0))
    begun, ends = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        begun.set()
        ends.wait(PATIENCE)

    held = started(lambda: write(patient, hold))
    assert begun.wait(PATIENCE)
    with pytest.raises(PoolTimeout, match="database is locked"):
        write(hurried, change)
    ends.set()
    held.result(PATIENCE)
    for each in (patient, hurried):
        each.dispose()
