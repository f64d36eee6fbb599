"""Indexes for lists of what is rare among many calls: dials of a line that ended so, and calls with long waits."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_DIALLED = sa.text("line IS NOT NULL")
_SLOW = sa.text("choosing > 60 OR waited > 60")


def upgrade() -> None:
    """Make the index of dials anew, with how they ended, and create the index of calls with long waits."""
    op.drop_index("call_steps_dialled", "call_steps")
    op.create_index(
        "call_steps_dialled",
        "call_steps",
        ["line", "at", "leg"],
        sqlite_where=_DIALLED,
        postgresql_where=_DIALLED,
    )
    op.create_index("calls_slow", "calls", ["started_at", "sid"], sqlite_where=_SLOW, postgresql_where=_SLOW)
