"""Prompts: sentences and recordings that are edited while the service runs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.String(27)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "sentences",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("prompt", sa.String(60), nullable=False),
        sa.Column("sentence", sa.Text()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("sentences_of", "sentences", ["language", "prompt", "id"])
    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("clip", sa.String(100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("name", sa.String(24)),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("audio", sa.LargeBinary()),
    )
    op.create_index("recordings_name", "recordings", ["name"])
    op.create_table(
        "spoken",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("spoken", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
