"""Drop the language of accounts: nothing ever filled it; the browser stores the language."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the column."""
    with op.batch_alter_table("accounts") as accounts:
        accounts.drop_column("language")
