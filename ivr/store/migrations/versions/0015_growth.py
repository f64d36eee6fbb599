"""Indexes for many calls: of the rows that still say whose they are, for the purge, and of the last dials of a line."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the indexes."""
    for table, at, person in (
        ("calls", "started_at", "caller"),
        ("inbound", "at", "caller"),
        ("outbox", "made_at", "receiver"),
    ):
        _create(f"{table}_of_people", table, [at], f"{person} IS NOT NULL")
    op.drop_index("call_steps_line", "call_steps")
    _create("call_steps_dialled", "call_steps", ["line", "at", "sid"], "line IS NOT NULL")


def _create(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
