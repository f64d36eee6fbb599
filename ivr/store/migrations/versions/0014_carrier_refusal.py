"""Whether the carrier refuses us."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table. It has a row while the carrier refuses us."""
    op.create_table(
        "carrier_refusal",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("since", sa.String(27), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
    )
