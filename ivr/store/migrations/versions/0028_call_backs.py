"""Promised call-backs, the calls that are made for them, and which calls are such."""

import sqlalchemy as sa
from alembic import op

from ivr.store.columns import Moment

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_STANDS = sa.text("state IN ('waiting', 'calling', 'ringing')")
_OF_PEOPLE = sa.text("caller IS NOT NULL")


def upgrade() -> None:
    """Create the tables and the column."""
    op.create_table(
        "call_backs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("promise", sa.String(64), nullable=False, unique=True),
        sa.Column("caller", sa.String(64)),
        sa.Column("asked_by", sa.String(64)),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("sealed_number", sa.Text()),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("line", sa.String(64)),
        sa.Column("moves", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("unanswered", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("not_connected", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("attempted_at", Moment()),
        sa.Column("lease", sa.String(40)),
        sa.Column("beat", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("sid", sa.String(64)),
        sa.Column("told_at", Moment()),
        sa.Column("problem", sa.Text()),
        sa.Column("ended_at", Moment()),
    )
    op.create_index("call_backs_due", "call_backs", ["state", "due_at"])
    op.create_index("call_backs_caller", "call_backs", ["caller", "language"])
    op.create_index("call_backs_asked", "call_backs", ["asked_at", "id"])
    op.create_index(
        "call_backs_one",
        "call_backs",
        ["caller", "language"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )
    op.create_index(
        "call_backs_of_people", "call_backs", ["asked_at"], sqlite_where=_OF_PEOPLE, postgresql_where=_OF_PEOPLE
    )
    op.create_table(
        "call_back_calls",
        sa.Column("sid", sa.String(64), primary_key=True),
        sa.Column("call_back", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("status", sa.String(20)),
        sa.Column("ended_at", Moment()),
    )
    op.create_index("call_back_calls_of", "call_back_calls", ["call_back"])
    op.create_index("call_back_calls_at", "call_back_calls", ["at"])
    op.add_column("calls", sa.Column("called_back", sa.Boolean(), nullable=False, server_default=sa.false()))
