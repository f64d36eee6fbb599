"""What one row tells of a call, and counts of it: where it ended, how it came to its language, seconds; texts.

Existing calls and texts are counted afterwards by a worker, some hundred at a time (:mod:`ivr.store.catching_up`).
"""

import sqlalchemy as sa
from alembic import op

from ivr.store.columns import Moment

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns, tables of counts, and the indexes by which what is not counted yet is found."""
    op.add_column("calls", sa.Column("ended_in", sa.String(40)))
    op.add_column("calls", sa.Column("language_by", sa.String(12)))
    for name in ("choosing", "waited", "revision"):
        op.add_column("calls", sa.Column(name, sa.Integer()))
    op.add_column("call_steps", sa.Column("revision", sa.Integer()))
    for name in ("busy", "no_answer", "failed", "short"):
        op.add_column("line_counts", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("counted", sa.String(12)))
    op.add_column("outbox", sa.Column("segments", sa.Integer()))
    op.add_column("outbox", sa.Column("called_at", Moment()))
    op.create_table(
        "figure_counts",
        sa.Column("figure", sa.String(16), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        *(sa.Column(f"kind_{place}", sa.Integer(), nullable=False, server_default="0") for place in range(20)),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "text_counts",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("language", sa.String(8), primary_key=True),
        sa.Column("purpose", sa.String(20), primary_key=True),
        *(
            sa.Column(f"{state}{what}", sa.Integer(), nullable=False, server_default="0")
            for state in ("sent", "delivered", "failed", "refused", "cancelled")
            for what in ("", "_segments")
        ),
        sa.Column("called", sa.Integer(), nullable=False, server_default="0"),
        sqlite_with_rowid=False,
    )
    for name, table, column, condition in (
        ("calls_uncounted", "calls", "started_at", "ended_in IS NULL AND outcome IS NOT NULL"),
        (
            "outbox_uncounted",
            "outbox",
            "id",
            "state NOT IN ('waiting', 'sending') AND (counted IS NULL OR counted <> state)",
        ),
        (
            "outbox_unreturned",
            "outbox",
            "attempted_at",
            "purpose = 'reminder' AND called_at IS NULL AND counted IN ('sent', 'delivered')",
        ),
    ):
        where = sa.text(condition)
        op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
