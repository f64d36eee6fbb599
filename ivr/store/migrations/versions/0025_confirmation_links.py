"""Links by which agencies confirm their hours, and where agencies are asked."""

import sqlalchemy as sa
from alembic import op

from ivr.store.columns import Moment

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "agency_contacts",
        sa.Column("agency", sa.String(200), primary_key=True),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("reader", sa.String(10), nullable=False),
        sa.Column("reminded_at", Moment()),
    )
    op.create_table(
        "confirmation_links",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("agency", sa.String(200), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("reader", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("made_by", sa.String(100), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment()),
        sa.Column("address", sa.String(254), nullable=False, server_default=""),
        sa.Column("sealed", sa.Text()),
        sa.Column("due_at", Moment()),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("sent_at", Moment()),
        sa.Column("problem", sa.Text(), nullable=False, server_default=""),
        sa.Column("name", sa.Text(), nullable=False, server_default=""),
        sa.Column("remark", sa.Text(), nullable=False, server_default=""),
        sa.Column("draft", sa.String(100), nullable=False, server_default=""),
        sa.Column("seen_at", Moment()),
    )
    op.create_index("confirmation_links_state", "confirmation_links", ["state", "ends_at"])
    op.create_index("confirmation_links_due", "confirmation_links", ["due_at"])
