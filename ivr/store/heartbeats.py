"""Heartbeats of delivery workers, which each worker writes every few seconds."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select

from ivr.store.db import insert_or_change
from ivr.store.tables import heartbeats

SILENT = timedelta(minutes=1)
"""A worker without a heartbeat for this long counts as dead."""


def say_alive(connection: Connection, worker: str, now: datetime) -> None:
    """Store a heartbeat of a worker."""
    insert_or_change(connection, heartbeats, "worker", {"worker": worker, "at": now})


def take_leave(connection: Connection, worker: str) -> None:
    """Delete the heartbeat of a worker that ends in an orderly way."""
    connection.execute(delete(heartbeats).where(heartbeats.c.worker == worker))


def workers_alive(connection: Connection, now: datetime) -> int:
    """Count the workers that are alive. One that a wrong clock has put into the future does not count."""
    alive = select(func.count()).select_from(heartbeats).where(heartbeats.c.at.between(now - SILENT, now + SILENT))
    return connection.scalar(alive) or 0
