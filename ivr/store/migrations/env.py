"""Alembic's environment: run the migrations in one transaction of the given engine."""

import logging
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext

from ivr.store.db import migrating
from ivr.store.tables import metadata

log = logging.getLogger(__name__)


def note(ctx: MigrationContext, step: Any, heads: object, run_args: object) -> None:
    """Log a migration: with many rows it may take a while, and a service that starts answers nothing before its end."""
    log.info("the tables are now those of %s", step.up_revision_id)


with migrating(context.config.attributes["engine"]) as connection:
    is_new = MigrationContext.configure(connection).get_current_revision() is None
    told = None if is_new else note
    context.configure(connection=connection, target_metadata=metadata, on_version_apply=told)
    context.run_migrations()
