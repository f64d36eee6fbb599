"""The database: how it is opened, its transactions, and what SQLite and PostgreSQL have each in their own words.

Whoever uses the store opens the transaction; its functions work within one. Nothing outside of this module asks
which database it is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
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
"""How long a server waits on SQLite while another brings the tables up to date."""
_MIGRATION_LOCK = 7_461_001  # any number, the same for every server of ours on one PostgreSQL

_POSTGRESQL = {
    "connect_timeout": 2,
    # A peer that has gone silent (fail-over, lost NAT state) is given up after seconds, not a quarter of an hour.
    "tcp_user_timeout": 3000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
}

_READS = "reads"


class StoreError(RuntimeError):
    """The database can't be used; one line says why."""


def open_store(url: str, patience: Patience = PATIENCE) -> Engine:
    """An engine for ``url``; nothing is connected yet. A missing folder for SQLite is made.

    A transaction waits ``patience.lock`` seconds for another that writes.

    Raises:
        StoreError: no driver for this database, or the folder can't be made.
    """
    parsed = make_url(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed, patience.lock)
        busy = patience.lock
        limits = {"options": f"-c statement_timeout={1000 * busy + 3000} -c lock_timeout={1000 * busy}"}
        arguments = _POSTGRESQL | limits
        return create_engine(
            parsed, pool_pre_ping=True, pool_timeout=busy, connect_args=arguments, hide_parameters=True
        )
    except ImportError:
        raise StoreError("DATABASE_URL: PostgreSQL needs its driver: pip install '.[postgres]'") from None
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(f"DATABASE_URL: {error}") from None


def missing_file(url: str) -> str | None:
    """The file that would be made if a database is opened that was never there; None: it is there, or on a server."""
    parsed = make_url(url)
    is_there = parsed.get_backend_name() != "sqlite" or Path(str(parsed.database)).exists()
    return None if is_there else str(parsed.database)


def first_line(error: Exception) -> str:
    """What a database's error says, in one line; the driver's own words where there are some."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else error.__class__.__name__


def reading(engine: Engine) -> Connection:
    """A transaction that only reads: on SQLite it does not wait for whoever writes."""
    return engine.connect().execution_options(**{_READS: True})


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads, everything as of one instant."""
    with reading(engine) as connection:
        if _is_postgresql(connection):
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        yield connection


def writing(engine: Engine) -> AbstractContextManager[Connection]:
    """A transaction, committed at its end, or rolled back by an exception."""
    return engine.begin()


def read(engine: Engine, question: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The answer to one question, in a transaction of its own."""
    with reading(engine) as connection:
        return question(connection, *args, **kwargs)


def write(engine: Engine, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What one change returns, made in a transaction of its own."""
    with writing(engine) as connection:
        return change(connection, *args, **kwargs)


def lock(connection: Connection, table: Table) -> None:
    """Let nobody else write to a table, or lock it, until the transaction ends; reading goes on.

    On SQLite every transaction that writes takes turns already.
    """
    if _is_postgresql(connection):
        connection.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))


def insert_unless_there(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; one with the same key stays as it is."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def insert_or_change(connection: Connection, table: Table, key: str, row: Mapping[str, Any]) -> None:
    """Insert a row, or give the one with the same ``key`` its values."""
    changes = {name: value for name, value in row.items() if name != key}
    statement = _insert(connection, table).values(**row)
    connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=changes))


def count_up(connection: Connection, table: Table, key: Mapping[str, Any]) -> None:
    """Count one more in the column ``count`` of the row with this key."""
    statement = _insert(connection, table).values(**key, count=1)
    counted = statement.on_conflict_do_update(index_elements=list(key), set_={"count": table.c["count"] + 1})
    connection.execute(counted)


def insert_or_add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of counts; where one with the same key is there, its counts are added to."""
    if rows:
        keys = [column.name for column in table.primary_key]
        statement = _insert(connection, table)
        sums = {column.name: column + statement.excluded[column.name] for column in table.c if column.name not in keys}
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=sums), rows)


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """The transaction in which the tables are changed; servers that start together take turns, and wait for long."""
    with engine.connect() as connection:
        if _is_postgresql(connection):
            with connection.begin():
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
                yield connection
            return
        _set_busy(connection, _MIGRATION_BUSY_SECONDS)  # before the transaction begins, which already waits
        try:
            with connection.begin():
                yield connection
        finally:
            _set_busy(connection, PATIENCE.lock)


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _insert(connection: Connection, table: Table) -> Any:
    return postgresql.insert(table) if _is_postgresql(connection) else sqlite.insert(table)


def _set_busy(connection: Connection, seconds: int) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout = {seconds * 1000}")


def _sqlite(url: URL, busy: int) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": busy}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver's guess
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # what is promised outlives a power cut

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later can't be upgraded while another writes.
        reads = connection.get_execution_options().get(_READS, False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine
