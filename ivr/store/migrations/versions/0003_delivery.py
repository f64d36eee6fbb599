"""Delivery: leases with a heartbeat, limits, inbound texts, a second sender, heartbeats of workers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.String(27)


def upgrade() -> None:
    """Create and change the tables. A text that a worker is sending meanwhile is treated as one of a dead worker."""
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("receiver", existing_type=sa.String(64), nullable=True)
        outbox.alter_column("leased_by", new_column_name="lease", existing_type=sa.String(40))
        outbox.drop_column("leased_until")
        outbox.add_column(sa.Column("number_range", sa.String(64)))
        outbox.add_column(sa.Column("asked_by", sa.String(64)))
        outbox.add_column(sa.Column("moved", sa.Integer(), nullable=False, server_default="0"))
        outbox.add_column(sa.Column("beat", sa.Integer(), nullable=False, server_default="0"))
        outbox.add_column(sa.Column("sender", sa.Integer(), nullable=False, server_default="0"))
        outbox.add_column(sa.Column("first_sid", sa.String(64)))
        outbox.add_column(sa.Column("ended_at", _MOMENT))
    op.create_index("outbox_range", "outbox", ["number_range", "made_at"])
    op.create_index("outbox_made", "outbox", ["made_at"])
    op.create_index("outbox_sid", "outbox", ["message_sid"])
    op.create_table(
        "inbound",
        sa.Column("sid", sa.String(64), primary_key=True),
        sa.Column("caller", sa.String(64)),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("command", sa.String(12)),
        sa.Column("because", sa.Text(), nullable=False),
    )
    op.create_index("inbound_caller", "inbound", ["caller", "at"])
    op.create_table(
        "refusals",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("reason", sa.String(100), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_table(
        "pulses",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
    )
