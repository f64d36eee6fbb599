"""Calls by caller; texts that somebody has seen or sent again, and those whose number is still kept."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and create the indexes."""
    op.add_column("outbox", sa.Column("seen_at", sa.String(27)))
    op.add_column("outbox", sa.Column("again", sa.Integer(), nullable=False, server_default="0"))
    for name, table, columns, condition in (
        ("calls_caller", "calls", ["caller", "started_at", "sid"], "caller IS NOT NULL"),
        ("outbox_sealed", "outbox", ["ended_at"], "sealed_number IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
