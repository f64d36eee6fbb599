"""Opening the database, transactions, and everything that differs between SQLite and PostgreSQL.

Callers of the store open the transaction; the functions of the other modules take its connection. In the store only
this module, :mod:`ivr.store.many`, :mod:`ivr.store.sqlite`, :mod:`ivr.store.postgresql`, :mod:`ivr.store.backup`,
:mod:`ivr.store.watch` and the migrations distinguish between the two databases.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import BigInteger, Connection, Engine, Table, bindparam, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from ivr.store.patience import PATIENCE, Patience
from ivr.store.postgresql import open_postgresql
from ivr.store.sqlite import READS, open_sqlite, turn
from ivr.store.waiting import in_time

P = ParamSpec("P")
T = TypeVar("T")

_MIGRATION_BUSY_SECONDS = 120
"""Seconds that a server waits on SQLite while another one migrates the tables."""
_MIGRATION_WAITS = 500
"""Milliseconds that a migration waits for a table of PostgreSQL which somebody uses. Whoever asks for the table next
waits behind it, and a step of a call waits 800 at most."""
_LOCKED = "55P03"
"""PostgreSQL's code of an error: a lock was not granted in time."""
_MIGRATION_LOCK = 7_461_001  # an arbitrary number, shared by all servers of one PostgreSQL database

_CONFIRMED_IN = "confirmed in"
"""The execution option of an engine: how many seconds a commit may take."""

CHANNEL = "tsunagu"
"""Where PostgreSQL tells connections that listen of changes."""


class StoreError(RuntimeError):
    """The database can't be used. The message is one line."""


def open_store(url: str, patience: Patience = PATIENCE) -> Engine:
    """An engine for ``url``; nothing is connected yet. A missing folder for SQLite is made.

    A connection waits ``patience.connect`` seconds for PostgreSQL, and a transaction ``patience.lock`` seconds for
    another that writes.

    Raises:
        StoreError: the driver of this database is missing, or the folder can't be created.
    """
    parsed = make_url(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            return open_sqlite(parsed, patience.lock)
        return open_postgresql(parsed, patience)
    except ImportError:
        raise StoreError("DATABASE_URL: PostgreSQL needs its driver: pip install '.[postgres]'") from None
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(f"DATABASE_URL: {error}") from None


class UnconfirmedError(StoreError):
    """The database has not confirmed in time that it has stored something. It may have, or do so later."""

    def __init__(self) -> None:
        super().__init__(
            "the database does not confirm that this is stored, since its standby is away. It may be stored later, so "
            "look before you repeat it; `ivr doctor` says more (line replication)"
        )


def open_for_people(url: str, patience: Patience = PATIENCE) -> Engine:
    """An engine as of :func:`open_store`, for people who wait until something is stored.

    PostgreSQL confirms no commit while the only standby that it waits for is away, and has no time limit for that. With
    this engine :func:`writing` raises an error after ``patience.people`` seconds; a thread goes on waiting.

    Raises:
        StoreError: as :func:`open_store`.
    """
    engine = open_store(url, patience)
    return engine.execution_options(**{_CONFIRMED_IN: patience.people}) if engine.name == "postgresql" else engine


def sqlite_file(url: str) -> Path | None:
    """Return the path of a SQLite database's file; None for a server."""
    parsed = make_url(url)
    return Path(str(parsed.database)) if parsed.get_backend_name() == "sqlite" else None


def missing_file(url: str) -> str | None:
    """Return the path of the SQLite file that opening would create; None if it exists, or for a server."""
    file = sqlite_file(url)
    return None if file is None or file.exists() else str(file)


def first_line(error: Exception) -> str:
    """Return the first line of a database error's message, without SQLAlchemy's additions to the driver's message."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else error.__class__.__name__


def reading(engine: Engine) -> Connection:
    """Open a read-only transaction, which on SQLite does not wait for writers."""
    return engine.connect().execution_options(**{READS: True})


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Open a read-only transaction whose queries all see the state of one instant."""
    with reading(engine) as connection:
        if _is_postgresql(connection):
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that commits at its end, or rolls back on an exception.

    Raises:
        UnconfirmedError: the engine is one of :func:`open_for_people`, and the commit is not confirmed in time.
    """
    seconds: float | None = engine.get_execution_options().get(_CONFIRMED_IN)
    if seconds is None:
        with turn(engine), engine.begin() as connection:
            yield connection
        return
    connection = engine.connect()
    try:
        transaction = connection.begin()
        yield connection
    except BaseException:
        connection.close()
        raise

    def commit() -> None:
        with connection:  # whoever waits for the commit may have left when the connection is free
            transaction.commit()

    try:
        in_time(commit, seconds)
    except TimeoutError:
        raise UnconfirmedError from None


def read(engine: Engine, question: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run one query in a read-only transaction of its own, and return its result."""
    with reading(engine) as connection:
        return question(connection, *args, **kwargs)


def write(engine: Engine, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Make one change in a transaction of its own, and return its result."""
    with writing(engine) as connection:
        return change(connection, *args, **kwargs)


def lock(connection: Connection, table: Table) -> None:
    """Block other writers of a table until the transaction ends; readers are not blocked.

    Does nothing on SQLite, where writing transactions are serialized anyway.
    """
    if _is_postgresql(connection):
        connection.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))


def hold(connection: Connection, number: int) -> None:
    """Wait until no other transaction holds a number, and hold it until this one ends.

    Does nothing on SQLite, where writing transactions are serialized anyway.
    """
    if _is_postgresql(connection):
        connection.execute(_HOLD, {"number_0": number})


def tell(connection: Connection) -> None:
    """Tell other processes of this change when it is committed, for those that watch (:mod:`ivr.store.watch`).

    PostgreSQL lets transactions that tell commit one after the other, so those that many callers wait for do not. On
    SQLite nothing has to be told.
    """
    if _is_postgresql(connection):
        connection.execute(text(f"SELECT pg_notify('{CHANNEL}', '')"))


def insert_unless_there(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, except those whose key exists."""
    if rows:
        connection.execute(_inserting(connection.dialect.name, table), rows)


def insert_or_change(
    connection: Connection,
    table: Table,
    key: str,
    row: Mapping[str, Any],
    new: Mapping[str, Any] | None = None,
    then_hold: Sequence[int] = (),
) -> None:
    """Insert a row, or update the row with the same ``key``. ``new`` are further values for a row that is inserted.

    Then hold numbers as :func:`hold` does, one after the other.
    """
    changes = tuple(name for name in row if name != key)
    numbers = then_hold if _is_postgresql(connection) else ()
    statement = _changing(connection.dialect.name, table, key, changes, len(numbers))
    connection.execute(statement, {**row, **(new or {}), **{f"number_{at}": each for at, each in enumerate(numbers)}})


# Statements are built once: SQLAlchemy keeps what it has compiled, but building the same statement again takes longer
# than the database does to run it.


def _holding(count: int) -> list[Any]:
    numbers = (bindparam(f"number_{at}", type_=BigInteger()) for at in range(count))
    return [func.pg_advisory_xact_lock(number) for number in numbers]


_HOLD = select(*_holding(1))


@cache
def _inserting(dialect: str, table: Table) -> Any:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _changing(dialect: str, table: Table, key: str, changes: Sequence[str], holds: int) -> Any:
    statement = _insert(dialect, table)
    changed = {name: statement.excluded[name] for name in changes}
    statement = statement.on_conflict_do_update(index_elements=[key], set_=changed)
    return statement.returning(*_holding(holds)) if holds else statement


def _insert(dialect: str, table: Table) -> Any:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """Open the transaction of a migration. Servers that start together run theirs one after the other."""
    with engine.connect() as connection:
        if _is_postgresql(connection):
            with connection.begin():
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
                connection.execute(text(f"SET LOCAL lock_timeout = {_MIGRATION_WAITS}"))
                yield connection
            return
        _set_busy(connection, _MIGRATION_BUSY_SECONDS)  # before BEGIN IMMEDIATE, which waits for the lock
        try:
            with connection.begin():
                yield connection
        finally:
            _set_busy(connection, PATIENCE.lock)


def is_locked(error: SQLAlchemyError) -> bool:
    """Whether a statement failed because somebody uses a table of PostgreSQL."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) == _LOCKED


def leave_nothing(engine: Engine) -> None:
    """Remove deleted rows from SQLite's log of writes (WAL) as well, unless somebody is reading them at this moment.

    In its file they have been overwritten already (secure_delete). On PostgreSQL autovacuum reuses their space.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection  # outside of a transaction, which SQLAlchemy begins
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _set_busy(connection: Connection, seconds: int) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout = {seconds * 1000}")
