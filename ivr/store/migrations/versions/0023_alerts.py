"""Alerts that ops staff are told of, each once."""

import sqlalchemy as sa
from alembic import op

from ivr.store.columns import Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "alerts",
        sa.Column("kind", sa.String(40), primary_key=True),
        sa.Column("subject", sa.String(80), primary_key=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("page", sa.String(200), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("held_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment()),
        sa.Column("told_at", Moment()),
        sa.Column("due_at", Moment()),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("taken", sa.Text(), nullable=False, server_default=""),
    )
