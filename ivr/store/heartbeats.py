"""Which delivery workers live: each says so every few seconds."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select

from ivr.store.db import insert_or_change
from ivr.store.tables import heartbeats

SILENT = timedelta(minutes=1)
"""A worker that was not heard of for so long counts as dead."""


def say_alive(connection: Connection, worker: str, now: datetime) -> None:
    """A worker lives."""
    insert_or_change(connection, heartbeats, "worker", {"worker": worker, "at": now})


def take_leave(connection: Connection, worker: str) -> None:
    """A worker has ended as it should."""
    connection.execute(delete(heartbeats).where(heartbeats.c.worker == worker))


def workers_alive(connection: Connection, now: datetime) -> int:
    """How many workers live."""
    alive = select(func.count()).select_from(heartbeats).where(heartbeats.c.at > now - SILENT)
    return connection.scalar(alive) or 0
