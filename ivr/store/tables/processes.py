"""Tables that coordinate processes, and what they count together."""

from sqlalchemy import Column, Integer, String, Table

from ivr.store.columns import Moment, metadata

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("worker", String(60), primary_key=True),
    Column("at", Moment, nullable=False),
)
"""The last heartbeat of each delivery worker."""

turns = Table(
    "turns",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("next_at", Moment, nullable=False),
)
"""Tasks that one process may do at a time, such as the daily purge. ``next_at`` is when each may be done next."""

probe = Table(
    "probe",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)
"""One row, whose count is incremented to test whether the database accepts writes."""

refused_requests = Table(
    "refused_requests",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("reason", String(40), primary_key=True),
    Column("count", Integer, nullable=False),
)
"""Counts of refused webhooks and forms, by day in Japan and reason."""
