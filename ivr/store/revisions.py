"""Storage of the published schedule and its draft.

Revisions are immutable and form one sequence: each is made from the one before it and takes effect no earlier. A
revision that has not taken effect yet can be withdrawn; its number is not used again.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, ScalarSelect, delete, func, insert, select, update

from ivr.store.audit import Act, note
from ivr.store.overrides import held, lock_schedule
from ivr.store.tables import draft, overrides, publishes, recordings, revisions, sentences, spoken
from schedules import Override, home_time
from sentences import Sentence

_DRAFT = 1
_LARGEST = 2**31 - 1
"""The largest value of the ``number`` column."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A published document. ``restores`` is the number of the revision whose document it restores.

    ``reason`` is a sentence if the service wrote it, a ``str`` if a person did.
    """

    number: int
    document: str
    author: str
    reason: Sentence | str
    made_at: datetime
    effective_at: datetime
    restores: int | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is not published yet, made from revision ``base``."""

    token: str
    document: str
    base: int
    author: str
    saved_at: datetime


class StaleError(RuntimeError):
    """A concurrent change was faster: the state that this change was made from is no longer the latest."""


def stamp(connection: Connection) -> tuple[int, ...]:
    """Return a value that changes with every publication, withdrawal, override and reset; a cheap query."""
    return tuple(number or 0 for number in connection.execute(select(*marks())).one())


def marks() -> list[ScalarSelect[int]]:
    """Return the queries of a :func:`stamp`, one for each number."""
    columns = [func.max(revisions.c.number), func.count(revisions.c.withdrawn_at)]
    holds = [func.max(overrides.c.id), func.count(overrides.c.reset_at)]
    return [select(each).scalar_subquery() for each in (*columns, *holds)]


def serving(connection: Connection, now: datetime) -> tuple[list[Revision], list[Override]]:
    """Return the revision in force, the later ones, and the overrides. They are consistent only in a snapshot."""
    valid = revisions.c.withdrawn_at.is_(None)
    current = connection.scalar(select(func.max(revisions.c.number)).where(valid, revisions.c.effective_at <= now))
    first = current or connection.scalar(select(func.min(revisions.c.number)).where(valid)) or 0
    rows = connection.execute(
        select(revisions).where(valid, revisions.c.number >= first).order_by(revisions.c.number)
    ).all()
    return [Revision(*row) for row in rows], held(connection, now)


def history(connection: Connection) -> list[Revision]:
    """Return all revisions, latest first."""
    return [Revision(*row) for row in connection.execute(select(revisions).order_by(revisions.c.number.desc()))]


def revision(connection: Connection, number: int) -> Revision | None:
    """Return the revision with this number, or None."""
    if number > _LARGEST:
        return None
    row = connection.execute(select(revisions).where(revisions.c.number == number)).one_or_none()
    return None if row is None else Revision(*row)


def copy(source: Connection, target: Connection) -> None:
    """Copy revisions, overrides, edited sentences and recordings into an empty database."""
    for table in (revisions, overrides, publishes, sentences, recordings, spoken):
        if rows := [row._asdict() for row in source.execute(select(table))]:
            target.execute(insert(table), rows)


def head(connection: Connection) -> Revision | None:
    """Return the latest revision that is not withdrawn, in force or not, from which the next one is made; or None."""
    query = select(revisions).where(revisions.c.withdrawn_at.is_(None)).order_by(revisions.c.number.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else Revision(*row)


def publish(
    connection: Connection,
    document: str,
    author: str,
    reason: Sentence | str,
    now: datetime,
    *,
    base: int,
    effective_at: datetime,
    draft_token: str | None = None,
    restores: int | None = None,
) -> Revision:
    """Store a revision made from ``base``.

    ``draft_token`` is the token of the draft that is published; the draft is deleted. ``restores`` is the number of
    an earlier revision that is restored; all revisions that have not taken effect yet, which may include ``base``,
    are withdrawn.

    Raises:
        StaleError: ``base`` is not the latest revision, the latest takes effect later than the new one would, or the
            draft has changed.
    """
    lock_schedule(connection)
    latest = head(connection)
    if (latest.number if latest else 0) != base:
        raise StaleError
    if restores is not None:
        _withdraw(connection, author, now)
    elif latest and latest.effective_at > effective_at:
        raise StaleError
    number = (connection.scalar(select(func.max(revisions.c.number))) or 0) + 1
    made = Revision(number, document, author, reason, now, effective_at, restores)
    connection.execute(insert(revisions).values(**{name: getattr(made, name) for name in Revision.__slots__}))
    if draft_token and connection.execute(delete(draft).where(draft.c.token == draft_token)).rowcount == 0:
        raise StaleError
    act = Act.PUBLISHED if restores is None else Act.ROLLED_BACK
    note(connection, now, author, act, _published(made, now), reason)
    return made


def withdraw(connection: Connection, author: str, now: datetime) -> list[int]:
    """Withdraw every revision that has not taken effect yet. Return their numbers."""
    lock_schedule(connection)
    return _withdraw(connection, author, now)


def read_draft(connection: Connection) -> Draft | None:
    """Return the draft, or None."""
    columns = [draft.c[name] for name in Draft.__slots__]
    row = connection.execute(select(*columns).where(draft.c.id == _DRAFT)).one_or_none()
    return None if row is None else Draft(*row)


def save_draft(
    connection: Connection,
    document: str,
    author: str,
    now: datetime,
    *,
    base: int,
    token: str | None,
    changes: Sentence | str = "",
    saved_by: str | None = None,
) -> Draft:
    """Replace the draft that has ``token`` (None if there is no draft yet).

    ``changes`` describes the differences from the base, for the audit log. ``saved_by`` is who saved the draft, if
    that is not its author.

    Raises:
        StaleError: the draft has been saved, published or discarded since ``token`` was read.
    """
    saved = Draft(secrets.token_hex(16), document, base, author, now)
    lock_schedule(connection)
    current = read_draft(connection)
    if (current.token if current else None) != token:
        raise StaleError
    connection.execute(delete(draft))
    connection.execute(insert(draft).values(id=_DRAFT, **{name: getattr(saved, name) for name in Draft.__slots__}))
    note(connection, now, saved_by or author, Act.DRAFT_SAVED, _made_from(base), changes)
    return saved


def discard_draft(connection: Connection, author: str, now: datetime, token: str | None = None) -> bool:
    """Delete the draft that has ``token``, or any draft if None. Return False if there was none."""
    lock_schedule(connection)
    current = read_draft(connection)
    if current is None or token not in (None, current.token):
        return False
    connection.execute(delete(draft))
    by = Sentence("by {author}", author=current.author)
    note(connection, now, author, Act.DRAFT_DISCARDED, _made_from(current.base), by)
    return True


def _withdraw(connection: Connection, author: str, now: datetime) -> list[int]:
    pending = (revisions.c.withdrawn_at.is_(None), revisions.c.effective_at > now)
    numbers = list(connection.scalars(select(revisions.c.number).where(*pending).order_by(revisions.c.number)))
    connection.execute(update(revisions).where(*pending).values(withdrawn_at=now, withdrawn_by=author))
    for number in numbers:
        note(connection, now, author, Act.WITHDRAWN, Sentence("revision {number}", number=number))
    return numbers


def _published(made: Revision, now: datetime) -> Sentence:
    """Describe a published revision for the audit log. A revision that restores another takes effect at once."""
    if made.restores is not None:
        return Sentence("revision {number}, restores revision {restored}", number=made.number, restored=made.restores)
    if made.effective_at > now:
        moment = home_time(made.effective_at)
        return Sentence("revision {number} from {moment}", number=made.number, moment=moment)
    return Sentence("revision {number}", number=made.number)


def _made_from(base: int) -> Sentence:
    return Sentence("based on revision {number}", number=base)
