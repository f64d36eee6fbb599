"""Passkeys: another way to sign in, by a device that proves a key and verifies its person by a finger, a face or a PIN.

A passkey replaces the password and the code. It also counts as a second factor: whoever has one does not sign in with
the password alone.

The library is imported by :mod:`ivr.service.people.webauthn` when it is needed: it takes 8 MB, which most processes can
do without.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from ivr.core.guesses import FREE_FOR_ADDRESS
from ivr.service.people.accounts import Accounts
from ivr.service.people.checks import count, new_codes
from ivr.service.people.credentials import ANSWER_WITHIN, LONGEST_NAME, AccountError, PasskeyError
from ivr.service.people.site import Site
from ivr.store import accounts as store
from ivr.store.accounts import Account, digest
from ivr.store.audit import Act, note
from ivr.store.db import read, writing
from ivr.store.passkeys import (
    Passkey,
    answer_challenge,
    drop_passkeys,
    keep_passkey,
    passkey,
    passkeys_of,
    use_passkey,
)
from sentences import Sentence

_MOST = 20
"""Passkeys of an account."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a device has to sign, once and within :data:`ANSWER_WITHIN`. It stays with the browser that asked for it."""

    text: str
    made_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Whether it may still be answered."""
        return self.made_at <= now <= self.made_at + ANSWER_WITHIN


def new_challenge(now: datetime) -> Challenge:
    """Make a challenge of 256 random bits."""
    return Challenge(secrets.token_urlsafe(32), now)


@dataclass(frozen=True)
class Passkeys:
    """The passkeys of accounts. ``site`` is None if browsers use none at the address of this service."""

    accounts: Accounts
    site: Site | None

    def of(self, name: str) -> list[Passkey]:
        """Return the passkeys of an account, the oldest first."""
        return read(self.accounts.engine, passkeys_of, self.accounts.account(name).id)

    def to_make(self, name: str, challenge: Challenge) -> dict[str, Any]:
        """Return what the browser is asked for a new passkey.

        Raises:
            AccountError: there are no passkeys at this address, or the account has too many.
        """
        from ivr.service.people.webauthn import creation_options  # noqa: PLC0415

        found, known = self.accounts.account(name), self.of(name)
        if self.site is None:
            raise AccountError(Sentence("browsers use passkeys only at an https address with a name"))
        if len(known) >= _MOST:
            raise AccountError(Sentence("there are {number} passkeys already; remove one first", number=_MOST))
        credentials = [each.credential for each in known]
        handle = self._handle(found, known)
        return creation_options(self.site, challenge.text, handle, found.name, credentials)

    def to_prove(self, challenge: Challenge) -> dict[str, Any]:
        """Return what the browser is asked for at sign-in.

        Raises:
            PasskeyError: there are no passkeys at this address.
        """
        from ivr.service.people.webauthn import request_options  # noqa: PLC0415

        if self.site is None:
            raise PasskeyError
        return request_options(self.site, challenge.text)

    def add(
        self, name: str, called: str, challenge: Challenge, answer: str, now: datetime, keep: str | None = None
    ) -> list[str]:
        """Add a passkey that a device has made. The sessions of the account end, except the one with the id ``keep``.

        Return recovery codes, of which only digests are stored, if it is the first second factor of the account.

        Raises:
            AccountError: the name ``called`` is empty or too long.
            PasskeyError: the device has not made it for this challenge.
        """
        from ivr.service.people.webauthn import made  # noqa: PLC0415

        check_called(called)
        if self.site is None or not challenge.is_fresh(now):
            raise PasskeyError
        new = made(self.site, challenge.text, answer)
        with self.accounts.changing(name) as (connection, found):
            handle = self._handle(found, passkeys_of(connection, found.id))
            row = Passkey(digest(new.id), found.id, handle, called, new.credential, new.counter, now)
            if not (_answers(connection, challenge, now) and keep_passkey(connection, row)):
                raise PasskeyError
            store.end_sessions(connection, found.id, but=keep)
            note(connection, now, found.name, Act.PASSKEY_ADDED, found.name, called)
            return [] if found.protected else new_codes(connection, found, now)

    def remove(self, name: str, passkey_id: str, now: datetime, keep: str | None = None) -> None:
        """Remove a passkey. The sessions of the account end, except the one with the id ``keep``.

        Raises:
            AccountError: there is no such passkey, or the account needs it as its only second factor.
        """
        with self.accounts.changing(name) as (connection, found):
            called = {each.id: each.name for each in passkeys_of(connection, found.id)}
            if passkey_id not in called:
                raise AccountError(Sentence("there is no such passkey; it may have been removed already"))
            only_factor = len(called) == 1 and found.second_factor is None
            if only_factor and self.accounts.owes_factor(found):
                raise AccountError(Sentence("this is your only second factor; add another passkey or the app first"))
            drop_passkeys(connection, found.id, only=passkey_id)
            if only_factor:
                store.keep_recovery_codes(connection, found.id, ())
            store.end_sessions(connection, found.id, but=keep)
            note(connection, now, found.name, Act.PASSKEY_REMOVED, found.name, called[passkey_id])

    def sign_in(self, challenge: Challenge, answer: str, address: str, agent: str, now: datetime) -> tuple[str, str]:
        """Begin a session; return its token, for the cookie, and the name of the account.

        Raises:
            PasskeyError: the answer proves no passkey of an account that is enabled, or its counter has gone back.
            TooManyError: too many answers from this address were refused; this one is not checked.
        """
        keys = {f"passkey from {address}": FREE_FOR_ADDRESS}
        with writing(self.accounts.engine) as connection:
            count(connection, keys, now)
        known, counter = self._proved(challenge, answer, now) or (None, 0)
        with writing(self.accounts.engine) as connection:
            store.lock_accounts(connection)
            found = known and store.owner(connection, known.account)
            fresh = found is not None and _answers(connection, challenge, now)
            if known and found and fresh and use_passkey(connection, known.id, counter, now):
                store.forget_attempts(connection, keys, now)
                token = store.begin_session(connection, found.id, address, agent, now)
                how = Sentence("{address}, by the passkey {name}", address=address, name=known.name)
                note(connection, now, found.name, Act.SIGNED_IN, found.name, how)
                return token, found.name
            back = known is not None and fresh and known.counter >= max(counter, 1)
            why = _gone_back(known.name, address) if known and back else address
            note(connection, now, found.name if found else "", Act.PASSKEY_REFUSED, "", why)
        raise PasskeyError

    def _proved(self, challenge: Challenge, answer: str, now: datetime) -> tuple[Passkey, int] | None:
        """Return the passkey of an answer, and its counter; None if the answer does not prove it."""
        from ivr.service.people.webauthn import claimed, proved  # noqa: PLC0415

        if self.site is None or not challenge.is_fresh(now):
            return None
        try:
            claim = claimed(answer)
            known = read(self.accounts.engine, passkey, digest(claim.id))
            if known is None or claim.handle != known.handle:
                return None
            return known, proved(self.site, challenge.text, known.credential, answer)
        except PasskeyError:
            return None

    def _handle(self, found: Account, known: list[Passkey]) -> str:
        """Return the random id by which devices know an account: base64url of 24 bytes that say nothing about it."""
        return known[0].handle if known else self.accounts.privacy.hash(f"passkeys of account {found.id}")[:32]


def check_called(called: str) -> None:
    """Check the name of a passkey.

    Raises:
        AccountError: it is empty, too long, or can't be displayed.
    """
    if not 1 <= len(called) <= LONGEST_NAME or not called.isprintable():
        raise AccountError(Sentence("a passkey's name has 1 to {number} characters", number=LONGEST_NAME))


def _answers(connection: Connection, challenge: Challenge, now: datetime) -> bool:
    return answer_challenge(connection, challenge.text, challenge.made_at + ANSWER_WITHIN, now)


def _gone_back(name: str, address: str) -> Sentence:
    return Sentence(
        "{address}, the counter of the passkey {name} has gone back: it may have been copied",
        address=address,
        name=name,
    )
