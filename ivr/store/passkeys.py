"""Storage of passkeys, and of the challenges that they have answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from ivr.store.accounts import digest
from ivr.store.tables import accounts, answered_challenges, passkeys


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of an account.

    Attributes:
        id: SHA-256 of the credential's id.
        handle: the random id by which the device knows the account.
        credential: the credential's id and public key, in base64url.
        counter: how often the device says that it has signed; 0 if it does not count.
    """

    id: str
    account: int
    handle: str
    name: str
    credential: str
    counter: int
    made_at: datetime
    used_at: datetime | None = None


def passkeys_of(connection: Connection, account_id: int) -> list[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    query = _listed().where(passkeys.c.account == account_id).order_by(passkeys.c.made_at, passkeys.c.id)
    return [Passkey(*row) for row in connection.execute(query)]


def passkey(connection: Connection, passkey_id: str) -> Passkey | None:
    """Return a passkey, or None."""
    row = connection.execute(_listed().where(passkeys.c.id == passkey_id)).one_or_none()
    return None if row is None else Passkey(*row)


def keep_passkey(connection: Connection, made: Passkey) -> bool:
    """Add a passkey. Return False if it is there already, whosever it is."""
    if passkey(connection, made.id) is not None:
        return False
    connection.execute(insert(passkeys).values(**{name: getattr(made, name) for name in Passkey.__slots__}))
    return True


def use_passkey(connection: Connection, passkey_id: str, counter: int, now: datetime) -> bool:
    """Note a use of a passkey.

    Return False if it was removed, its account is disabled, or its counter has not gone up although it counts.
    """
    up = passkeys.c.counter < counter if counter else passkeys.c.counter == 0
    enabled = select(accounts.c.id).where(accounts.c.disabled_at.is_(None))
    which = (passkeys.c.id == passkey_id, passkeys.c.account.in_(enabled), up)
    return connection.execute(update(passkeys).where(*which).values(counter=counter, used_at=now)).rowcount > 0


def drop_passkeys(connection: Connection, account_id: int, only: str | None = None) -> int:
    """Remove the passkeys of an account, or ``only`` the one with this id, and return how many."""
    which = [passkeys.c.account == account_id, *([passkeys.c.id == only] if only is not None else [])]
    return connection.execute(delete(passkeys).where(*which)).rowcount


def answer_challenge(connection: Connection, challenge: str, until: datetime, now: datetime) -> bool:
    """Note that a challenge was answered. Return False if it was before. Those that have ended are forgotten.

    Lock the accounts before, so that of two answers at the same time one counts.
    """
    connection.execute(delete(answered_challenges).where(answered_challenges.c.until < now))
    row = {"hash": digest(challenge), "until": until}
    known = select(answered_challenges.c.hash).where(answered_challenges.c.hash == row["hash"])
    if connection.scalar(known) is not None:
        return False
    connection.execute(insert(answered_challenges).values(**row))
    return True


def _listed() -> Any:
    return select(*(passkeys.c[name] for name in Passkey.__slots__))
