"""Words that are planned for a moment."""

import sqlalchemy as sa
from alembic import op

from ivr.store.columns import Moment

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table. It is apart from the sentences, all of which a version before this one takes as in force."""
    op.create_table(
        "word_plans",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("spoken", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("effective_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment()),
        sa.Column("withdrawn_by", sa.String(100)),
        sa.Column("stored_at", Moment()),
    )
