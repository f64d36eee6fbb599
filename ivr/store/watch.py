"""Noticing that another process has changed the database, with few queries.

PostgreSQL tells it to a connection that listens (NOTIFY). In SQLite a number tells it, which is read without a query
(PRAGMA data_version), and Linux tells that another process writes (inotify). Nothing depends on being told: PostgreSQL
is asked again after some seconds, and every second if it tells nothing, as through a pooler that shares connections.
The number of SQLite is read every second.
"""

import ctypes
import os
import select
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Select, bindparam, text
from sqlalchemy.exc import SQLAlchemyError

from ivr.store.columns import Moment
from ivr.store.db import CHANNEL, tell
from ivr.store.sqlite import READS

ASK_EVERY = 5.0
"""Seconds between two questions to a PostgreSQL that tells of changes."""
AHEAD = timedelta(minutes=1)
"""How far the clocks of machines may differ."""
_MODIFIED = 2
"""IN_MODIFY of inotify(7)."""
_FLUSH, _AGAIN = 0.02, 0.2
"""Seconds that SQLite may need from the last write of a transaction until it counts, which is when the disk has it, and
until it is looked at again because it may have needed more."""
SOON = bindparam("soon", type_=Moment())
"""The present moment and :data:`AHEAD`, in a query: what a machine with a wrong clock has written hides no change."""


class Watch:
    """A connection of its own, on which one thread at a time asks, and waits for news."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._driver: Any = None
        self._file: int | None = None
        self._log: int | None = None
        self._told = True
        self._written = False
        self._asked = 0.0
        self._version: object = None
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)

    @property
    def is_news(self) -> bool:
        """Whether the database may have changed since it was asked; quick, and without a query."""
        if self._connection is None or self._told:
            return True
        if self._engine.dialect.name == "postgresql":
            return self._file is None or time.monotonic() >= self._asked + ASK_EVERY
        return self._version_now() != self._version

    def ask(self, query: Select[Any], values: Mapping[str, object]) -> tuple[Any, ...]:
        """Return the one row of a query, in a transaction of its own.

        Raises:
            SQLAlchemyError: the database does not answer. Call :meth:`hang_up` before the next question.
        """
        connection = self._connection or self._connect()
        self._told, self._asked = False, time.monotonic()
        if self._engine.dialect.name != "postgresql":
            self._version = self._version_now()
        row = tuple(connection.execute(query, values).one())
        connection.rollback()
        return row

    def tell(self) -> None:
        """Tell the other processes that the database has changed, if PostgreSQL carries it to them."""
        if self._connection is not None:
            tell(self._connection)
            self._connection.rollback()

    def wait(self, seconds: float) -> None:
        """Wait until the database tells of a change or :meth:`wake` is called, for at most some seconds.

        A database that is away is waited for as well, so that it is not asked without a pause.
        """
        waiting = select.poll()  # select.select takes no file beyond the first thousand
        for file in (self._ear.fileno(), self._file, self._log):
            if file is not None:
                waiting.register(file, select.POLLIN)
        is_news = self._told and self._connection is not None
        most = min(seconds, _AGAIN) if self._written else seconds
        ready = {file for file, _ in waiting.poll(0 if is_news else most * 1000)}
        if self._ear.fileno() in ready:
            self._ear.recv(4096)
        self._written = self._log in ready
        if self._written:
            time.sleep(_FLUSH)
            self._take_events()
        if self._file in ready:
            self._told = True
            self._drain()

    def wake(self) -> None:
        """Make the waiting thread go on; from any thread."""
        try:
            self._bell.send(b"!")
        except OSError:
            return  # it has many to read already, or is closed

    def hang_up(self) -> None:
        """Close the connection; the next question opens another."""
        if (connection := self.let_go()) is not None:
            with suppress(SQLAlchemyError):
                connection.invalidate()  # in the pool it would go on listening
                connection.close()

    def close(self) -> None:
        """Close all."""
        self.hang_up()
        self._bell.close()
        self._ear.close()

    def let_go(self) -> Connection | None:
        """Use the connection no more, and return it: a thread that waits for a silent database may still have it."""
        connection, self._connection, self._told = self._connection, None, True
        if self._log is not None:
            os.close(self._log)
        self._file = self._log = None
        return connection

    def _connect(self) -> Connection:
        if self._engine.dialect.name != "postgresql":
            self._connection = self._engine.connect().execution_options(**{READS: True})
            self._driver = self._connection.connection.driver_connection
            self._version_now()  # makes the log, if there is none
            self._log = written(f"{self._engine.url.database}-wal")
            return self._connection
        self._connection = connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._driver = connection.connection.driver_connection
        self._driver.add_notify_handler(self._note)
        connection.execute(text(f"LISTEN {CHANNEL}"))
        self._told = False
        tell(connection)  # us, to find out whether it arrives
        connection.execute(text("SELECT 1"))
        self._file = self._driver.fileno() if self._told else None
        return connection

    def _drain(self) -> None:
        """Take what was told, so that it is not told again with the answer to the next question."""
        with suppress(self._driver.Error):  # the next question finds out
            self._driver.pgconn.consume_input()
            while self._driver.pgconn.notifies():
                pass

    def _take_events(self) -> None:
        with suppress(BlockingIOError):
            while self._log is not None and os.read(self._log, 4096):
                pass

    def _note(self, _: object) -> None:
        self._told = True

    def _version_now(self) -> object:
        return self._driver.execute("PRAGMA data_version").fetchone()


def written(file: str) -> int | None:
    """Return a file descriptor that can be read after each write to a file; None if nothing tells of them.

    Only Linux does (inotify), of what this machine writes, and to so many programs only
    (``fs.inotify.max_user_instances``). The wrapper on PyPI runs a program to find the C library in each process.
    """
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    told: int = library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if told >= 0 and library.inotify_add_watch(told, os.fsencode(file), _MODIFIED) >= 0:
        return told
    if told >= 0:
        os.close(told)
    return None
