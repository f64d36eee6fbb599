"""Alerts as they are stored: since when each holds, and what is still to be said of it to which channel.

Every change says in its condition what it was made from, so that of several workers one makes it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, literal, select, update

from ivr.core.alerts import Alert, Kind, ends_after
from ivr.store.columns import Moment
from ivr.store.db import insert_unless_there
from ivr.store.tables import alerts
from sentences import Sentence

LEASE = timedelta(minutes=10)
"""How long a worker has for the channels of a message. After that it counts as dead, and another worker goes on."""
_ATTEMPTS = 30
"""The most attempts: in about a day a channel that is down can be mended."""
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=1)
_NEW = {"ended_at": None, "told_at": None, "attempts": 0, "taken": ""}


@dataclass(frozen=True, slots=True)
class Told:
    """An alert as it is stored; ``taken`` are the hashes of the channels that have taken its last message."""

    kind: Kind
    subject: str
    said: Sentence | str
    page: str
    since: datetime
    ended_at: datetime | None
    told_at: datetime | None
    due_at: datetime | None
    attempts: int
    taken: Collection[str]


def note_holding(connection: Connection, holding: Sequence[Alert], now: datetime) -> None:
    """Store which alerts hold. Those that begin, and those told of that have ended, are due to be said."""
    begun = {"since": now, "held_at": now, "due_at": now, **_NEW}
    for each in holding:
        its = (alerts.c.kind == each.kind, alerts.c.subject == each.subject)
        words = {"said": each.said, "page": each.page}
        insert_unless_there(connection, alerts, [{"kind": each.kind, "subject": each.subject, **words, **begun}])
        connection.execute(update(alerts).where(*its, alerts.c.ended_at.is_not(None)).values(**words, **begun))
        connection.execute(update(alerts).where(*its).values(**words, held_at=now))
    held = {(each.kind, each.subject) for each in holding}
    for row in connection.execute(select(alerts).where(alerts.c.ended_at.is_(None), alerts.c.kind != Kind.DIGEST)):
        if (row.kind, row.subject) not in held and now - row.held_at >= ends_after(row.kind):
            was_told = row.told_at is not None or row.taken
            ended = {"ended_at": now, "due_at": now if was_told else None, "attempts": 0, "taken": ""}
            connection.execute(update(alerts).where(*_is(row)).values(**ended))


def add_digest(connection: Connection, digest: Alert, now: datetime) -> None:
    """Store the summary of a week, due to be sent, unless it is there."""
    row = {"kind": digest.kind, "subject": digest.subject, "said": digest.said, "page": digest.page}
    insert_unless_there(connection, alerts, [{**row, "since": now, "held_at": now, "due_at": now, **_NEW}])


def has_digest(connection: Connection, subject: str) -> bool:
    """Whether the summary of a week is stored."""
    its = (alerts.c.kind == Kind.DIGEST, alerts.c.subject == subject)
    return connection.scalar(select(func.count()).select_from(alerts).where(*its)) == 1


def claim(connection: Connection, now: datetime) -> Told | None:
    """Claim the message that is due longest, for :data:`LEASE`; None if none is due, or others are at it."""
    due = select(alerts).where(alerts.c.due_at <= now).order_by(alerts.c.due_at).limit(1)
    row = connection.execute(due).first()
    if row is None:
        return None
    taken = {"due_at": now + LEASE, "attempts": row.attempts + 1}
    if connection.execute(update(alerts).where(*_is(row)).values(**taken)).rowcount == 0:
        return None
    return Told(**{**_fields(row), **taken, "taken": row.taken.split()})


def note_taken(connection: Connection, told: Told, channel: str, now: datetime) -> None:
    """Store that a channel, by its hash, has taken a message."""
    first = {} if told.ended_at else {"told_at": func.coalesce(alerts.c.told_at, literal(now, Moment))}
    said = func.trim(alerts.c.taken + f" {channel}")
    connection.execute(update(alerts).where(*_is(told)).values(taken=said, **first))


def note_tried(connection: Connection, told: Told, now: datetime, *, done: bool) -> bool:
    """Store the end of an attempt: that all channels have taken it, or when to try the others again.

    Return whether it will be tried again.
    """
    again = None if done or told.attempts >= _ATTEMPTS else now + min(_FIRST * (1 << told.attempts - 1), _LONGEST)
    connection.execute(update(alerts).where(*_is(told)).values(due_at=again))
    return again is not None


def all_told(connection: Connection, since: datetime) -> list[Told]:
    """Return the alerts that hold or have ended ``since``, newest first; not the summaries."""
    wanted = (alerts.c.kind != Kind.DIGEST, alerts.c.ended_at.is_(None) | (alerts.c.ended_at > since))
    rows = connection.execute(select(alerts).where(*wanted).order_by(alerts.c.since.desc(), alerts.c.kind))
    return [Told(**{**_fields(row), "taken": row.taken.split()}) for row in rows]


def untaken(connection: Connection) -> list[Told]:
    """Return the alerts with a message that a channel has not taken, after two attempts or more."""
    rows = connection.execute(
        select(alerts).where(alerts.c.due_at.is_not(None), alerts.c.attempts > 1).order_by(alerts.c.since)
    )
    return [Told(**{**_fields(row), "taken": row.taken.split()}) for row in rows]


def _fields(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Told.__slots__}


def _is(told: Told | Row[Any]) -> list[ColumnElement[bool]]:
    """The condition for an alert of which the same is still to be said as when it was read."""
    same = {name: getattr(told, name) for name in ("kind", "subject", "since", "ended_at", "due_at")}
    return [alerts.c[name].is_(None) if value is None else alerts.c[name] == value for name, value in same.items()]
