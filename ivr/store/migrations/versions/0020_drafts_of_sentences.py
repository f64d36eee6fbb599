"""Sentences are drafted, published together with a reason, and undone."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of publishes and drafts. Versions that are stored belong to no publish."""
    op.create_table(
        "sentence_publishes",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("undoes", sa.Integer()),
    )
    op.create_table(
        "sentence_drafts",
        sa.Column("author", sa.String(100), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("prompt", sa.String(60), primary_key=True),
        sa.Column("sentence", sa.Text()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
    )
    op.add_column("sentences", sa.Column("publish", sa.Integer()))
