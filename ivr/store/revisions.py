"""Storage of the published schedule.

Revisions are immutable and form one sequence: each is made from the one before it and takes effect no earlier. A
revision that has not taken effect yet can be withdrawn; its number is not used again. If something is published that
takes effect before it, it is withdrawn and stored anew behind that (it is carried over).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, ScalarSelect, delete, func, insert, or_, select, update

from ivr.store.audit import Act, note
from ivr.store.overrides import held, lock_schedule
from ivr.store.tables import draft, drafts, overrides, publishes, recordings, revisions, sentences, spoken, word_plans
from schedules import Override, home_time
from sentences import Sentence

_LARGEST = 2**31 - 1
"""The largest value of the ``number`` column."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A published document.

    ``restores`` is the number of the revision whose document it restores, ``carries`` that of the planned revision
    that it replaces. ``reason`` is a sentence if the service wrote it, a ``str`` if a person did.
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
    carries: int | None = None

    def begun(self, at: datetime) -> bool:
        """Whether it has taken effect by a moment. One that was published to take effect at once always has.

        So nothing that callers have heard becomes a plan if a clock is set back.
        """
        return self.effective_at <= max(at, self.made_at)


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
    return standing(connection, now), held(connection, now)


def standing(connection: Connection, now: datetime) -> list[Revision]:
    """Return the revision in force, then those that are planned, in the order in which they take effect."""
    valid = revisions.c.withdrawn_at.is_(None)
    current = connection.scalar(select(func.max(revisions.c.number)).where(valid, _begun(now)))
    first = current or connection.scalar(select(func.min(revisions.c.number)).where(valid)) or 0
    rows = connection.execute(
        select(revisions).where(valid, revisions.c.number >= first).order_by(revisions.c.number)
    ).all()
    return [Revision(*row) for row in rows]


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
    for table in (revisions, overrides, publishes, sentences, recordings, spoken, word_plans):
        if rows := [row._asdict() for row in source.execute(select(table))]:
            target.execute(insert(table), rows)


def before(connection: Connection, made: Revision) -> Revision | None:
    """Return the revision that another was made from; None for the first one."""
    there = or_(revisions.c.withdrawn_at.is_(None), revisions.c.withdrawn_at > made.made_at)
    query = select(revisions).where(revisions.c.number < made.number, there).order_by(revisions.c.number.desc())
    row = connection.execute(query.limit(1)).one_or_none()
    return None if row is None else Revision(*row)


def replaced_by(connection: Connection, made: Revision) -> list[Revision]:
    """Return the planned revisions that were withdrawn when another was published, in their order."""
    gone = (revisions.c.withdrawn_at == made.made_at, revisions.c.withdrawn_by == made.author)
    later = (revisions.c.number < made.number, revisions.c.effective_at > made.effective_at)
    query = select(revisions).where(*gone, *later).order_by(revisions.c.number)
    return [Revision(*row) for row in connection.execute(query)]


def carried_with(connection: Connection, made: Revision) -> list[Revision]:
    """Return the planned revisions that were carried over when another was published, in their order."""
    same = (revisions.c.made_at == made.made_at, revisions.c.number > made.number, revisions.c.carries.is_not(None))
    return [Revision(*row) for row in connection.execute(select(revisions).where(*same).order_by(revisions.c.number))]


def head(connection: Connection) -> Revision | None:
    """Return the latest revision that is not withdrawn, in force or not; or None."""
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
    waiting: Sequence[int] = (),
    anew: Sequence[Revision] = (),
    draft_token: str | None = None,
    restores: int | None = None,
) -> Revision:
    """Store a revision made from ``base``, which is the one in force at ``effective_at``.

    ``waiting`` has the numbers of the revisions that take effect after it. They are withdrawn, and ``anew`` is stored
    behind it in their place: their moments, authors and reasons, with documents that are made from it. ``draft_token``
    is the token of the draft that is published; the draft is deleted. ``restores`` is the number of an earlier revision
    that is restored.

    Raises:
        StaleError: another revision is in force then, others wait, or the draft has changed.
    """
    lock_schedule(connection)
    if _numbers(connection, effective_at) != (base, list(waiting)):
        raise StaleError
    if draft_token and not take_draft(connection, draft_token):
        raise StaleError
    _end(connection, waiting, author, now)
    number = _next_number(connection)
    made = Revision(number, document, author, reason, now, effective_at, restores)
    _insert(connection, made)
    act = Act.PUBLISHED if restores is None else Act.ROLLED_BACK
    note(connection, now, author, act, _published(made, now), reason)
    _store_anew(connection, waiting, anew, author, now)
    return made


def withdraw(
    connection: Connection, waiting: Sequence[int], author: str, now: datetime, anew: Sequence[Revision] = ()
) -> None:
    """Withdraw planned revisions: ``waiting``, which are the last ones, and store ``anew`` in their place.

    Raises:
        StaleError: one is in force or withdrawn, or others wait behind them.
    """
    lock_schedule(connection)
    there = _numbers(connection, now)[1]
    if there[len(there) - len(waiting) :] != list(waiting):
        raise StaleError
    _end(connection, waiting, author, now)
    _store_anew(connection, waiting, anew, author, now)


def take_draft(connection: Connection, token: str) -> bool:
    """Delete the draft that has a token. Return False if there is none."""
    return sum(connection.execute(delete(each).where(each.c.token == token)).rowcount for each in (drafts, draft)) > 0


def _numbers(connection: Connection, at: datetime) -> tuple[int, list[int]]:
    """Return the number of the revision that is in force at a moment, 0 if none is, and those of the later ones."""
    valid = revisions.c.withdrawn_at.is_(None)
    current = connection.scalar(select(func.max(revisions.c.number)).where(valid, _begun(at))) or 0
    later = select(revisions.c.number).where(valid, revisions.c.number > current).order_by(revisions.c.number)
    return current, list(connection.scalars(later))


def _begun(at: datetime) -> ColumnElement[bool]:
    """Return the condition of :meth:`Revision.begun`."""
    return or_(revisions.c.effective_at <= at, revisions.c.effective_at <= revisions.c.made_at)


def _next_number(connection: Connection) -> int:
    return (connection.scalar(select(func.max(revisions.c.number))) or 0) + 1


def _insert(connection: Connection, made: Revision) -> None:
    connection.execute(insert(revisions).values(**{name: getattr(made, name) for name in Revision.__slots__}))


def _end(connection: Connection, numbers: Sequence[int], author: str, now: datetime) -> None:
    ended = update(revisions).where(revisions.c.number.in_(numbers))
    connection.execute(ended.values(withdrawn_at=now, withdrawn_by=author))


def _store_anew(
    connection: Connection, waiting: Sequence[int], anew: Sequence[Revision], author: str, now: datetime
) -> None:
    """Store planned revisions that replace those that waited, and note what became of each."""
    for number in waiting:
        if number not in {each.carries for each in anew}:
            note(connection, now, author, Act.WITHDRAWN, Sentence("revision {number}", number=number))
    for each in anew:
        number = _next_number(connection)
        _insert(connection, replace(each, number=number, made_at=now, withdrawn_at=None, withdrawn_by=None))
        what = Sentence("revision {number}, now revision {number2}", number=each.carries or 0, number2=number)
        note(connection, now, author, Act.CARRIED_OVER, what, each.reason)


def _published(made: Revision, now: datetime) -> Sentence:
    """Describe a published revision for the audit log. A revision that restores another takes effect at once."""
    if made.restores is not None:
        return Sentence("revision {number}, restores revision {restored}", number=made.number, restored=made.restores)
    if made.effective_at > now:
        moment = home_time(made.effective_at)
        return Sentence("revision {number} from {moment}", number=made.number, moment=moment)
    return Sentence("revision {number}", number=made.number)
