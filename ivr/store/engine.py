"""Connecting to the database and bringing its tables up to date."""

import threading
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

BUSY_SECONDS = 2
"""How long a writer waits for another on SQLite; a call waits less, see :mod:`ivr.store.deadline`."""

_POSTGRESQL = {
    "connect_timeout": 2,
    # A peer that has gone silent (fail-over, lost NAT state) is given up after seconds, not a quarter of an hour.
    "tcp_user_timeout": 3000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "options": "-c statement_timeout=5000 -c lock_timeout=2000",
}

_MIGRATING = threading.Lock()  # Alembic keeps its context in globals

HEAD = "0007"
"""The newest of the migrations, and so the state of the tables that this version works with."""

_READS = "reads"


class StoreError(RuntimeError):
    """The database can't be used; one line says why."""


def open_store(url: str) -> Engine:
    """An engine for ``url``; nothing is connected yet. A missing folder for SQLite is made.

    Raises:
        StoreError: no driver for this database, or the folder can't be made.
    """
    parsed = make_url(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed)
        return create_engine(parsed, pool_pre_ping=True, pool_timeout=2, connect_args=_POSTGRESQL, hide_parameters=True)
    except ImportError:
        raise StoreError("DATABASE_URL: PostgreSQL needs its driver: pip install '.[postgres]'") from None
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(f"DATABASE_URL: {error}") from None


def reading(engine: Engine) -> Connection:
    """A connection that only reads: on SQLite it does not wait for whoever writes."""
    return engine.connect().execution_options(**{_READS: True})


def migrate(engine: Engine) -> None:
    """Bring the tables to this version's state, whatever they were.

    Raises:
        StoreError: the database does not answer, or refuses.
    """
    try:
        if _revision(engine) != HEAD:
            _upgrade(engine)
    except SQLAlchemyError as error:
        raise StoreError(f"the database does not answer: {first_line(error)}") from None


def _revision(engine: Engine) -> str | None:
    """The state that the tables are in; None: there are none."""
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def _upgrade(engine: Engine) -> None:
    # Most starts find the tables as they should be, and need not wait a fifth of a second for these.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(files("ivr.store").joinpath("migrations")))
    config.attributes["engine"] = engine
    with _MIGRATING:
        command.upgrade(config, "head")


def first_line(error: Exception) -> str:
    """What a database's error says, in one line; the driver's own words where there are some."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else error.__class__.__name__


def _sqlite(url: URL) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)

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
