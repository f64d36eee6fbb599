"""Reminders that wait in the outbox: their due time follows the hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose
from ivr.store.tables import outbox


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reminder that waits to be sent."""

    id: int
    language: str
    made_at: datetime
    due_at: datetime


def waiting_reminders(connection: Connection) -> Sequence[Waiting]:
    """Return the reminders that have not been attempted. The others wait for a retry, whose time must not change."""
    columns = (outbox.c.id, outbox.c.language, outbox.c.made_at, outbox.c.due_at)
    untried = (outbox.c.state == State.WAITING, outbox.c.attempts == 0)
    found = select(*columns).where(outbox.c.purpose == Purpose.REMINDER, *untried)
    return [Waiting(*row) for row in connection.execute(found)]


def change_due(connection: Connection, reminder: Waiting, due: datetime) -> None:
    """Change the due time of a reminder, unless it was claimed or changed meanwhile."""
    same = (outbox.c.id == reminder.id, outbox.c.state == State.WAITING, outbox.c.due_at == reminder.due_at)
    connection.execute(update(outbox).where(*same).values(due_at=due))
