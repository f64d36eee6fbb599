"""Heartbeats of workers, turns, and the probe of the database: a table for each, in place of ``pulses``."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_MOMENT = sa.String(27)
_WORKER = "worker "
_EVERY = {"purge": timedelta(days=1), "reminders": timedelta(minutes=1)}
"""The interval of each turn; ``pulses`` has the time of the last one."""
_SENDERS = ("sender 0", "sender 1")

_pulses = sa.table("pulses", sa.column("name"), sa.column("at"))


def upgrade() -> None:
    """Create the tables, move the rows of ``pulses`` into them, and drop it."""
    heartbeats = op.create_table(
        "heartbeats",
        sa.Column("worker", sa.String(60), primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
    )
    turns = op.create_table(
        "turns",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("next_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "probe",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    for name, at in op.get_bind().execute(sa.select(_pulses.c.name, _pulses.c.at)).all():
        if name.startswith(_WORKER):
            op.execute(sa.insert(heartbeats).values(worker=name.removeprefix(_WORKER), at=at))
        elif name in _EVERY:
            op.execute(sa.insert(turns).values(name=name, next_at=_later(at, _EVERY[name])))
        elif name in _SENDERS:
            op.execute(sa.insert(turns).values(name=name, next_at=at))
    op.drop_table("pulses")


def _later(at: str, by: timedelta) -> str:
    return f"{datetime.fromisoformat(at) + by:%Y-%m-%dT%H:%M:%S.%fZ}"
