"""The first tables: callers, opt-outs, calls and their steps, the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.String(27)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "callers",
        sa.Column("caller", sa.String(64), primary_key=True),
        sa.Column("language", sa.String(8)),
        sa.Column("seen_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "opt_outs",
        sa.Column("caller", sa.String(64), primary_key=True),
        sa.Column("since", _MOMENT, nullable=False),
    )
    op.create_table(
        "calls",
        sa.Column("sid", sa.String(64), primary_key=True),
        sa.Column("caller", sa.String(64)),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("status", sa.String(20)),
    )
    op.create_table(
        "call_steps",
        sa.Column("sid", sa.String(64), primary_key=True),
        sa.Column("step", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("key", sa.String(20), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("promise", sa.String(64), nullable=False, unique=True),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("receiver", sa.String(64), nullable=False),
        sa.Column("sealed_number", sa.Text()),
        sa.Column("body", sa.Text()),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempted_at", _MOMENT),
        sa.Column("leased_by", sa.String(40)),
        sa.Column("leased_until", _MOMENT),
        sa.Column("message_sid", sa.String(64)),
        sa.Column("problem", sa.Text()),
    )
    op.create_index("outbox_due", "outbox", ["state", "due_at"])
    op.create_index("outbox_receiver", "outbox", ["receiver", "made_at"])
