"""Budgets: dialled calls, when a caller was first heard of, and an index of the texts that were answered."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MOMENT = sa.String(27)


def upgrade() -> None:
    """Create the table, the column and the index. Of a caller who is stored only the last call is known."""
    op.create_table(
        "dials",
        sa.Column("sid", sa.String(64), primary_key=True),
        sa.Column("step", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("caller", sa.String(64)),
        sa.Column("seconds", sa.Integer()),
    )
    op.create_index("dials_at", "dials", ["at"])
    op.add_column("callers", sa.Column("first_at", _MOMENT))
    op.execute("UPDATE callers SET first_at = seen_at")
    answered = sa.text("answered")
    op.create_index("inbound_answered", "inbound", ["at"], sqlite_where=answered, postgresql_where=answered)
