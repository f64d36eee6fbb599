"""Indexes for many calls: of the rows that still say whose they are, for the purge, and of the last dials of a line."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the indexes."""
    for name, table, columns, condition in (
        ("calls_of_people", "calls", ["started_at"], "caller IS NOT NULL"),
        ("inbound_of_people", "inbound", ["at"], "caller IS NOT NULL"),
        ("outbox_of_people", "outbox", ["made_at"], "receiver IS NOT NULL"),
        ("call_steps_dialled", "call_steps", ["line", "at"], "line IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
