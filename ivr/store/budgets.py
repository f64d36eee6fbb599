"""Counting of what budgets limit: dialled calls of the last day.

The recorder writes them, so a dialled call is counted half a second after it, and calls that come in at the same
moment do not count each other.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, ScalarSelect, and_, false, func, not_, or_, select

from ivr.core.budgets import Budgets, Dialled, Lately, half
from ivr.core.call.actions import LONGEST_DIAL
from ivr.core.text.limits import DAY
from ivr.store.tables import callers, dials
from ivr.store.watch import SOON

_HOUR = timedelta(hours=1)
_SECONDS = func.coalesce(func.sum(func.coalesce(dials.c.seconds, LONGEST_DIAL)), 0)


def dialled(connection: Connection, hashes: Collection[str], sid: str, step: int, now: datetime) -> Dialled:
    """Count the dialled calls of the last 24 hours, without those of the call ``sid`` from ``step`` on.

    ``hashes`` are those of the caller's number; empty if it is withheld.
    """
    mine = dials.c.caller.in_(hashes) if hashes else false()
    known = select(func.count()).where(callers.c.caller.in_(hashes), callers.c.first_at <= now - DAY)
    counts = select(
        func.count().filter(and_(mine, dials.c.at > now - _HOUR)),
        func.count().filter(mine),
        func.count(),
        _SECONDS,
        known.scalar_subquery(),
    ).where(dials.c.at > now - DAY, not_(and_(dials.c.sid == sid, dials.c.step >= step)))
    hour, day, calls, seconds, before = connection.execute(counts).one()
    return Dialled(hour, day, calls, int(seconds) // 60, bool(before))


def marks() -> list[ScalarSelect[Any]]:
    """Return a query whose value changes when a call is dialled."""
    return [select(func.max(dials.c.at)).where(dials.c.at <= SOON).scalar_subquery()]


def lately(connection: Connection, budgets: Budgets, now: datetime) -> Lately:
    """Count the dialled calls of the last 24 hours, and find the callers with many of them."""
    in_a_day = dials.c.at > now - DAY
    calls, seconds = connection.execute(select(func.count(), _SECONDS).where(in_a_day)).one()
    many = or_(
        func.count() >= half(budgets.by_caller_day),
        func.count().filter(dials.c.at > now - _HOUR) >= half(budgets.by_caller_hour),
    )
    callers_of = select(dials.c.caller).where(in_a_day, dials.c.caller.is_not(None)).group_by(dials.c.caller)
    return Lately(calls, int(seconds) // 60, frozenset(connection.scalars(callers_of.having(many))))
