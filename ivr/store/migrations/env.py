"""Alembic's environment: run the migrations in one transaction of the given engine."""

import logging
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext

from ivr.store.db import migrating
from ivr.store.tables import metadata

log = logging.getLogger(__name__)


def note(step: Any, **_: object) -> None:
    """Log a migration of tables that have rows: it may take a while, and the service answers nothing before its end."""
    log.info("the tables are now those of %s", step.up_revision_id)


with migrating(context.config.attributes["engine"]) as connection:
    has_tables = MigrationContext.configure(connection).get_current_revision() is not None
    told = note if has_tables else None
    context.configure(connection=connection, target_metadata=metadata, on_version_apply=told)
    context.run_migrations()
