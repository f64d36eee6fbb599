"""Transactions: what others may do meanwhile, on both databases."""

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, delete, func, insert, select, text

from ivr.store.db import lock, open_store, read, reading, snapshot, write, writing
from ivr.store.tables import callers, refusals
from tests.support.databases import PostgreSQL
from tests.support.waiting import PATIENCE

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def add(connection: Connection, caller: str) -> None:
    connection.execute(insert(callers).values(caller=caller, seen_at=NOW))


def count(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(callers)) or 0


def test_a_lock_holds_until_the_end_of_the_transaction_and_lets_others_read(engine: Engine) -> None:
    def second() -> int:
        with writing(engine) as connection:
            lock(connection, refusals)
            return count(connection)

    with ThreadPoolExecutor() as pool:
        with writing(engine) as connection:
            lock(connection, refusals)
            waiting = pool.submit(second)
            add(connection, "first")
            threading.Event().wait(0.3)
            assert not waiting.done()
            assert read(engine, count) == 0
        assert waiting.result(PATIENCE) == 1


def test_a_lock_does_not_hold_up_who_writes_to_another_table_on_postgresql(postgresql: PostgreSQL) -> None:
    with postgresql.database() as url:
        engine = open_store(url)
        with writing(engine) as connection:
            lock(connection, refusals)
            write(engine, add, "another")
            assert count(connection) == 1
        engine.dispose()


def test_a_snapshot_does_not_see_what_is_written_meanwhile(engine: Engine) -> None:
    with snapshot(engine) as connection:
        before = count(connection)
        write(engine, add, "meanwhile")
        assert count(connection) == before
    assert read(engine, count) == before + 1


def test_who_reads_does_not_wait_for_who_writes(engine: Engine) -> None:
    with writing(engine) as writer:
        add(writer, "not committed")
        with reading(engine) as connection:
            assert count(connection) == 0


def test_what_raises_is_rolled_back(engine: Engine) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(delete(callers))
        raise LookupError

    write(engine, add, "stays")
    with pytest.raises(LookupError):
        write(engine, fail)
    assert read(engine, count) == 1


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_its_owner_reads_a_file_of_sqlite(tmp_path: Path) -> None:
    file = tmp_path / "var" / "new.db"
    engine = open_store(f"sqlite:///{file}")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE t (x)"))
        assert mode(file.parent) == 0o700
        assert {mode(each) for each in file.parent.iterdir()} == {0o600}
        assert len(list(file.parent.iterdir())) == 3  # the log of writes, and its index
    engine.dispose()


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    file.touch(0o644)
    engine = open_store(f"sqlite:///{file}")
    with engine.connect():
        assert mode(file) == 0o600
    engine.dispose()
