"""Pages of agencies that are compared with the schedule, and the differences that are ignored."""

import sqlalchemy as sa
from alembic import op

from ivr.store.columns import Moment

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "agency_pages",
        sa.Column("address", sa.String(500), primary_key=True),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("state", sa.String(40)),
        sa.Column("said", sa.Text()),
        sa.Column("facts", sa.Text()),
        sa.Column("leads_to", sa.String(500), nullable=False, server_default=""),
        sa.Column("etag", sa.String(200), nullable=False, server_default=""),
        sa.Column("modified", sa.String(200), nullable=False, server_default=""),
        sa.Column("looked_at", Moment()),
        sa.Column("read_at", Moment()),
        sa.Column("failing_since", Moment()),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
    )
    op.create_table(
        "ignored_differences",
        sa.Column("mark", sa.String(32), primary_key=True),
        sa.Column("line", sa.String(60), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
    )
