"""An index of callers by when they were last seen: for the copy of their languages in memory, and for the purge."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the index."""
    op.create_index("callers_seen", "callers", ["seen_at"])
