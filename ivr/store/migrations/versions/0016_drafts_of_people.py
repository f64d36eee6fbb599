"""Drafts of people, which may be shared; planned revisions that are carried over.

The table of the one draft before stays: the version before uses it, and this version reads it.
"""

import sqlalchemy as sa
from alembic import op

from ivr.store.columns import Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, and add the column."""
    op.add_column("revisions", sa.Column("carries", sa.Integer()))
    op.create_table(
        "drafts",
        sa.Column("owner", sa.String(100), primary_key=True),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
    )
