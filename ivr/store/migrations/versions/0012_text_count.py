"""The count of the texts of a day, so that not every promise counts them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table. Its row is written by the first promise."""
    op.create_table(
        "text_count",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
    )
