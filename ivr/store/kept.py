"""Storage of what somebody has typed into a form when their session ended: encrypted, for a day."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from ivr.store.tables import kept

KEPT_FOR = timedelta(days=1)
_MOST = 5
"""Forms of one person. The oldest give way."""


def keep(connection: Connection, owner: str, sealed: str, now: datetime) -> str:
    """Store a sealed form of a person (``owner`` is a digest of the name), and return its id."""
    connection.execute(delete(kept).where(kept.c.at < now - KEPT_FOR))
    newest = select(kept.c.id).where(kept.c.owner == owner).order_by(kept.c.at.desc()).limit(_MOST - 1)
    stay = connection.scalars(newest).all()
    connection.execute(delete(kept).where(kept.c.owner == owner, kept.c.id.not_in(stay)))
    made = secrets.token_hex(16)
    connection.execute(insert(kept).values(id=made, owner=owner, sealed=sealed, at=now))
    return made


def kept_form(connection: Connection, kept_id: str, owner: str, now: datetime) -> str | None:
    """Return a sealed form; None if it is another person's, or older than a day."""
    mine = (kept.c.id == kept_id, kept.c.owner == owner, kept.c.at >= now - KEPT_FOR)
    found: str | None = connection.scalar(select(kept.c.sealed).where(*mine))
    return found
