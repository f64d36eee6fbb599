"""Noticing that another process has changed the database, with few queries.

PostgreSQL tells it to a connection that listens (NOTIFY). In SQLite a number tells it, which is read without a query
(PRAGMA data_version). Nothing depends on being told: PostgreSQL is asked again after some seconds, and every second if
it tells nothing, as through a pooler that shares connections.
"""

import select
import socket
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
SOON = bindparam("soon", type_=Moment())
"""The present moment and :data:`AHEAD`, in a query: what a machine with a wrong clock has written hides no change."""


class Watch:
    """A connection of its own, on which one thread at a time asks, and waits for news."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._driver: Any = None
        self._file = -1
        self._told = True
        self._listens = False
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
            return not self._listens or time.monotonic() >= self._asked + ASK_EVERY
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
        for file in (self._ear.fileno(), self._file) if self._listens else (self._ear.fileno(),):
            waiting.register(file, select.POLLIN)
        is_news = self._told and self._connection is not None
        ready = {file for file, _ in waiting.poll(0 if is_news else seconds * 1000)}
        if self._ear.fileno() in ready:
            self._ear.recv(4096)
        if self._listens and self._file in ready:
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
        connection, self._connection, self._listens, self._told = self._connection, None, False, True
        return connection

    def _connect(self) -> Connection:
        if self._engine.dialect.name != "postgresql":
            self._connection = self._engine.connect().execution_options(**{READS: True})
            self._driver = self._connection.connection.driver_connection
            return self._connection
        self._connection = connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._driver = connection.connection.driver_connection
        self._driver.add_notify_handler(self._note)
        self._file = self._driver.fileno()
        connection.execute(text(f"LISTEN {CHANNEL}"))
        self._told = False
        tell(connection)  # us, to find out whether it arrives
        connection.execute(text("SELECT 1"))
        self._listens = self._told
        return connection

    def _drain(self) -> None:
        """Take what was told, so that it is not told again with the answer to the next question."""
        with suppress(self._driver.Error):  # the next question finds out
            self._driver.pgconn.consume_input()
            while self._driver.pgconn.notifies():
                pass

    def _note(self, _: object) -> None:
        self._told = True

    def _version_now(self) -> object:
        return self._driver.execute("PRAGMA data_version").fetchone()
