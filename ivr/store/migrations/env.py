"""Alembic's environment: one connection of the engine it is handed; servers that start together take turns."""

from alembic import context
from sqlalchemy import Engine, text

from ivr.store.tables import metadata

_LOCK = 7_461_001  # any number, the same for every server of ours on one PostgreSQL

engine: Engine = context.config.attributes["engine"]
with engine.begin() as connection:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    context.configure(connection=connection, target_metadata=metadata)
    context.run_migrations()
