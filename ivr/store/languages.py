"""Reading of the languages that callers last chose, for the copy of them in memory."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ScalarSelect, func, select

from ivr.store.audit import Act
from ivr.store.tables import audit, callers
from ivr.store.watch import SOON

_AT_A_TIME = 5000
Learnt = list[tuple[str, str | None]]
"""Callers (keyed hashes) with the language of each; None if it was forgotten, or none was ever chosen."""


def marks() -> list[ScalarSelect[Any]]:
    """Return queries whose values change when a language is stored or forgotten."""
    last_seen = select(func.max(callers.c.seen_at)).where(callers.c.seen_at <= SOON)
    return [last_seen.scalar_subquery(), select(func.max(audit.c.number)).scalar_subquery()]


def last_entry(connection: Connection) -> int:
    """Return the number of the last entry of the audit log; 0 if it is empty."""
    return connection.scalar(select(func.max(audit.c.number))) or 0


def deleted_since(connection: Connection, entry: int) -> bool:
    """Whether callers were deleted after this entry of the audit log: by age, or at the request of a person."""
    deletions = audit.c.act.in_((Act.FORGOTTEN, Act.PURGED))
    return connection.scalar(select(audit.c.number).where(audit.c.number > entry, deletions).limit(1)) is not None


def latest(connection: Connection, most: int) -> Learnt:
    """Return the languages of the callers who were seen last, at most so many; the last one first."""
    known = select(callers.c.caller, callers.c.language).where(callers.c.language.is_not(None))
    query = known.order_by(callers.c.seen_at.desc()).limit(most)
    return [(row[0], row[1]) for row in connection.execute(query, execution_options={"yield_per": _AT_A_TIME})]


def since(connection: Connection, moment: datetime) -> Learnt:
    """Return the callers who were seen after a moment, with the languages that they have now; the last one last."""
    query = select(callers.c.caller, callers.c.language).where(callers.c.seen_at > moment)
    return [(row[0], row[1]) for row in connection.execute(query.order_by(callers.c.seen_at))]


def of(connection: Connection, hashes: Collection[str]) -> Learnt:
    """Return what is stored now of some callers, each with the language or None."""
    query = select(callers.c.caller, callers.c.language).where(callers.c.caller.in_(hashes))
    found = {row[0]: row[1] for row in connection.execute(query)}
    return [(each, found.get(each)) for each in hashes]
