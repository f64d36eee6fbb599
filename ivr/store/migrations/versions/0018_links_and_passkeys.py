"""Links by which people choose a password, passkeys, and challenges that have been answered."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "password_links",
        sa.Column("account", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("ends_at", sa.String(27), nullable=False),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(32), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.String(27), nullable=False),
        sa.Column("used_at", sa.String(27)),
    )
    op.create_index("passkeys_account", "passkeys", ["account"])
    op.create_table(
        "answered_challenges",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("until", sa.String(27), nullable=False),
    )
