"""Turns: what only one of all processes does at a time, and when it can be done next."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from ivr.store.db import insert_unless_there
from ivr.store.tables import turns

_ASIDE = timedelta(minutes=5)
"""A turn that is further away than this was given before the clock was set back."""


def take_turn(connection: Connection, name: str, every: timedelta, now: datetime) -> bool:
    """Whether this process is to do what somebody must do ``every`` so often."""
    insert_unless_there(connection, turns, [{"name": name, "next_at": now}])
    over = (turns.c.next_at <= now) | (turns.c.next_at > now + every + _ASIDE)
    taken = update(turns).where(turns.c.name == name, over).values(next_at=now + every)
    return connection.execute(taken).rowcount > 0


def reserve(connection: Connection, name: str, lasts: timedelta, now: datetime) -> timedelta:
    """Queue for something that only one can use at a time, for as long as it ``lasts``; how long to wait for it."""
    insert_unless_there(connection, turns, [{"name": name, "next_at": now}])
    free = connection.scalar(select(turns.c.next_at).where(turns.c.name == name).with_for_update())
    turn = free if free is not None and now <= free <= now + _ASIDE else now
    connection.execute(update(turns).where(turns.c.name == name).values(next_at=turn + lasts))
    return turn - now
