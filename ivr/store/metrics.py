"""Metrics of delivery and of calls, computed from the database, so that every process reports the same values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, or_, select

from ivr.core.call.outcome import Outcome
from ivr.core.reports import first_hour
from ivr.core.text.delivery import TO_MEND, State
from ivr.core.text.limits import DAY
from ivr.core.text.promises import Purpose
from ivr.store.carrier import refusing
from ivr.store.heartbeats import workers_alive
from ivr.store.tables import calls, day_counts, inbound, line_counts, opt_outs, outbox, refusals, refused_requests
from schedules import home_date

MANY_ATTEMPTS = 5
"""A text that was tried so often and still waits is in trouble."""


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
        carrier_refuses: whether the carrier refuses our account or our sender.
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
    carrier_refuses: bool = False


@dataclass(frozen=True, slots=True)
class CallMetrics:
    """Metrics of calls.

    Attributes:
        calls: calls since midnight in Japan, by language, outcome and the line that they were put through to.
        dials: how often each line was dialled and answered since the month began in Japan.
        last_transfer: when the last call began that was put through, if one is stored.
    """

    calls: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    dials: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    last_transfer: datetime | None = None


def needs_a_look() -> ColumnElement[bool]:
    """The condition for texts in trouble that nobody has seen: failed, refused, or tried five times or more."""
    ended = outbox.c.state.in_((State.FAILED, State.REFUSED))
    # This redundant condition lets the database use the index of states.
    states = outbox.c.state.in_((State.FAILED, State.REFUSED, State.WAITING, State.SENDING))
    return and_(states, or_(ended, outbox.c.attempts >= MANY_ATTEMPTS), outbox.c.seen_at.is_(None))


def in_trouble(connection: Connection, since: datetime) -> list[dict[str, Any]]:
    """Return the texts promised after ``since`` that need attention, oldest first."""
    columns = ("id", "purpose", "language", "state", "made_at", "attempts", "problem")
    rows = select(*(outbox.c[name] for name in columns)).where(outbox.c.made_at > since, needs_a_look())
    in_order = rows.order_by(outbox.c.made_at, outbox.c.id)  # by the id alone, all texts would be read
    return [dict(row) for row in connection.execute(in_order).mappings()]


def count_in_trouble(connection: Connection, since: datetime) -> int:
    """Return how many texts promised after ``since`` need attention."""
    found = select(func.count()).select_from(outbox).where(outbox.c.made_at > since, needs_a_look())
    return connection.scalar(found) or 0


def last_ended(connection: Connection, since: datetime, most: int) -> tuple[int, int]:
    """Return how many of the last texts promised after ``since`` have ended, and how many of these have failed."""
    states = (State.DELIVERED, State.FAILED, State.REFUSED)
    ended = select(outbox.c.state).where(outbox.c.made_at > since, outbox.c.state.in_(states))
    last = list(connection.scalars(ended.order_by(outbox.c.made_at.desc(), outbox.c.id.desc()).limit(most)))
    return len(last), sum(state in TO_MEND for state in last)


def refused_since(connection: Connection, first: date) -> dict[str, int]:
    """Return the number of refused webhooks and forms since a day, by reason."""
    counts = refused_requests.c
    query = select(counts.reason, func.sum(counts["count"])).where(counts.day >= f"{first}").group_by(counts.reason)
    return {reason: int(total) for reason, total in connection.execute(query)}


def delivery_metrics(connection: Connection, now: datetime) -> Metrics:
    """Read the metrics."""
    due = (outbox.c.due_at <= now, outbox.c.state.in_((State.WAITING, State.SENDING)))
    # Texts that wait are few, so the database must find them by their state, and not the reminders by their purpose.
    reminders = select(func.count().filter(outbox.c.purpose == Purpose.REMINDER))
    states = select(outbox.c.purpose, outbox.c.state, func.count()).where(outbox.c.made_at > now - DAY)
    since, count = connection.execute(select(func.min(outbox.c.due_at), func.count()).where(*due)).one()
    return Metrics(
        (now - since).total_seconds() if since else 0.0,
        count,
        connection.scalar(reminders.where(outbox.c.state == State.WAITING)) or 0,
        workers_alive(connection, now),
        connection.scalar(select(func.count()).select_from(opt_outs)) or 0,
        connection.scalar(select(func.count()).select_from(inbound).where(inbound.c.at > now - DAY)) or 0,
        {(row[0], row[1]): row[2] for row in connection.execute(states.group_by(outbox.c.purpose, outbox.c.state))},
        _by_reason(connection, refusals),
        _by_reason(connection, refused_requests),
        refusing(connection) is not None,
    )


def call_metrics(connection: Connection, now: datetime) -> CallMetrics:
    """Read the metrics of calls. What is read does not grow with the number of calls, or of months."""
    today = home_date(now)
    total, month = func.sum(day_counts.c.calls), first_hour(today.replace(day=1))
    kinds = (day_counts.c.language, day_counts.c.outcome, day_counts.c.line)
    counted = select(*kinds, total).where(day_counts.c.day == f"{today}").group_by(*kinds).having(total > 0)
    lines = select(line_counts.c.line, func.sum(line_counts.c.dials), func.sum(line_counts.c.answered))
    of_month = lines.where(line_counts.c.hour >= month).group_by(line_counts.c.line)
    last = select(func.max(calls.c.started_at)).where(calls.c.outcome == Outcome.PUT_THROUGH)
    return CallMetrics(
        {(row[0], row[1], row[2]): int(row[3]) for row in connection.execute(counted)},
        {row[0]: (int(row[1]), int(row[2])) for row in connection.execute(of_month)},
        connection.scalar(last),
    )


def _by_reason(connection: Connection, counts: Table) -> dict[str, int]:
    query = select(counts.c.reason, func.sum(counts.c["count"])).group_by(counts.c.reason)
    return {reason: int(total) for reason, total in connection.execute(query)}
