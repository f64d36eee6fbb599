"""Storage of the links by which people choose a password: one for an account, of which only a digest is stored."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from ivr.store.accounts import digest
from ivr.store.tables import accounts, password_links


def new_token() -> str:
    """Return a token of 256 bits that fits into an address."""
    return secrets.token_urlsafe(32)


def make_link(connection: Connection, account_id: int, ends_at: datetime) -> str:
    """Make a link for an account, and return its token. The link before is not valid any more."""
    end_link(connection, account_id)
    token = new_token()
    row = {"account": account_id, "hash": digest(token), "ends_at": ends_at}
    connection.execute(insert(password_links).values(**row))
    return token


def end_link(connection: Connection, account_id: int) -> bool:
    """End the link of an account. Return False if it has none."""
    return connection.execute(delete(password_links).where(password_links.c.account == account_id)).rowcount > 0


def end_all_links(connection: Connection) -> None:
    """End the links of all accounts."""
    connection.execute(delete(password_links))


def whose_link(connection: Connection, token: str, now: datetime) -> str | None:
    """Return the name of the account of a link; None if it is unknown or has ended, or the account is disabled."""
    query = select(accounts.c.name).join(password_links, password_links.c.account == accounts.c.id)
    valid = (password_links.c.hash == digest(token), password_links.c.ends_at > now, accounts.c.disabled_at.is_(None))
    name: str | None = connection.scalar(query.where(*valid))
    return name
