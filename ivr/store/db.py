"""Opening the database, transactions, and everything that differs between SQLite and PostgreSQL.

Callers of the store open the transaction; the functions of the other modules take its connection. In the store only
this module, :mod:`ivr.store.watch` and the migrations distinguish between the two databases.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from ivr.store.patience import PATIENCE, Patience

P = ParamSpec("P")
T = TypeVar("T")

_MIGRATION_BUSY_SECONDS = 120
"""Seconds that a server waits on SQLite while another one migrates the tables."""
_MIGRATION_LOCK = 7_461_001  # an arbitrary number, shared by all servers of one PostgreSQL database

_POSTGRESQL = {
    # Close connections to a silent peer (fail-over, lost NAT state) after seconds; the default takes 15 minutes.
    "tcp_user_timeout": 3000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
}

READS = "reads"
"""The option of a connection whose transactions only read."""
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
            return _sqlite(parsed, patience.lock)
        busy = patience.lock
        limits = {"options": f"-c statement_timeout={1000 * busy + 3000} -c lock_timeout={1000 * busy}"}
        arguments = _POSTGRESQL | limits | {"connect_timeout": patience.connect}
        return create_engine(
            parsed, pool_pre_ping=True, pool_timeout=busy, connect_args=arguments, hide_parameters=True
        )
    except ImportError:
        raise StoreError("DATABASE_URL: PostgreSQL needs its driver: pip install '.[postgres]'") from None
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(f"DATABASE_URL: {error}") from None


def missing_file(url: str) -> str | None:
    """Return the path of the SQLite file that opening would create; None if it exists, or for a server."""
    parsed = make_url(url)
    is_there = parsed.get_backend_name() != "sqlite" or Path(str(parsed.database)).exists()
    return None if is_there else str(parsed.database)


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


def writing(engine: Engine) -> AbstractContextManager[Connection]:
    """Open a transaction that commits at its end, or rolls back on an exception."""
    return engine.begin()


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
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def insert_or_change(
    connection: Connection, table: Table, key: str, row: Mapping[str, Any], new: Mapping[str, Any] | None = None
) -> None:
    """Insert a row, or update the row with the same ``key``. ``new`` are further values for a row that is inserted."""
    changes = {name: value for name, value in row.items() if name != key}
    statement = _insert(connection, table).values(**row, **(new or {}))
    connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=changes))


def count_up(connection: Connection, table: Table, key: Mapping[str, Any]) -> None:
    """Increment the column ``count`` of the row with this key; insert the row with 1 if it is missing."""
    statement = _insert(connection, table).values(**key, count=1)
    counted = statement.on_conflict_do_update(index_elements=list(key), set_={"count": table.c["count"] + 1})
    connection.execute(counted)


def insert_or_add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of counts; add to the counts of rows whose key exists."""
    if rows:
        keys = [column.name for column in table.primary_key]
        statement = _insert(connection, table)
        sums = {column.name: column + statement.excluded[column.name] for column in table.c if column.name not in keys}
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=sums), rows)


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """Open the transaction of a migration. Servers that start together run theirs one after the other."""
    with engine.connect() as connection:
        if _is_postgresql(connection):
            with connection.begin():
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
                yield connection
            return
        _set_busy(connection, _MIGRATION_BUSY_SECONDS)  # before BEGIN IMMEDIATE, which waits for the lock
        try:
            with connection.begin():
                yield connection
        finally:
            _set_busy(connection, PATIENCE.lock)


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


def _insert(connection: Connection, table: Table) -> Any:
    return postgresql.insert(table) if _is_postgresql(connection) else sqlite.insert(table)


def _set_busy(connection: Connection, seconds: int) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout = {seconds * 1000}")


def _sqlite(url: URL, busy: int) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(0o700, parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": busy}, hide_parameters=True)

    @event.listens_for(engine, "do_connect")
    def keep_private(*_: object) -> None:
        if url.database and not url.database.startswith("file:"):
            _keep_private(Path(url.database))

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the listener below begins transactions, not the driver
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # a committed promise survives a power cut
        connection.execute("PRAGMA secure_delete=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A plain BEGIN that reads first fails at its first write (SQLITE_BUSY) if another transaction is writing.
        reads = connection.get_execution_options().get(READS, False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _keep_private(file: Path) -> None:
    """Let only the file's owner read it. SQLite creates its other files with the same rights."""
    with suppress(OSError):  # SQLite says what is wrong with the file
        if not file.exists():
            file.touch(0o600)
        if file.stat().st_mode & 0o077:
            file.chmod(0o600)
