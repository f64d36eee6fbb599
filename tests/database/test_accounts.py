"""Accounts: who can be added, that an administrator is left, and what is noted."""

import threading

import pytest
from sqlalchemy import Engine, select

from ivr.core.roles import Role
from ivr.service.people.accounts import Accounts
from ivr.service.people.credentials import AccountError, SignInError
from ivr.store.audit import latest
from ivr.store.db import read
from ivr.store.tables import accounts as table
from tests.support.accounts import NOW, PASSWORD, sign_in


@pytest.mark.parametrize(
    ("name", "password", "why"),
    [
        ("aiko", PASSWORD, "there is already an account called aiko"),
        ("A", PASSWORD, "a name has 2 to 40 characters"),
        ("x" * 41, PASSWORD, "a name has 2 to 40 characters"),
        ("Chika", "eleven char", "a password has 12 to 200 characters"),
        ("Chika", "x" * 201, "a password has 12 to 200 characters"),
        ("a long name of mine", "A LONG NAME OF MINE", "this password is easy to guess"),
    ],
)
def test_who_can_not_be_added(accounts: Accounts, name: str, password: str, why: str) -> None:
    with pytest.raises(AccountError, match=why):
        accounts.add(name, Role.VIEWER, password, "Aiko", NOW)
    assert len(accounts.everybody()) == 2


def test_the_last_administrator_stays(accounts: Accounts) -> None:
    with pytest.raises(AccountError, match="last administrator"):
        accounts.disable("Aiko", "Aiko", NOW)
    with pytest.raises(AccountError, match="last administrator"):
        accounts.set_role("Aiko", Role.VIEWER, "Aiko", NOW)
    accounts.set_role("Ben", Role.ADMIN, "Aiko", NOW)
    accounts.disable("Aiko", "Ben", NOW)
    with pytest.raises(AccountError, match="last administrator"):
        accounts.disable("Ben", "Ben", NOW)


def test_two_administrators_can_not_end_each_other_at_once(accounts: Accounts, engine: Engine) -> None:
    accounts.set_role("Ben", Role.ADMIN, "Aiko", NOW)
    barrier = threading.Barrier(2)
    refused = []

    def end(who: str, whom: str) -> None:
        barrier.wait()
        try:
            accounts.disable(whom, who, NOW)
        except AccountError as error:
            refused.append(error)

    threads = [threading.Thread(target=end, args=pair) for pair in (("Aiko", "Ben"), ("Ben", "Aiko"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with engine.connect() as connection:
        assert len(connection.execute(select(table).where(table.c.disabled_at.is_(None))).all()) == 1


def test_every_change_and_every_sign_in_is_noted(accounts: Accounts, engine: Engine) -> None:
    sign_in(accounts, "Ben", at="192.0.2.1")
    with pytest.raises(SignInError):
        sign_in(accounts, "Ben\n\x1b[31m", "wrong")
    accounts.set_role("Ben", Role.EDITOR, "Aiko", NOW)
    accounts.set_role("Ben", Role.EDITOR, "Aiko", NOW)  # changes nothing
    told = [(each.who, each.act, str(each.what), str(each.detail)) for each in reversed(read(engine, latest, 9))]
    assert told == [
        ("test", "account added", "Aiko", "admin"),
        ("Aiko", "account added", "Ben", "viewer"),
        ("Ben", "signed in", "Ben", "192.0.2.1"),
        ("Ben[31m", "sign-in refused", "", "::1"),
        ("Aiko", "account changed", "Ben", "viewer becomes editor"),
    ]
