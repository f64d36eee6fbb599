"""Accounts of the console: signing in, sessions, passwords, second factors.

An unknown name, a wrong password, a wrong code and a disabled account get the same message after the same work, so
that an attacker can't tell them apart. Failed attempts are limited, and counted for all processes together.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine

from ivr.core.guesses import counted_by, wait_after
from ivr.core.roles import Role
from ivr.privacy import Privacy
from ivr.service.people import second_factor as codes
from ivr.service.people.credentials import (
    LONGEST_NAME,
    AccountError,
    SignInError,
    TooManyError,
    check_name,
    check_password,
    printable,
)
from ivr.service.people.passwords import PASSWORDS, is_right
from ivr.store import accounts as store
from ivr.store.accounts import Account, Session
from ivr.store.audit import Act, note
from ivr.store.db import read, write, writing
from sentences import Sentence


@dataclass(frozen=True, slots=True)
class Person:
    """A person who is signed in; ``session`` is the public id of the session."""

    name: str
    role: Role
    session: str


@dataclass(frozen=True)
class Accounts:
    """The accounts of the console. Each change is recorded in the audit log with ``who`` made it.

    The methods that take the name of an account raise :class:`AccountError` if there is none, except :meth:`sign_in`
    and :meth:`is_password`. ``hasher`` may be cheaper where nothing needs protection, as in the demo.
    """

    engine: Engine
    privacy: Privacy
    hasher: PasswordHasher = PASSWORDS

    def sign_in(self, name: str, password: str, code: str, address: str, agent: str, now: datetime) -> str:
        """Begin a session and return its token, for the cookie. ``code`` is a TOTP code or a recovery code.

        Raises:
            SignInError: the name, the password or the code is wrong, or the account is disabled.
            TooManyError: too many attempts have failed; this one is not checked.
        """
        keys = counted_by(store.key_of(name)[:LONGEST_NAME], address)
        with writing(self.engine) as connection:
            self._count(connection, keys, now)
        found = self._checked(name, password)
        with writing(self.engine) as connection:
            store.lock_accounts(connection)
            found = found and _unchanged(connection, found)
            if found is not None and self._second_factor(connection, found, code, now):
                store.forget_attempts(connection, keys, now)
                if self.hasher.check_needs_rehash(found.password):
                    store.change(connection, found.id, password=self.hasher.hash(password))
                token = store.begin_session(connection, found.id, address, agent, now)
                # Every transaction locks the audit log last, to avoid deadlocks.
                note(connection, now, found.name, Act.SIGNED_IN, found.name, address)
                return token
            note(connection, now, printable(name), Act.SIGN_IN_REFUSED, "", address)
        raise SignInError

    def person(self, token: str, now: datetime) -> Person | None:
        """Return who is signed in; None if the session has expired or was ended, or the account is disabled."""
        found = read(self.engine, store.session, token, now)
        if found is None:
            return None
        account, session, to_be_noted = found
        if to_be_noted:
            write(self.engine, store.use_session, session, now)
        return Person(account.name, account.role, session)

    def sign_out(self, token: str, now: datetime) -> None:
        """End the session of a token."""
        with writing(self.engine) as connection:
            if name := store.end_session(connection, token):
                note(connection, now, name, Act.SIGNED_OUT, name)

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
            AccountError: the name is taken or invalid, or the password is too short, too long or equal to the name.
        """
        name = " ".join(name.split())
        check_name(name)
        check_password(password, name)
        with writing(self.engine) as connection:
            store.lock_accounts(connection)
            if not store.add(connection, name, role, self.hasher.hash(password), now):
                raise AccountError(Sentence("there is already an account called {name}", name=name))
            note(connection, now, who, Act.ACCOUNT_ADDED, name, Sentence(role))

    def set_password(self, name: str, password: str, who: str, now: datetime, keep: str | None = None) -> None:
        """Change the password of an account, and end its sessions except the one with the id ``keep``.

        Raises:
            AccountError: the password is too short, too long or equal to the name.
        """
        check_password(password, name)
        with self._changing(name) as (connection, found):
            store.change(connection, found.id, password=self.hasher.hash(password))
            store.end_sessions(connection, found.id, but=keep)
            note(connection, now, who, Act.PASSWORD_CHANGED, found.name)

    def is_password(self, name: str, password: str) -> bool:
        """Whether an account has this password and is not disabled."""
        return self._checked(name, password) is not None

    def set_role(self, name: str, role: Role, who: str, now: datetime) -> None:
        """Change the role of an account, and end its sessions.

        Raises:
            AccountError: it is the last administrator.
        """
        with self._changing(name) as (connection, found):
            if found.role is role:
                return
            if _is_last_administrator(connection, found):
                raise AccountError(_no_other_role(found.name))
            store.change(connection, found.id, role=str(role))
            store.end_sessions(connection, found.id)
            change = Sentence("{role} becomes {role2}", role=found.role, role2=role)
            note(connection, now, who, Act.ACCOUNT_CHANGED, found.name, change)

    def disable(self, name: str, who: str, now: datetime) -> None:
        """Disable an account, and end its sessions.

        Raises:
            AccountError: it is the last administrator.
        """
        with self._changing(name) as (connection, found):
            if found.disabled_at:
                return
            if _is_last_administrator(connection, found):
                raise AccountError(_not_disabled(found.name))
            store.change(connection, found.id, disabled_at=now)
            store.end_sessions(connection, found.id)
            note(connection, now, who, Act.ACCOUNT_DISABLED, found.name)

    def enable(self, name: str, who: str, now: datetime) -> None:
        """Enable an account that was disabled."""
        with self._changing(name) as (connection, found):
            if found.disabled_at:
                store.change(connection, found.id, disabled_at=None)
                note(connection, now, who, Act.ACCOUNT_ENABLED, found.name)

    def end_sessions(
        self, name: str, who: str, now: datetime, *, only: str | None = None, but: str | None = None
    ) -> int:
        """End sessions of an account and return how many: ``only`` the one with this id, or all ``but`` the one."""
        with self._changing(name) as (connection, found):
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
        with self._changing(name) as (connection, found):
            if found.second_factor is not None:
                raise AccountError(Sentence("there is already a second factor; turn it off first"))
            store.change(connection, found.id, second_factor=self.privacy.seal(secret), used_step=step)
            store.end_sessions(connection, found.id, but=keep)
            note(connection, now, found.name, Act.SECOND_FACTOR_ON, found.name)
            return _new_codes(connection, found, now)

    def turn_off(self, name: str, who: str, now: datetime, keep: str | None = None) -> None:
        """Turn the second factor off, and end the sessions of the account except the one with the id ``keep``."""
        with self._changing(name) as (connection, found):
            store.change(connection, found.id, second_factor=None, used_step=None)
            store.keep_recovery_codes(connection, found.id, ())
            store.end_sessions(connection, found.id, but=keep)
            note(connection, now, who, Act.SECOND_FACTOR_OFF, found.name)

    def new_recovery_codes(self, name: str, now: datetime) -> list[str]:
        """Replace the recovery codes, and return the new ones, of which only digests are stored."""
        with self._changing(name) as (connection, found):
            return _new_codes(connection, found, now)

    def recovery_codes_left(self, name: str) -> int:
        """Count the unused recovery codes of an account."""
        return read(self.engine, store.recovery_codes_left, self.account(name).id)

    @contextmanager
    def _changing(self, name: str) -> Iterator[tuple[Connection, Account]]:
        with writing(self.engine) as connection:
            store.lock_accounts(connection)
            yield connection, _found(connection, name)

    def _count(self, connection: Connection, keys: dict[str, int], now: datetime) -> None:
        """Count an attempt before it is checked, so that concurrent attempts can't exceed the limit."""
        counted = {key: store.attempts_of(connection, key, now) for key in sorted(keys)}
        waits = [last + wait_after(count, keys[key]) - now for key, (count, last) in counted.items()]
        if max(waits) > timedelta():
            raise TooManyError(max(waits))
        for key, (count, _) in counted.items():
            store.count_attempt(connection, key, count + 1, now)

    def _checked(self, name: str, password: str) -> Account | None:
        """Return the account if the password is right and it is not disabled. Without an account, do the same work."""
        found = read(self.engine, store.account, name)
        right = is_right(self.hasher, found.password if found else None, password)
        return found if right and found and not found.disabled_at else None

    def _second_factor(self, connection: Connection, found: Account, code: str, now: datetime) -> bool:
        if found.second_factor is None:
            return True
        code = codes.typed(code)
        secret = self.privacy.unseal(found.second_factor)
        step = codes.step_of(secret, code, now, found.used_step) if secret else None
        if step is not None:
            return store.use_step(connection, found.id, step)
        return len(code) > codes.DIGITS and store.use_recovery_code(connection, found.id, code)


def _new_codes(connection: Connection, found: Account, now: datetime) -> list[str]:
    made = codes.new_recovery_codes()
    store.keep_recovery_codes(connection, found.id, made)
    note(connection, now, found.name, Act.RECOVERY_CODES_MADE, found.name)
    return [codes.shown(code) for code in made]


def _found(connection: Connection, name: str) -> Account:
    found = store.account(connection, name)
    if found is None:
        raise AccountError(Sentence("there is no account called {name}", name=printable(name)))
    return found


def _unchanged(connection: Connection, checked: Account) -> Account | None:
    """Return the current account; None if it was disabled or got another password while this one was checked."""
    found = store.account(connection, checked.name)
    return found if found and found.password == checked.password and not found.disabled_at else None


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
