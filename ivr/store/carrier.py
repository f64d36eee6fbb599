"""Whether the carrier refuses us: our account, its funds, or our sender. All workers and pages share what is stored."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from ivr.store.db import insert_or_change
from ivr.store.tables import carrier_refusal
from sentences import Sentence

_ROW = 1


@dataclass(frozen=True, slots=True)
class Refusing:
    """The carrier takes no text of ours since a moment; ``problem`` is what it said last."""

    since: datetime
    problem: Sentence | str


def note_refused(connection: Connection, problem: Sentence, now: datetime) -> None:
    """Store that the carrier refuses us; since when it does stays as it is."""
    insert_or_change(connection, carrier_refusal, "id", {"id": _ROW, "problem": problem}, {"since": now})


def note_taken(connection: Connection) -> None:
    """Store that the carrier has taken a text, or has refused it for what is in it, and not for who sends it."""
    connection.execute(delete(carrier_refusal))


def refusing(connection: Connection) -> Refusing | None:
    """Return what the carrier says if it refuses us; None if it does not, as far as the last attempt shows."""
    row = connection.execute(select(carrier_refusal.c.since, carrier_refusal.c.problem)).first()
    return Refusing(*row) if row else None
