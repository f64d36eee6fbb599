"""Storage of the links by which agencies confirm their hours, and of where agencies are asked.

Only a digest of a link's token is stored, and until its mail is taken, the token encrypted. Each change of a link says
in its condition that it is open, so that of two answers one is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from ivr.core.confirmations.readers import Reader
from ivr.core.confirmations.reminding import MONTH
from ivr.core.confirmations.states import State
from ivr.store.accounts import digest
from ivr.store.db import insert_or_change, lock
from ivr.store.tables import agency_contacts, confirmation_links

LEASE = timedelta(minutes=5)
"""How long whoever sends a mail has for it. After that it counts as dead, and another goes on."""
_ATTEMPTS = 30
"""The most attempts: in about a day a mail server that is down can be mended."""
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Contact:
    """Where an agency is asked by mail."""

    agency: str
    address: str
    reader: Reader
    reminded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link, as its table has it, without its token's hash."""

    id: int
    agency: str
    lines: tuple[str, ...]
    reader: Reader
    state: State
    made_by: str
    made_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    address: str
    sealed: str | None
    due_at: datetime | None
    attempts: int
    sent_at: datetime | None
    problem: str
    name: str
    remark: str
    draft: str
    seen_at: datetime | None

    def works(self, now: datetime) -> bool:
        """Whether it can be answered."""
        return self.state is State.OPEN and self.ends_at > now

    @property
    def mail_failed(self) -> bool:
        """Whether its mail is given up."""
        return bool(self.problem) and self.due_at is None


def contacts(connection: Connection) -> dict[str, Contact]:
    """Return where agencies are asked, by their names."""
    return {row.agency: Contact(*row) for row in connection.execute(select(agency_contacts))}


def put_contact(connection: Connection, agency: str, address: str, reader: Reader) -> None:
    """Store where an agency is asked."""
    row = {"agency": agency, "address": address, "reader": reader}
    insert_or_change(connection, agency_contacts, "agency", row)


def drop_contact(connection: Connection, agency: str) -> bool:
    """Delete where an agency is asked. Return False if nothing was stored."""
    return connection.execute(delete(agency_contacts).where(agency_contacts.c.agency == agency)).rowcount > 0


def claim_reminder(connection: Connection, agency: str, now: datetime) -> bool:
    """Claim to ask an agency this month. Of several processes one is given it, once."""
    its, last = agency_contacts.c.agency == agency, agency_contacts.c.reminded_at
    claimed = update(agency_contacts).where(its, last.is_(None) | (last <= now - MONTH)).values(reminded_at=now)
    return connection.execute(claimed).rowcount > 0


def lock_links(connection: Connection) -> None:
    """Let nobody else change links until the transaction ends, so that an agency has one open link."""
    lock(connection, confirmation_links)


def add_link(
    connection: Connection,
    agency: str,
    lines: Sequence[str],
    reader: Reader,
    token: str,
    who: str,
    now: datetime,
    ends_at: datetime,
    mail: tuple[str, str] | None,
) -> int:
    """Store a link and return its id. ``mail`` is the address that it is sent to and the encrypted token."""
    address, sealed = mail or ("", None)
    row: dict[str, Any] = {"agency": agency, "lines": list(lines), "reader": reader, "hash": digest(token)}
    row |= {"state": State.OPEN, "made_by": who, "made_at": now, "ends_at": ends_at}
    row |= {"address": address, "sealed": sealed, "due_at": now if mail else None}
    made: int = connection.execute(
        insert(confirmation_links).values(**row).returning(confirmation_links.c.id)
    ).scalar_one()
    return made


def open_link(connection: Connection, token: str, now: datetime) -> Link | None:
    """Return the link with a token, if it works."""
    its = (confirmation_links.c.hash == digest(token), confirmation_links.c.state == State.OPEN)
    row = connection.execute(_links().where(*its, confirmation_links.c.ends_at > now)).one_or_none()
    return None if row is None else _link(row)


def end_link(connection: Connection, link_id: int, state: State, now: datetime, **answer: str) -> bool:
    """End an open link, with the ``name``, ``remark`` and ``draft`` of an answer. Return False if it was not open."""
    its = (confirmation_links.c.id == link_id, confirmation_links.c.state == State.OPEN)
    ended = {"state": state, "ended_at": now, "sealed": None, "due_at": None, **answer}
    return connection.execute(update(confirmation_links).where(*its).values(**ended)).rowcount > 0


def open_links(connection: Connection, agency: str | None = None) -> list[Link]:
    """Return the links that are open or have expired unnoticed, of one agency or of all."""
    query = _links().where(confirmation_links.c.state == State.OPEN)
    query = query if agency is None else query.where(confirmation_links.c.agency == agency)
    return [_link(row) for row in connection.execute(query.order_by(confirmation_links.c.id))]


def end_open_links(connection: Connection, now: datetime) -> None:
    """Withdraw all links."""
    ended = {"state": State.WITHDRAWN, "ended_at": now, "sealed": None, "due_at": None}
    connection.execute(update(confirmation_links).where(confirmation_links.c.state == State.OPEN).values(**ended))


def link(connection: Connection, link_id: int) -> Link | None:
    """Return a link by its id, or None."""
    row = connection.execute(_links().where(confirmation_links.c.id == link_id)).one_or_none()
    return None if row is None else _link(row)


def latest_links(connection: Connection, most: int) -> list[Link]:
    """Return up to so many links, newest first."""
    rows = connection.execute(_links().order_by(confirmation_links.c.id.desc()).limit(most))
    return [_link(row) for row in rows]


def unseen_answers(connection: Connection) -> list[Link]:
    """Return the answers that ops staff are not done with, oldest first."""
    new = (confirmation_links.c.state == State.ANSWERED, confirmation_links.c.seen_at.is_(None))
    return [_link(row) for row in connection.execute(_links().where(*new).order_by(confirmation_links.c.id))]


def of_draft(connection: Connection, owner: str) -> Link | None:
    """Return the link whose answer became the draft of an owner, or None."""
    row = connection.execute(_links().where(confirmation_links.c.draft == owner)).first() if owner else None
    return None if row is None else _link(row)


def see(connection: Connection, link_id: int, now: datetime) -> bool:
    """Store that ops staff are done with an answer. Return False if they were before, or there is none."""
    new = (confirmation_links.c.state == State.ANSWERED, confirmation_links.c.seen_at.is_(None))
    done = update(confirmation_links).where(confirmation_links.c.id == link_id, *new).values(seen_at=now)
    return connection.execute(done).rowcount > 0


def last_made(connection: Connection) -> dict[str, datetime]:
    """Return when the newest link of each agency was made."""
    newest = select(confirmation_links.c.agency, func.max(confirmation_links.c.made_at))
    rows = connection.execute(newest.group_by(confirmation_links.c.agency))
    return {row[0]: row[1] for row in rows}


def claim_mail(connection: Connection, now: datetime) -> Link | None:
    """Claim the mail that is due longest, for :data:`LEASE`; None if none is due, or others are at it."""
    due = _links().where(confirmation_links.c.due_at <= now, confirmation_links.c.ends_at > now)
    row = connection.execute(due.order_by(confirmation_links.c.due_at).limit(1)).first()
    if row is None:
        return None
    found = _link(row)
    taken = {"due_at": now + LEASE, "attempts": found.attempts + 1}
    if not _still(connection, found, taken):
        return None
    return link(connection, found.id)


def note_sent(connection: Connection, sent: Link, now: datetime) -> None:
    """Store that the mail server has taken the mail that was claimed."""
    gone = {"sent_at": now, "due_at": None, "sealed": None, "problem": ""}
    connection.execute(update(confirmation_links).where(confirmation_links.c.id == sent.id).values(**gone))


def note_not_sent(connection: Connection, sent: Link, problem: str, now: datetime, *, final: bool) -> bool:
    """Store why the mail that was claimed was not taken. Return whether it will be tried again."""
    if final or sent.attempts >= _ATTEMPTS:
        return not _still(connection, sent, {"problem": problem, "due_at": None, "sealed": None})
    again = now + min(_FIRST * (1 << sent.attempts - 1), _LONGEST)
    return _still(connection, sent, {"problem": problem, "due_at": again})


def _still(connection: Connection, was: Link, values: dict[str, Any]) -> bool:
    """Change a link whose mail is due as when it was read. Return False if somebody else has taken it."""
    its = (confirmation_links.c.id == was.id, confirmation_links.c.due_at == was.due_at)
    return connection.execute(update(confirmation_links).where(*its).values(**values)).rowcount > 0


def _links() -> Any:
    return select(*(confirmation_links.c[name] for name in Link.__slots__))


def _link(row: Row[Any]) -> Link:
    return Link(**{**row._mapping, "lines": tuple(row.lines)})
