"""Storage of overrides: lines that an editor holds open or closed."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, or_, select, update

from ivr.store.audit import Act, note
from ivr.store.db import lock
from ivr.store.tables import overrides, revisions
from schedules import Override, Scope, home_time, parse_scope
from sentences import Sentence

_KEEP_ENDED = timedelta(days=1)
"""How long an ended override is still read, because the status of earlier times of today may be asked for."""


def keep_override(connection: Connection, override: Override, author: str) -> None:
    """Store an override, and end the one that is in force for the same scope."""
    lock_schedule(connection)
    _reset(connection, str(override.scope), author, override.since)
    connection.execute(
        insert(overrides).values(
            scope=str(override.scope),
            open=override.open,
            since=override.since,
            until=override.until,
            changes={line_id: moment.isoformat() for line_id, moment in override.changes.items()},
            reason=override.reason,
            author=author,
        )
    )
    note(connection, override.since, author, Act.HELD, _named(override.scope), _held_how(override))


def reset_overrides(connection: Connection, scope: str, author: str, now: datetime) -> bool:
    """End the override of a scope. Return False if none is in force."""
    lock_schedule(connection)
    ended = _reset(connection, scope, author, now)
    if ended:
        note(connection, now, author, Act.RELEASED, _named(parse_scope(scope)))
    return ended


def held(connection: Connection, now: datetime) -> list[Override]:
    """Return the overrides that have not ended, or that ended less than a day ago."""
    query = select(overrides).where(*_not_over(now - _KEEP_ENDED)).order_by(overrides.c.id)
    return [_override(row, row.reset_at) for row in connection.execute(query)]


def held_then(connection: Connection, moment: datetime) -> list[Override]:
    """Return the overrides in force at an earlier moment as they were then, before somebody may have ended them."""
    begun = select(overrides).where(overrides.c.since <= moment, *_not_over(moment)).order_by(overrides.c.id)
    return [_override(row, None) for row in connection.execute(begun)]


def lock_schedule(connection: Connection) -> None:
    """Serialize changes of the schedule."""
    lock(connection, revisions)


def _reset(connection: Connection, scope: str, author: str, now: datetime) -> bool:
    in_force = (overrides.c.scope == scope, overrides.c.reset_at.is_(None), *_not_over(now))
    ended = connection.execute(update(overrides).where(*in_force).values(reset_at=now, reset_by=author))
    return ended.rowcount > 0


def _not_over(now: datetime) -> list[ColumnElement[bool]]:
    return [or_(column.is_(None), column > now) for column in (overrides.c.until, overrides.c.reset_at)]


def _override(row: Row[Any], reset_at: datetime | None) -> Override:
    ends = [moment for moment in (row.until, reset_at) if moment]
    changes = {line_id: datetime.fromisoformat(moment) for line_id, moment in row.changes.items()}
    if reset_at:
        changes = {line_id: min(moment, reset_at) for line_id, moment in changes.items()}
    until = min(ends, default=None)
    return Override(parse_scope(row.scope), row.open, row.since, until, row.reason, changes)


def _named(scope: Scope) -> Sentence:
    """Return a scope as a sentence, so that readers see the name of a line."""
    return Sentence("{scope}", scope=scope.said())


def _held_how(override: Override) -> Sentence:
    """Describe an override for the audit log."""
    reason = override.reason
    if override.until is None:
        return (
            Sentence("open: {reason}", reason=reason) if override.open else Sentence("closed: {reason}", reason=reason)
        )
    until = home_time(override.until)
    if override.open:
        return Sentence("open until {moment}: {reason}", moment=until, reason=reason)
    return Sentence("closed until {moment}: {reason}", moment=until, reason=reason)
