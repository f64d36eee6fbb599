"""Requests act once: whether an inbound text has been answered, and whether its command was obeyed."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. The texts that are stored have been handled."""
    op.add_column("inbound", sa.Column("answered", sa.Boolean()))
    op.add_column("inbound", sa.Column("acted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE inbound SET answered = false, acted = true")
