"""Counts of refused webhooks and forms; until when the password that somebody was given is valid."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, and add the column."""
    op.create_table(
        "refused_requests",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("reason", sa.String(40), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.add_column("accounts", sa.Column("given_until", sa.String(27)))
