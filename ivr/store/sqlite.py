"""What only SQLite needs: the settings of a connection, the rights of the file, and turns of those who write.

One transaction writes at a time. SQLite itself does not queue the others: each looks again after a while, up to 100 ms
later, and who has waited longest has no precedence. So under load some would wait for seconds while others write.
"""

import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import TimeoutError as PoolTimeout

READS = "reads"
"""The execution option of a connection that only reads."""
_TURN = "turn"
_WRITERS: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)
"""By file, the lock of the threads of this process that write to it."""
_LOOKED_AT = 1000
"""Entries of an index that are read for its statistics."""
_LOOK_EVERY = 0.002
"""Seconds after which a thread looks again whether another process still writes."""


def open_sqlite(url: URL, busy: int) -> Engine:
    """An engine for a file, whose folder is made if it is missing. A transaction waits ``busy`` seconds for another."""
    file = Path(url.database or "")
    if url.database:
        file.parent.mkdir(0o700, parents=True, exist_ok=True)
    options = {_TURN: (_WRITERS[file.resolve()], busy)}
    engine = create_engine(url, connect_args={"timeout": busy}, hide_parameters=True, execution_options=options)

    @event.listens_for(engine, "do_connect")
    def keep_private(*_: object) -> None:
        if url.database and not url.database.startswith("file:"):
            _keep_private(file)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the listener below begins transactions, not the driver
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # a committed promise survives a power cut
        connection.execute("PRAGMA secure_delete=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(READS, False):
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_to_write(connection)

    return engine


@contextmanager
def turn(engine: Engine) -> Iterator[None]:
    """Wait for the other threads of this process that write to the same file; nothing on PostgreSQL.

    Raises:
        sqlalchemy.exc.TimeoutError: another thread is writing for longer than a transaction waits.
    """
    options: Any = engine.get_execution_options()
    if _TURN not in options:
        yield
        return
    lock, seconds = options[_TURN]
    if not lock.acquire(timeout=seconds):
        raise PoolTimeout(f"database is locked: another thread has been writing for {seconds} s")
    try:
        yield
    finally:
        lock.release()


def take_statistics(connection: Connection) -> None:
    """Let SQLite count how its indexes are filled, in some milliseconds; PostgreSQL does so by itself.

    Without these figures it takes all indexes for equally good, and reads all texts where one finds those of a day.
    A connection that is open keeps to the figures that it began with.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA analysis_limit = {_LOOKED_AT}")
        connection.exec_driver_sql("ANALYZE")


def _begin_to_write(connection: Connection) -> None:
    """Begin a transaction that writes, after that of another process if there is one.

    A plain BEGIN that reads first fails at its first write (SQLITE_BUSY) if another transaction is writing.
    """
    driver: Any = connection.connection.driver_connection
    (busy,) = driver.execute("PRAGMA busy_timeout").fetchone()
    ends = time.monotonic() + busy / 1000
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while time.monotonic() < ends and not _has_begun(driver):
            time.sleep(_LOOK_EVERY)
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises SQLAlchemy's form of the error
    finally:
        driver.execute(f"PRAGMA busy_timeout = {busy}")


def _has_begun(driver: Any) -> bool:
    """Try to begin. Return False if another process is writing."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode != sqlite3.SQLITE_BUSY  # any other error is raised by the next try
    return True


def _keep_private(file: Path) -> None:
    """Let only the file's owner read it. SQLite creates its other files with the same rights."""
    with suppress(OSError):  # SQLite says what is wrong with the file
        if not file.exists():
            file.touch(0o600)
        if file.stat().st_mode & 0o077:
            file.chmod(0o600)
