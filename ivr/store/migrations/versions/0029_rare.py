"""Indexes for lists of what is rare among many calls: dials of a line that ended so, and calls with long waits."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_DIALLED = sa.text("line IS NOT NULL")


def upgrade() -> None:
    """Make the index of dials anew, with how they ended, and create those of calls with long waits."""
    op.drop_index("call_steps_dialled", "call_steps")
    op.create_index(
        "call_steps_dialled",
        "call_steps",
        ["line", "at", "leg"],
        sqlite_where=_DIALLED,
        postgresql_where=_DIALLED,
    )
    for column in ("choosing", "waited"):
        slow = sa.text(f"{column} > 60")
        op.create_index(f"calls_{column}", "calls", [column], sqlite_where=slow, postgresql_where=slow)
