"""The schedule as it was known at an earlier moment, and whether words have changed since: to say what was heard."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from ivr.store.overrides import held_then
from ivr.store.revisions import Revision
from ivr.store.tables import recordings, revisions, sentences
from schedules import Override


def known_at(connection: Connection, moment: datetime) -> tuple[list[Revision], list[Override]]:
    """Return the revision that was in force at a moment, those that were planned then, and the overrides in force."""
    table = revisions.c
    known = and_(table.made_at <= moment, or_(table.withdrawn_at.is_(None), table.withdrawn_at > moment))
    current = connection.scalar(select(func.max(table.number)).where(known, table.effective_at <= moment))
    if current is None:  # the clock was set back since, as in the demo
        current = connection.scalar(select(func.min(table.number))) or 0
    later = and_(known, table.number > current)
    rows = connection.execute(select(revisions).where(or_(table.number == current, later)).order_by(table.number))
    found = [Revision(**{name: row[name] for name in Revision.__slots__}) for row in rows.mappings()]
    return found, held_then(connection, moment)


def words_changed(connection: Connection, languages: Collection[str], since: datetime) -> bool:
    """Whether sentences or recordings of languages have been changed since a moment."""
    changes = (
        select(table.c.id).where(table.c.language.in_(languages), table.c.at > since).limit(1)
        for table in (sentences, recordings)
    )
    return any(connection.scalar(query) is not None for query in changes)
