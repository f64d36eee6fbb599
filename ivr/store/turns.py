"""Turns: tasks that only one process may do at a time, with the time at which each may be done next."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from ivr.store.db import insert_unless_there
from ivr.store.tables import turns

_ASIDE = timedelta(minutes=5)
"""A turn further in the future than its interval and this was given before the clock was set back."""


def take_turn(connection: Connection, name: str, every: timedelta, now: datetime) -> bool:
    """Claim a task that one process must do once in each interval ``every``. Return False if it is not due."""
    insert_unless_there(connection, turns, [{"name": name, "next_at": now}])
    over = (turns.c.next_at <= now) | (turns.c.next_at > now + every + _ASIDE)
    taken = update(turns).where(turns.c.name == name, over).values(next_at=now + every)
    return connection.execute(taken).rowcount > 0


def reserve(connection: Connection, name: str, lasts: timedelta, now: datetime) -> timedelta:
    """Reserve a resource that one process may use at a time, for as long as its use ``lasts``.

    Return how long to wait before the use.
    """
    insert_unless_there(connection, turns, [{"name": name, "next_at": now}])
    free = connection.scalar(select(turns.c.next_at).where(turns.c.name == name).with_for_update())
    turn = free if free is not None and now <= free <= now + _ASIDE else now
    connection.execute(update(turns).where(turns.c.name == name).values(next_at=turn + lasts))
    return turn - now
