"""Alembic's environment: run the migrations in one transaction of the given engine."""

from alembic import context

from ivr.store.db import migrating
from ivr.store.tables import metadata

with migrating(context.config.attributes["engine"]) as connection:
    context.configure(connection=connection, target_metadata=metadata)
    context.run_migrations()
