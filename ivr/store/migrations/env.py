"""Alembic's environment: one connection of the engine it is handed; servers that start together take turns."""

from alembic import context
from sqlalchemy import Engine, text

from ivr.store.engine import BUSY_SECONDS
from ivr.store.tables import metadata

_LOCK = 7_461_001  # any number, the same for every server of ours on one PostgreSQL
_PATIENCE = 120_000
"""Milliseconds that a server waits on SQLite while another brings the tables up to date."""

engine: Engine = context.config.attributes["engine"]
with engine.connect() as connection:
    driver = connection.connection.driver_connection
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite and driver is not None:
        driver.execute(f"PRAGMA busy_timeout = {_PATIENCE}")  # before the transaction begins, which already waits
    try:
        with connection.begin():
            if not is_sqlite:
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            context.configure(connection=connection, target_metadata=metadata)
            context.run_migrations()
    finally:
        if is_sqlite and driver is not None:
            driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
