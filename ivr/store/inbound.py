"""Storage of inbound texts, to count repeated requests once and to detect automatic senders."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, select, update

from ivr.core import requests
from ivr.core.text.limits import DAY, Inbound
from ivr.store.db import insert_unless_there
from ivr.store.tables import callers, inbound
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
    """Count the other texts that the same number has sent in the last 24 hours, and the answers to all numbers."""
    lately = inbound.c.at > now - _TEN_MINUTES
    nothing = inbound.c.language.is_(None) & inbound.c.command.is_(None)
    in_a_day = (inbound.c.at > now - DAY, inbound.c.sid != sid)
    answers = select(func.count()).where(inbound.c.answered, *in_a_day).scalar_subquery()
    known = select(func.count()).where(callers.c.caller.in_(hashes), callers.c.first_at <= now - DAY).scalar_subquery()
    counts = select(func.count().filter(lately), func.count(), func.count().filter(nothing), answers, known)
    ten_minutes, day, not_understood, all_answers, before_today = connection.execute(
        counts.where(inbound.c.caller.in_(hashes), *in_a_day)
    ).one()
    return Inbound(ten_minutes, day, not_understood, all_answers, bool(before_today))


def is_over(connection: Connection, arrived: Arrived) -> bool:
    """Whether a request repeats a text of more than a day ago, or one whose sender was deleted since."""
    row = connection.execute(select(inbound.c.at, inbound.c.caller).where(inbound.c.sid == arrived.sid)).first()
    return row is not None and (row.caller is None or requests.is_over(arrived.at, row.at))


def note(connection: Connection, arrived: Arrived) -> None:
    """Store an inbound text, unless a repeated request has stored it already."""
    row = {name: getattr(arrived, name) for name in Arrived.__dataclass_fields__}
    insert_unless_there(connection, inbound, [row | {"because": ""}])


def act(connection: Connection, arrived: Arrived) -> bool:
    """Note that a text is obeyed. Return False if it must not be: it has been before, or :func:`is_over`."""
    note(connection, arrived)
    return not is_over(connection, arrived) and _first(connection, arrived, inbound.c.acted.is_(False), acted=True)


def note_answer(connection: Connection, arrived: Arrived, because: Sentence, *, sent: bool) -> bool:
    """Store the reason of the answer to an inbound text. Return False if it is not the first answer to it."""
    note(connection, arrived)
    if is_over(connection, arrived):
        return False
    return _first(connection, arrived, inbound.c.answered.is_(None), because=because, answered=sent)


def _first(connection: Connection, arrived: Arrived, still: ColumnElement[bool], **values: object) -> bool:
    changed = update(inbound).where(inbound.c.sid == arrived.sid, still).values(**values)
    return connection.execute(changed).rowcount > 0
