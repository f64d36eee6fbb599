"""Tables that coordinate processes, and what they count together."""

from sqlalchemy import Column, Integer, String, Table, Text

from ivr.core.alerts import Kind
from ivr.store.columns import Member, Moment, Said, metadata

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

alerts = Table(
    "alerts",
    metadata,
    Column("kind", Member(Kind, 40), primary_key=True),
    Column("subject", String(80), primary_key=True),
    Column("said", Said, nullable=False),
    Column("page", String(200), nullable=False),
    Column("since", Moment, nullable=False),
    Column("held_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("told_at", Moment),
    Column("due_at", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("taken", Text, nullable=False, server_default=""),
)
"""Alerts that hold or have ended, each once: what was the matter, since when, when it was last seen to hold.

A message is to be sent at ``due_at``: that it began, or if it has ended, that it is over. ``taken`` has the hashes of
the channels that have taken this message, after so many ``attempts``. ``told_at`` is when the first one took the
beginning.
"""
