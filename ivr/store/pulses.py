"""When something was last heard of, and whose turn it is next: what several processes know of each other."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from ivr.store.db import insert_or_change, insert_unless_there
from ivr.store.tables import pulses

WORKER = "worker "
_ASIDE = timedelta(minutes=5)
"""A turn that is further away than this was given before the clock was set back."""


def pulse(connection: Connection, name: str, now: datetime) -> None:
    """Something lives."""
    insert_or_change(connection, pulses, "name", {"name": name, "at": now})


def end_pulse(connection: Connection, name: str) -> None:
    """Something has ended as it should."""
    connection.execute(delete(pulses).where(pulses.c.name == name))


def last_worker(connection: Connection) -> datetime | None:
    """When a delivery worker was last heard of."""
    found = select(pulses.c.at).where(pulses.c.name.startswith(WORKER)).order_by(pulses.c.at.desc())
    return connection.scalar(found.limit(1))


def take_turn(connection: Connection, name: str, every: timedelta, now: datetime) -> bool:
    """Whether this process is to do what somebody must do ``every`` so often."""
    insert_unless_there(connection, pulses, [{"name": name, "at": now - every}])
    over = (pulses.c.at <= now - every) | (pulses.c.at > now + _ASIDE)
    taken = update(pulses).where(pulses.c.name == name, over).values(at=now)
    return connection.execute(taken).rowcount > 0


def reserve(connection: Connection, name: str, lasts: timedelta, now: datetime) -> timedelta:
    """Queue for something that only one can use at a time, for as long as it ``lasts``; how long to wait for it."""
    insert_unless_there(connection, pulses, [{"name": name, "at": now}])
    free = connection.scalar(select(pulses.c.at).where(pulses.c.name == name).with_for_update())
    turn = free if free is not None and now <= free <= now + _ASIDE else now
    connection.execute(update(pulses).where(pulses.c.name == name).values(at=turn + lasts))
    return turn - now
