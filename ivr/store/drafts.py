"""Storage of drafts of the schedule: each person has one, which may be shared with colleagues."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from ivr.store.audit import Act, note
from ivr.store.overrides import lock_schedule
from ivr.store.revisions import StaleError, take_draft
from ivr.store.tables import draft, drafts
from sentences import Sentence


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is not published yet.

    Attributes:
        token: changes each time it is saved.
        base: number of the revision that it was made from.
        owner: whose draft it is.
        author: who saved it last: the owner, or a colleague if it is shared.
    """

    token: str
    document: str
    base: int
    owner: str
    author: str
    saved_at: datetime
    shared: bool = False


def all_drafts(connection: Connection) -> list[Draft]:
    """Return the drafts of all people, by name.

    The version before 0.3.0 had one draft for all, in a table of its own. It is the shared draft of who saved it last.
    """
    found = [Draft(*row) for row in connection.execute(select(*(drafts.c[name] for name in Draft.__slots__)))]
    for row in connection.execute(select(draft)):
        if row.author not in {each.owner for each in found}:
            found.append(Draft(row.token, row.document, row.base, row.author, row.author, row.saved_at, shared=True))
    return sorted(found, key=lambda each: each.owner)


def read_draft(connection: Connection, owner: str) -> Draft | None:
    """Return a person's draft, or None."""
    return next((each for each in all_drafts(connection) if each.owner == owner), None)


def save_draft(
    connection: Connection,
    document: str,
    author: str,
    now: datetime,
    *,
    base: int,
    token: str | None,
    owner: str = "",
    changes: Sentence | str = "",
    shared: bool = False,
) -> Draft:
    """Replace the draft of ``owner`` (default: the author) that has ``token``; None if there is no draft yet.

    ``changes`` describes the differences from the base, for the audit log. ``shared``: a new draft is shared.

    Raises:
        StaleError: the draft has been saved, published or discarded since ``token`` was read, or somebody else's is
            not shared.
    """
    lock_schedule(connection)
    owner = owner or author
    current = read_draft(connection, owner)
    if (current.token if current else None) != token or (author != owner and not (current and current.shared)):
        raise StaleError
    shared = current.shared if current else shared
    saved = Draft(secrets.token_hex(16), document, base, owner, author, now, shared)
    if current:
        take_draft(connection, current.token)
    connection.execute(insert(drafts).values(**{name: getattr(saved, name) for name in Draft.__slots__}))
    note(connection, now, author, Act.DRAFT_SAVED, _which(saved, author), changes)
    return saved


def share_draft(connection: Connection, owner: str, now: datetime, *, shared: bool) -> bool:
    """Let colleagues see and edit a draft, or no longer. Return False if there is none."""
    lock_schedule(connection)
    current = read_draft(connection, owner)
    if current is None:
        return False
    values = {name: getattr(current, name) for name in Draft.__slots__} | {"shared": shared}
    take_draft(connection, current.token)
    connection.execute(insert(drafts).values(**values))
    note(connection, now, owner, Act.DRAFT_SHARED if shared else Act.DRAFT_UNSHARED, _which(current, owner))
    return True


def discard_draft(connection: Connection, owner: str, author: str, now: datetime, token: str | None = None) -> bool:
    """Delete a person's draft that has ``token``, or any if None. Return False if there is none."""
    lock_schedule(connection)
    current = read_draft(connection, owner)
    if current is None or token not in (None, current.token):
        return False
    take_draft(connection, current.token)
    by = Sentence("by {author}", author=current.author)
    note(connection, now, author, Act.DRAFT_DISCARDED, _which(current, author), by)
    return True


def _which(saved: Draft, author: str) -> Sentence:
    if saved.owner == author:
        return Sentence("based on revision {number}", number=saved.base)
    return Sentence("draft of {name}, based on revision {number}", name=saved.owner, number=saved.base)
