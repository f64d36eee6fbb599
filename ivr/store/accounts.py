"""Storage of console accounts, their sessions, recovery codes and failed attempts to sign in."""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, not_, or_, select, update

from ivr.core.guesses import still_counts
from ivr.core.roles import Role
from ivr.store.db import insert_unless_there, lock
from ivr.store.tables import accounts, attempts, passkeys, password_links, recovery_codes, sessions

IDLE = timedelta(hours=2)
"""A session ends after this time without a request."""
FURTHEST_STEP = 2
"""A code of the step before can be accepted when one of the step after was: two steps, in which clocks may differ."""
LONGEST = timedelta(hours=12)
"""A session ends after this time even if it is in use."""
_SEEN_EVERY = timedelta(minutes=1)
"""How often ``seen_at`` of a session in use is updated."""
_OLD_ATTEMPTS = timedelta(days=1)
"""Age from which the rows of failed attempts are deleted."""
_SKEW = timedelta(minutes=5)
"""How far the clocks of two machines may differ. A session from further ahead comes from a clock that was wrong."""
_LONGEST_TYPED = 200
"""Characters of a name that are looked at; no account has a name that long."""


@dataclass(frozen=True, slots=True)
class Account:
    """A console account.

    Attributes:
        password: argon2id hash; empty for somebody who was invited and has not chosen one.
        second_factor: encrypted TOTP secret; None if the account has none.
        used_step: the latest 30-second TOTP step whose code was used.
        given_until: when a password that somebody else has set ends; None for one that the person has chosen.
        seen_at: when a session of the account was last used.
        link_until: when the link ends by which its password can be chosen; None if there is none.
        passkeys: how many passkeys it has.
    """

    id: int
    name: str
    role: Role
    password: str
    second_factor: str | None
    used_step: int | None
    disabled_at: datetime | None
    given_until: datetime | None = None
    seen_at: datetime | None = None
    link_until: datetime | None = None
    passkeys: int = 0

    @property
    def invited(self) -> bool:
        """Whether nobody has chosen a password yet."""
        return not self.password

    @property
    def protected(self) -> bool:
        """Whether it has a second factor, so that the password alone lets nobody in: an app or a passkey."""
        return self.second_factor is not None or self.passkeys > 0


@dataclass(frozen=True, slots=True)
class Session:
    """The session of a browser that is signed in."""

    id: str
    made_at: datetime
    seen_at: datetime
    address: str
    agent: str


def key_of(name: str) -> str:
    """Normalize a name for comparison: case, character width (NFKC) and kinds of white space are ignored.

    Only the first 200 characters count. NFKC takes time by the square of the length.
    """
    name = name[:_LONGEST_TYPED]
    shown = "".join(each if each.isprintable() or each.isspace() else "\N{REPLACEMENT CHARACTER}" for each in name)
    return " ".join(unicodedata.normalize("NFKC", shown).casefold().split())


def digest(secret: str) -> str:
    """Return the SHA-256 of a random secret in hexadecimal, which is stored in place of the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def lock_accounts(connection: Connection) -> None:
    """Serialize changes of accounts, so that two of them can't each remove one of the last two administrators."""
    lock(connection, accounts)


def account(connection: Connection, name: str) -> Account | None:
    """Return the account with this name, or None."""
    row = connection.execute(_listed().where(accounts.c.key == key_of(name))).one_or_none()
    return None if row is None else _account(row)


def owner(connection: Connection, account_id: int) -> Account | None:
    """Return the account with this id, or None."""
    row = connection.execute(_listed().where(accounts.c.id == account_id)).one_or_none()
    return None if row is None else _account(row)


def all_accounts(connection: Connection) -> list[Account]:
    """Return all accounts, sorted by normalized name."""
    return [_account(row) for row in connection.execute(_listed().order_by(accounts.c.key))]


def add(
    connection: Connection, name: str, role: Role, password: str, now: datetime, given_until: datetime | None
) -> bool:
    """Add an account. Return False if the name is taken."""
    row = {"key": key_of(name), "name": name, "role": str(role), "password": password, "made_at": now}
    row["given_until"] = given_until
    if connection.scalar(select(accounts.c.id).where(accounts.c.key == row["key"])) is not None:
        return False
    connection.execute(insert(accounts).values(**row))
    return True


def change(connection: Connection, account_id: int, **values: Any) -> None:
    """Set columns of an account."""
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(**values))


def administrators(connection: Connection) -> int:
    """Count the administrators that are not disabled."""
    active = (accounts.c.role == str(Role.ADMIN), accounts.c.disabled_at.is_(None))
    return connection.scalar(select(func.count()).select_from(accounts).where(*active)) or 0


def use_step(connection: Connection, account_id: int, step: int) -> bool:
    """Mark the TOTP code of a 30-second step as used. Return False if this or a later step was used before.

    A step that is too far ahead to have been accepted at this time comes from a clock that was wrong, and is ignored.
    """
    used = accounts.c.used_step
    unused = (accounts.c.id == account_id, or_(used.is_(None), used < step, used > step + FURTHEST_STEP))
    return connection.execute(update(accounts).where(*unused).values(used_step=step)).rowcount > 0


def keep_recovery_codes(connection: Connection, account_id: int, codes: Iterable[str]) -> None:
    """Replace the recovery codes of an account; only their digests are stored."""
    connection.execute(delete(recovery_codes).where(recovery_codes.c.account == account_id))
    for code in codes:
        connection.execute(insert(recovery_codes).values(hash=digest(code), account=account_id))


def use_recovery_code(connection: Connection, account_id: int, code: str) -> bool:
    """Delete a recovery code, which can be used once. Return False if the account has no such code."""
    this = (recovery_codes.c.account == account_id, recovery_codes.c.hash == digest(code))
    return connection.execute(delete(recovery_codes).where(*this)).rowcount > 0


def recovery_codes_left(connection: Connection, account_id: int) -> int:
    """Count the unused recovery codes of an account."""
    query = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.account == account_id)
    return connection.scalar(query) or 0


def begin_session(connection: Connection, account_id: int, address: str, agent: str, now: datetime) -> str:
    """Begin a session and return its token, of which only a digest is stored. Delete all expired sessions."""
    connection.execute(delete(sessions).where(not_(and_(*_alive(now)))))
    token = secrets.token_urlsafe(32)
    row = {"id": secrets.token_hex(8), "token": digest(token), "account": account_id, "made_at": now, "seen_at": now}
    connection.execute(insert(sessions).values(**row, address=address[:45], agent=agent[:120]))
    return token


def session(connection: Connection, token: str, now: datetime) -> tuple[Account, str, bool] | None:
    """Return the account and the id of a session, and whether :func:`use_session` is due for it.

    None if the session has expired or is unknown, or the account is disabled.
    """
    alive = (sessions.c.token == digest(token), *_alive(now))
    query = _listed().add_columns(sessions.c.id.label("session"), sessions.c.seen_at.label("last"))
    row = connection.execute(
        query.join(sessions, sessions.c.account == accounts.c.id).where(*alive, accounts.c.disabled_at.is_(None))
    ).one_or_none()
    return None if row is None else (_account(row), row.session, row.last <= now - _SEEN_EVERY)


def use_session(connection: Connection, session_id: str, now: datetime) -> None:
    """Record that a session is in use. A session that is not in use expires after :data:`IDLE`."""
    connection.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=now))


def sessions_of(connection: Connection, account_id: int, now: datetime) -> list[Session]:
    """Return the sessions of an account that have not expired, the most recently used first."""
    columns = (sessions.c[name] for name in Session.__slots__)
    alive = (sessions.c.account == account_id, *_alive(now))
    return [
        Session(*row) for row in connection.execute(select(*columns).where(*alive).order_by(sessions.c.seen_at.desc()))
    ]


def end_sessions(connection: Connection, account_id: int, *, only: str | None = None, but: str | None = None) -> int:
    """End sessions of an account and return how many: ``only`` the one with this id, or all ``but`` the one."""
    which = [sessions.c.account == account_id]
    if only is not None:
        which.append(sessions.c.id == only)
    if but is not None:
        which.append(sessions.c.id != but)
    return connection.execute(delete(sessions).where(*which)).rowcount


def end_session(connection: Connection, token: str) -> str | None:
    """End the session of a token. Return the name of its account, or None if there is no such session."""
    whose = select(accounts.c.name).join(sessions, sessions.c.account == accounts.c.id)
    name = connection.scalar(whose.where(sessions.c.token == digest(token)))
    connection.execute(delete(sessions).where(sessions.c.token == digest(token)))
    return name


def attempts_of(connection: Connection, key: str, now: datetime) -> tuple[int, datetime]:
    """Return how many attempts in a row have failed for a key, and when the last one was.

    The row stays locked until the transaction ends.
    """
    hashed = digest(key)
    row = None
    while row is None:  # a successful sign-in can delete the row between the two statements
        insert_unless_there(connection, attempts, [{"key": hashed, "count": 0, "last_at": now}])
        row = connection.execute(select(attempts).where(attempts.c.key == hashed).with_for_update()).one_or_none()
    return (row._mapping["count"], row.last_at) if still_counts(row.last_at, now) else (0, now)


def count_attempt(connection: Connection, key: str, count: int, now: datetime) -> None:
    """Store how many attempts in a row have failed for a key."""
    connection.execute(update(attempts).where(attempts.c.key == digest(key)).values(count=count, last_at=now))


def forget_attempts(connection: Connection, keys: Iterable[str], now: datetime) -> None:
    """Reset the failed attempts of keys after a successful sign-in, and delete up to 100 expired rows of other keys."""
    for key in sorted(keys):  # in the order in which they are locked for counting, to avoid deadlocks
        connection.execute(delete(attempts).where(attempts.c.key == digest(key)))
    old = select(attempts.c.key).where(attempts.c.last_at < now - _OLD_ATTEMPTS)
    for hashed in connection.scalars(old.limit(100).with_for_update(skip_locked=True)).all():
        connection.execute(delete(attempts).where(attempts.c.key == hashed))


def _alive(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions for sessions that have not expired."""
    return (
        sessions.c.seen_at.between(now - IDLE, now + _SKEW),
        sessions.c.made_at.between(now - LONGEST, now + _SKEW),
    )


def _listed() -> Any:
    """The query of accounts, with what other tables have of them."""
    elsewhere = {
        "seen_at": select(func.max(sessions.c.seen_at)).where(sessions.c.account == accounts.c.id),
        "link_until": select(password_links.c.ends_at).where(password_links.c.account == accounts.c.id),
        "passkeys": select(func.count()).select_from(passkeys).where(passkeys.c.account == accounts.c.id),
    }
    found = [query.correlate(accounts).scalar_subquery().label(name) for name, query in elsewhere.items()]
    return select(*(accounts.c[name] for name in Account.__slots__ if name not in elsewhere), *found)


def _account(row: Row[Any]) -> Account:
    values = {name: getattr(row, name) for name in Account.__slots__}
    return Account(**{**values, "role": Role(row.role)})
