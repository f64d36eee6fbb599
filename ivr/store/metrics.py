"""Metrics of delivery, computed from the database, so that every process reports the same values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from ivr.core.text.delivery import State
from ivr.core.text.limits import DAY
from ivr.core.text.promises import Purpose
from ivr.store.heartbeats import workers_alive
from ivr.store.tables import inbound, opt_outs, outbox, refusals, refused_requests

_MANY_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Metrics:
    """Metrics of delivery.

    Attributes:
        oldest_due: age of the queue: seconds since the text that has been due longest became due.
        due: how many texts are due.
        reminders: how many reminders wait.
        workers: how many workers are alive.
        opt_outs: how many callers have opted out.
        inbound: inbound texts of the last 24 hours.
        texts: texts of the last 24 hours, by purpose and state.
        refused: refusals of all stored days, by reason.
        refused_requests: refused webhooks and forms of all stored days, by reason.
    """

    oldest_due: float
    due: int
    reminders: int
    workers: int
    opt_outs: int
    inbound: int
    texts: Mapping[tuple[str, str], int]
    refused: Mapping[str, int]
    refused_requests: Mapping[str, int]


def needs_a_look() -> ColumnElement[bool]:
    """The condition for texts that need attention: failed, refused, or tried five times or more."""
    ended = outbox.c.state.in_((State.FAILED, State.REFUSED))
    # This redundant condition lets the database use the index of states.
    states = outbox.c.state.in_((State.FAILED, State.REFUSED, State.WAITING, State.SENDING))
    return and_(states, or_(ended, outbox.c.attempts >= _MANY_ATTEMPTS))


def in_trouble(connection: Connection, since: datetime) -> list[dict[str, Any]]:
    """Return the texts promised after ``since`` that need attention, oldest first."""
    columns = ("id", "purpose", "language", "state", "made_at", "attempts", "problem")
    rows = select(*(outbox.c[name] for name in columns)).where(outbox.c.made_at > since, needs_a_look())
    in_order = rows.order_by(outbox.c.made_at, outbox.c.id)  # by the id alone, all texts would be read
    return [dict(row) for row in connection.execute(in_order).mappings()]


def delivery_metrics(connection: Connection, now: datetime) -> Metrics:
    """Read the metrics."""
    due = (outbox.c.due_at <= now, outbox.c.state.in_((State.WAITING, State.SENDING)))
    reminder = (outbox.c.purpose == Purpose.REMINDER, outbox.c.state == State.WAITING)
    states = select(outbox.c.purpose, outbox.c.state, func.count()).where(outbox.c.made_at > now - DAY)
    since, count = connection.execute(select(func.min(outbox.c.due_at), func.count()).where(*due)).one()
    return Metrics(
        (now - since).total_seconds() if since else 0.0,
        count,
        connection.scalar(select(func.count()).select_from(outbox).where(*reminder)) or 0,
        workers_alive(connection, now),
        connection.scalar(select(func.count()).select_from(opt_outs)) or 0,
        connection.scalar(select(func.count()).select_from(inbound).where(inbound.c.at > now - DAY)) or 0,
        {(row[0], row[1]): row[2] for row in connection.execute(states.group_by(outbox.c.purpose, outbox.c.state))},
        _by_reason(connection, refusals),
        _by_reason(connection, refused_requests),
    )


def _by_reason(connection: Connection, counts: Table) -> dict[str, int]:
    query = select(counts.c.reason, func.sum(counts.c["count"])).group_by(counts.c.reason)
    return {reason: int(total) for reason, total in connection.execute(query)}
