"""Signing in to the console, sessions, and checks of the password of somebody who is signed in.

An unknown name, a wrong password, a wrong code and a disabled account get the same message after the same work, so
that an attacker can't tell them apart. Failed attempts are limited, and counted for all processes together.
"""

from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine

from ivr.core.guesses import FREE_FOR_PERSON, counted_by
from ivr.core.roles import Role
from ivr.privacy import Privacy
from ivr.service.people.checks import accepts, count
from ivr.service.people.credentials import (
    LONGEST_NAME,
    SignInError,
    StartPasswordError,
    WrongPasswordError,
    printable,
)
from ivr.service.people.passwords import PASSWORDS, is_right
from ivr.store import accounts as store
from ivr.store.accounts import Account
from ivr.store.audit import Act, note
from ivr.store.db import read, write, writing


@dataclass(frozen=True, slots=True)
class Person:
    """A person who is signed in; ``session`` is the public id of the session.

    Somebody who must change the password or set up a second factor may do only that.
    """

    name: str
    role: Role
    session: str
    must_change_password: bool = False
    must_set_up_factor: bool = False

    @property
    def owes(self) -> bool:
        """Whether the person must do one of these first."""
        return self.must_change_password or self.must_set_up_factor


@dataclass(frozen=True)
class SigningIn:
    """Signing in and out, for an account of any name.

    ``hasher`` may be cheaper where nothing needs protection, as in the demo. There ``strict`` may be False: nobody
    needs a second factor, and a password that somebody else has set need not be changed. Otherwise everybody whose role
    covers ``owing`` needs a second factor.
    """

    engine: Engine
    privacy: Privacy
    hasher: PasswordHasher = PASSWORDS
    strict: bool = True
    owing: Role = Role.ADMIN

    def sign_in(
        self, name: str, password: str, code: str, address: str, agent: str, now: datetime, browser: str = ""
    ) -> str:
        """Begin a session and return its token, for the cookie. ``code`` is a TOTP code or a recovery code.

        ``browser`` is the id of a browser in which this person has signed in before; empty for any other.

        Raises:
            SignInError: the name, the password or the code is wrong, the account is disabled, or the password was
                given by somebody else and has ended.
            TooManyError: too many attempts have failed; this one is not checked.
        """
        keys = counted_by(store.key_of(name)[:LONGEST_NAME], address, browser)
        with writing(self.engine) as connection:
            count(connection, keys, now)
        found = self._checked(name, password)
        with writing(self.engine) as connection:
            store.lock_accounts(connection)
            found = found and _unchanged(connection, found)
            accepted = found is not None and accepts(connection, self.privacy, found, code, now)
            if found is not None and accepted and not _has_ended(found, now):
                store.forget_attempts(connection, keys, now)
                if self.hasher.check_needs_rehash(found.password):
                    store.change(connection, found.id, password=self.hasher.hash(password))
                token = store.begin_session(connection, found.id, address, agent, now)
                # Every transaction locks the audit log last, to avoid deadlocks.
                note(connection, now, found.name, Act.SIGNED_IN, found.name, address)
                return token
            note(connection, now, printable(name), Act.SIGN_IN_REFUSED, "", address)
        raise StartPasswordError if accepted else SignInError

    def confirm(self, name: str, password: str, address: str, now: datetime) -> None:
        """Check the password of somebody who is signed in, before the password or the second factor is changed.

        Somebody else may use a browser that is signed in.

        Raises:
            WrongPasswordError: it is wrong.
            TooManyError: too many attempts have failed; this one is not checked.
        """
        keys = {f"confirmed by {store.key_of(name)}": FREE_FOR_PERSON}
        with writing(self.engine) as connection:
            count(connection, keys, now)
        right = self._checked(name, password)
        with writing(self.engine) as connection:
            if right:
                store.forget_attempts(connection, keys, now)
                return
            note(connection, now, name, Act.PASSWORD_REFUSED, name, address)
        raise WrongPasswordError

    def person(self, token: str, now: datetime) -> Person | None:
        """Return who is signed in; None if the session has expired or was ended, or the account is disabled."""
        found = read(self.engine, store.session, token, now)
        if found is None:
            return None
        account, session, to_be_noted = found
        if to_be_noted:
            write(self.engine, store.use_session, session, now)
        bare = self.owes_factor(account) and not account.protected
        return Person(account.name, account.role, session, account.given_until is not None, bare)

    def owes_factor(self, account: Account) -> bool:
        """Whether an account needs a second factor."""
        return self.strict and account.role.covers(self.owing)

    def sign_out(self, token: str, now: datetime) -> None:
        """End the session of a token."""
        with writing(self.engine) as connection:
            if name := store.end_session(connection, token):
                note(connection, now, name, Act.SIGNED_OUT, name)

    def _checked(self, name: str, password: str) -> Account | None:
        """Return the account if the password is right and it is not disabled. Without an account, do the same work."""
        found = read(self.engine, store.account, name)
        right = is_right(self.hasher, found.password if found else None, password)
        return found if right and found and not found.disabled_at else None


def _has_ended(found: Account, now: datetime) -> bool:
    return found.given_until is not None and found.given_until < now


def _unchanged(connection: Connection, checked: Account) -> Account | None:
    """Return the current account; None if it was disabled or got another password while this one was checked."""
    found = store.account(connection, checked.name)
    return found if found and found.password == checked.password and not found.disabled_at else None
