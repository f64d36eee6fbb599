"""Reminders that wait in the outbox, and call-backs: their due time follows the hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, select, update

from ivr.core.callbacks.promises import State as CallBackState
from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose
from ivr.store.tables import call_backs, outbox


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reminder that waits to be sent, or a call-back that waits for its first call, in its ``table``."""

    table: Table
    id: int
    language: str
    made_at: datetime
    due_at: datetime


def waiting_reminders(connection: Connection) -> Sequence[Waiting]:
    """Return those that have not been attempted. The others wait for a retry, whose time must not change."""
    columns = (outbox.c.id, outbox.c.language, outbox.c.made_at, outbox.c.due_at)
    untried = (outbox.c.state == State.WAITING, outbox.c.attempts == 0)
    reminders = select(*columns).where(outbox.c.purpose == Purpose.REMINDER, *untried)
    columns = (call_backs.c.id, call_backs.c.language, call_backs.c.asked_at, call_backs.c.due_at)
    uncalled = (call_backs.c[name] == 0 for name in ("attempts", "unanswered", "not_connected", "moves"))
    calls = select(*columns).where(call_backs.c.state == CallBackState.WAITING, *uncalled)
    wait = ((outbox, reminders), (call_backs, calls))
    return [Waiting(table, *row) for table, found in wait for row in connection.execute(found)]


def change_due(connection: Connection, its: Waiting, due: datetime) -> None:
    """Change the due time, unless it was claimed or changed meanwhile."""
    columns = its.table.c
    same = (columns.id == its.id, columns.state == State.WAITING, columns.due_at == its.due_at)
    connection.execute(update(its.table).where(*same).values(due_at=due))
