"""Accounts of the console: names, roles, passwords, second factors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from ivr.core.roles import Role
from ivr.service.people import second_factor as codes
from ivr.service.people.checks import new_codes
from ivr.service.people.credentials import (
    GIVEN_FOR,
    AccountError,
    check_name,
    check_password,
    printable,
)
from ivr.service.people.guessable import is_guessable
from ivr.service.people.signing_in import SigningIn
from ivr.store import accounts as store
from ivr.store import links, passkeys
from ivr.store.accounts import Account, Session
from ivr.store.audit import Act, note
from ivr.store.db import read, writing
from sentences import Sentence


@dataclass(frozen=True)
class Accounts(SigningIn):
    """The accounts of the console. Each change is recorded in the audit log with ``who`` made it.

    The methods that take the name of an account raise :class:`AccountError` if there is none, except :meth:`sign_in`
    and :meth:`confirm`. ``known`` are words that no password may consist of, such as the number of the service.
    """

    known: tuple[str, ...] = ()

    def account(self, name: str) -> Account:
        """Return the account with this name."""
        return read(self.engine, _found, name)

    def everybody(self) -> list[Account]:
        """Return all accounts, sorted by normalized name."""
        return read(self.engine, store.all_accounts)

    def sessions(self, name: str, now: datetime) -> list[Session]:
        """Return the sessions of an account, the most recently used first."""
        return read(self.engine, store.sessions_of, self.account(name).id, now)

    def add(self, name: str, role: Role, password: str, who: str, now: datetime) -> None:
        """Add an account.

        Raises:
            AccountError: the name is taken or invalid, or the password is too short, too long or easy to guess.
        """
        name = " ".join(name.split())
        check_name(name)
        self.check_password(password, name)
        self._add(name, role, self.hasher.hash(password), who, now)

    def invite(self, name: str, role: Role, who: str, now: datetime) -> str:
        """Add an account without a password, and return its name. Its owner chooses one by a link.

        Raises:
            AccountError: the name is taken or invalid.
        """
        name = " ".join(name.split())
        check_name(name)
        self._add(name, role, "", who, now)
        return name

    def set_password(self, name: str, password: str, who: str, now: datetime, keep: str | None = None) -> None:
        """Change the password of an account. Its link ends, and its sessions, except the one with the id ``keep``.

        If ``who`` is somebody else, the person has to change it again, within :data:`GIVEN_FOR`.

        Raises:
            AccountError: the password is too short, too long or easy to guess.
        """
        self.check_password(password, name)
        hashed, ends = self.hasher.hash(password), self._ends(name, who, now)
        with self.changing(name) as (connection, found):
            store.change(connection, found.id, password=hashed, given_until=ends)
            store.end_sessions(connection, found.id, but=keep)
            links.end_link(connection, found.id)
            note(connection, now, who, Act.PASSWORD_CHANGED, found.name)

    def set_role(self, name: str, role: Role, who: str, now: datetime) -> None:
        """Change the role of an account, and end its sessions.

        Raises:
            AccountError: it is the last administrator.
        """
        with self.changing(name) as (connection, found):
            if found.role is role:
                return
            if _is_last_administrator(connection, found):
                raise AccountError(_no_other_role(found.name))
            store.change(connection, found.id, role=str(role))
            store.end_sessions(connection, found.id)
            change = Sentence("{role} becomes {role2}", role=found.role, role2=role)
            note(connection, now, who, Act.ACCOUNT_CHANGED, found.name, change)

    def disable(self, name: str, who: str, now: datetime) -> None:
        """Disable an account, and end its sessions and its link.

        Raises:
            AccountError: it is the last administrator.
        """
        with self.changing(name) as (connection, found):
            if found.disabled_at:
                return
            if _is_last_administrator(connection, found):
                raise AccountError(_not_disabled(found.name))
            store.change(connection, found.id, disabled_at=now)
            store.end_sessions(connection, found.id)
            links.end_link(connection, found.id)
            note(connection, now, who, Act.ACCOUNT_DISABLED, found.name)

    def enable(self, name: str, who: str, now: datetime) -> None:
        """Enable an account that was disabled."""
        with self.changing(name) as (connection, found):
            if found.disabled_at:
                store.change(connection, found.id, disabled_at=None)
                note(connection, now, who, Act.ACCOUNT_ENABLED, found.name)

    def end_sessions(
        self, name: str, who: str, now: datetime, *, only: str | None = None, but: str | None = None
    ) -> int:
        """End sessions of an account and return how many: ``only`` the one with this id, or all ``but`` the one."""
        with self.changing(name) as (connection, found):
            ended = store.end_sessions(connection, found.id, only=only, but=but)
            if ended:
                note(connection, now, who, Act.SESSION_ENDED, found.name, str(ended))
            return ended

    def turn_on(self, name: str, secret: str, code: str, now: datetime, keep: str | None = None) -> list[str]:
        """Turn the second factor on, and return its recovery codes, of which only digests are stored.

        The sessions of the account end, except the one with the id ``keep``.

        Raises:
            AccountError: ``secret`` is empty, the code is not of this secret, or there is a second factor already.
        """
        if not secret:
            raise AccountError(Sentence("the setup key has expired; use the new one"))
        step = codes.step_of(secret, code, now, None)
        if step is None:
            raise AccountError(Sentence("the code does not match the app; check the clock of the telephone"))
        with self.changing(name) as (connection, found):
            if found.second_factor is not None:
                raise AccountError(Sentence("there is already a second factor; turn it off first"))
            store.change(connection, found.id, second_factor=self.privacy.seal(secret), used_step=step)
            store.end_sessions(connection, found.id, but=keep)
            note(connection, now, found.name, Act.SECOND_FACTOR_ON, found.name)
            return new_codes(connection, found, now)

    def turn_off(self, name: str, who: str, now: datetime, keep: str | None = None) -> None:
        """Turn the app off as a second factor; passkeys stay, and the recovery codes with them.

        The sessions of the account end, except the one with the id ``keep``.
        """
        with self.changing(name) as (connection, found):
            store.change(connection, found.id, second_factor=None, used_step=None)
            if not found.passkeys:
                store.keep_recovery_codes(connection, found.id, ())
            store.end_sessions(connection, found.id, but=keep)
            note(connection, now, who, Act.SECOND_FACTOR_OFF, found.name)

    def take_factors(self, name: str, who: str, now: datetime) -> None:
        """Take the app, all passkeys and the recovery codes from somebody who has lost them, and end the sessions."""
        with self.changing(name) as (connection, found):
            store.change(connection, found.id, second_factor=None, used_step=None)
            passkeys.drop_passkeys(connection, found.id)
            store.keep_recovery_codes(connection, found.id, ())
            store.end_sessions(connection, found.id)
            note(connection, now, who, Act.SECOND_FACTOR_OFF, found.name)

    def new_recovery_codes(self, name: str, now: datetime) -> list[str]:
        """Replace the recovery codes, and return the new ones, of which only digests are stored."""
        with self.changing(name) as (connection, found):
            return new_codes(connection, found, now)

    def recovery_codes_left(self, name: str) -> int:
        """Count the unused recovery codes of an account."""
        return read(self.engine, store.recovery_codes_left, self.account(name).id)

    @contextmanager
    def changing(self, name: str) -> Iterator[tuple[Connection, Account]]:
        """Give a transaction in which nobody else changes accounts, and the account."""
        with writing(self.engine) as connection:
            store.lock_accounts(connection)
            yield connection, _found(connection, name)

    def check_password(self, password: str, name: str) -> None:
        """Check a new password of an account.

        Raises:
            AccountError: it is too short, too long or easy to guess.
        """
        check_password(password)
        if is_guessable(password, (name, *self.known)):
            raise AccountError(Sentence("this password is easy to guess; take a few words that do not belong together"))

    def _add(self, name: str, role: Role, hashed: str, who: str, now: datetime) -> None:
        with writing(self.engine) as connection:
            store.lock_accounts(connection)
            ends = self._ends(name, who, now) if hashed else None
            if not store.add(connection, name, role, hashed, now, ends):
                raise AccountError(Sentence("there is already an account called {name}", name=name))
            note(connection, now, who, Act.ACCOUNT_ADDED, name, Sentence(role))

    def _ends(self, name: str, who: str, now: datetime) -> datetime | None:
        """Return when a password ends that ``who`` sets for an account; None: it is their own."""
        given = self.strict and store.key_of(who) != store.key_of(name)
        return now + GIVEN_FOR if given else None


def _found(connection: Connection, name: str) -> Account:
    found = store.account(connection, name)
    if found is None:
        raise AccountError(Sentence("there is no account called {name}", name=printable(name)))
    return found


def _no_other_role(name: str) -> Sentence:
    return Sentence(
        "{name} is the last administrator and can't be given another role; add another administrator first", name=name
    )


def _not_disabled(name: str) -> Sentence:
    return Sentence(
        "{name} is the last administrator and can't be disabled; add another administrator first", name=name
    )


def _is_last_administrator(connection: Connection, found: Account) -> bool:
    return found.role is Role.ADMIN and not found.disabled_at and store.administrators(connection) == 1
