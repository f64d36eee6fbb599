"""What processes know of each other."""

from sqlalchemy import Column, Integer, String, Table

from ivr.store.columns import Moment, metadata

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("worker", String(60), primary_key=True),
    Column("at", Moment, nullable=False),
)
"""When each delivery worker was last heard of."""

turns = Table(
    "turns",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("next_at", Moment, nullable=False),
)
"""What only one process does at a time: the daily purge, sending from a sender. ``next_at``: when it can be next."""

probe = Table(
    "probe",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)
"""One row, in which it is counted how often somebody has tried whether the database can be written again."""
