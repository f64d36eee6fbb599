"""Indexes of the rows that still say whose they are, so that a purge does not read all rows that are as old."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the indexes."""
    for table, at, person in (
        ("calls", "started_at", "caller"),
        ("inbound", "at", "caller"),
        ("outbox", "made_at", "receiver"),
    ):
        known = sa.text(f"{person} IS NOT NULL")
        op.create_index(f"{table}_of_people", table, [at], sqlite_where=known, postgresql_where=known)
