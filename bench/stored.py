"""What is in the database of a benchmark, and what its server has done."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text

from bench.watching import children, parent, worked, worked_by_ended
from ivr.store.db import open_store, read
from ivr.store.tables import calls


@dataclass(frozen=True, slots=True)
class Stored:
    """Recorded calls, the size of the database, and its transactions; 0 on SQLite, which does not count them."""

    calls: int
    bytes: int
    commits: int


def stored(database: str) -> Stored:
    """Look into a database."""
    engine = open_store(database)
    try:
        return read(engine, _stored)
    finally:
        engine.dispose()


def _stored(connection: Connection) -> Stored:
    count = connection.scalar(select(func.count()).select_from(calls)) or 0
    if connection.dialect.name == "sqlite":
        pages, size = (connection.scalar(text(f"PRAGMA {name}")) or 0 for name in ("page_count", "page_size"))
        return Stored(count, pages * size, 0)
    asked = "SELECT pg_database_size(datname), xact_commit FROM pg_stat_database WHERE datname = current_database()"
    size, commits = connection.execute(text(asked)).one()
    return Stored(count, size, commits)


def work_of_server(database: str) -> Callable[[], float]:
    """Return what tells the seconds of processor time of a PostgreSQL server on this machine; always 0 for SQLite."""
    if database.startswith("sqlite"):
        return lambda: 0.0
    engine = open_store(database)
    with engine.connect() as connection:
        server = parent(connection.scalar(text("SELECT pg_backend_pid()")) or 0)
    engine.dispose()

    def work() -> float:
        first, *others = children(server)
        return worked_by_ended(first) + worked(first) + sum(map(worked, others))

    return work
