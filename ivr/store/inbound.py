"""Storage of inbound texts, to count repeated requests once and to detect automatic senders."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from ivr.core.text.limits import DAY, Inbound
from ivr.store.db import insert_unless_there
from ivr.store.tables import inbound
from sentences import Sentence

_TEN_MINUTES = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Arrived:
    """An inbound text: the language and the command that were recognised, not the words."""

    sid: str
    caller: str
    at: datetime
    language: str | None
    command: str | None


def before(connection: Connection, sid: str, hashes: Collection[str], now: datetime) -> Inbound:
    """Count the other texts that the same number has sent in the last 24 hours."""
    lately = inbound.c.at > now - _TEN_MINUTES
    nothing = inbound.c.language.is_(None) & inbound.c.command.is_(None)
    counts = select(func.count().filter(lately), func.count(), func.count().filter(nothing))
    others = counts.where(inbound.c.caller.in_(hashes), inbound.c.at > now - DAY, inbound.c.sid != sid)
    return Inbound(*connection.execute(others).one())


def note(connection: Connection, arrived: Arrived) -> None:
    """Store an inbound text, unless a repeated request has stored it already."""
    row = {name: getattr(arrived, name) for name in Arrived.__dataclass_fields__}
    insert_unless_there(connection, inbound, [row | {"because": ""}])


def note_answer(connection: Connection, sid: str, because: Sentence) -> None:
    """Store the reason of the answer to an inbound text."""
    connection.execute(update(inbound).where(inbound.c.sid == sid).values(because=because))
