"""Texts that come in: noted, so that a repeated request counts once and a robot is noticed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from ivr.core.limits import DAY, Inbound
from ivr.store.tables import inbound
from ivr.store.upsert import insert_unless_there

_TEN_MINUTES = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Arrived:
    """An inbound text: what was understood of it, and why it was answered as it was."""

    sid: str
    caller: str
    at: datetime
    language: str | None
    command: str | None
    because: str


def before(connection: Connection, sid: str, caller: str, now: datetime) -> Inbound:
    """What the same number has sent before this text."""
    lately = inbound.c.at > now - _TEN_MINUTES
    nothing = inbound.c.language.is_(None) & inbound.c.command.is_(None)
    counts = select(func.count().filter(lately), func.count(), func.count().filter(nothing))
    others = counts.where(inbound.c.caller == caller, inbound.c.at > now - DAY, inbound.c.sid != sid)
    return Inbound(*connection.execute(others).one())


def note(connection: Connection, arrived: Arrived) -> None:
    """Keep it; a repeated request finds it there."""
    row = {name: getattr(arrived, name) for name in Arrived.__dataclass_fields__}
    insert_unless_there(connection, inbound, [row])
