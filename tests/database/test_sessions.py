"""How long a session lasts, and what ends it."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from ivr.core.roles import Role
from ivr.service.people.accounts import Accounts
from ivr.store.tables import sessions
from tests.support.accounts import NOW, sign_in


def test_a_session_ends_after_two_idle_hours_and_after_twelve(accounts: Accounts) -> None:
    token, hour = sign_in(accounts), timedelta(hours=1)
    for hours in range(1, 13):
        assert accounts.person(token, NOW + hours * hour)
    assert accounts.person(token, NOW + 12 * hour + timedelta(minutes=1)) is None
    idle = sign_in(accounts)
    assert accounts.person(idle, NOW + 2 * hour + timedelta(seconds=1)) is None


def test_what_is_unknown_is_nobody(accounts: Accounts) -> None:
    assert accounts.person("", NOW) is None
    assert accounts.person("x" * 4000, NOW) is None


def test_ended_elsewhere_means_ended(accounts: Accounts) -> None:
    here, there = sign_in(accounts), sign_in(accounts)
    person = accounts.person(here, NOW)
    assert person is not None
    assert accounts.end_sessions("Aiko", "Aiko", NOW, but=person.session) == 1
    assert accounts.person(there, NOW) is None
    assert accounts.person(here, NOW)
    accounts.sign_out(here, NOW)
    assert accounts.person(here, NOW) is None


def test_sessions_of_others_can_not_be_ended_by_their_id(accounts: Accounts) -> None:
    token = sign_in(accounts)
    person = accounts.person(token, NOW)
    assert person is not None
    assert accounts.end_sessions("Ben", "Ben", NOW, only=person.session) == 0
    assert accounts.person(token, NOW)


@pytest.mark.parametrize("change", ["password", "role", "disable", "second factor"])
def test_what_changes_an_account_ends_its_sessions(accounts: Accounts, change: str) -> None:
    token = sign_in(accounts, "Ben")
    match change:
        case "password":
            accounts.set_password("Ben", "another good password", "Aiko", NOW)
        case "role":
            accounts.set_role("Ben", Role.EDITOR, "Aiko", NOW)
        case "disable":
            accounts.disable("Ben", "Aiko", NOW)
        case _:
            accounts.turn_off("Ben", "Aiko", NOW)
    assert accounts.person(token, NOW) is None


def test_sessions_that_are_over_are_swept_away(accounts: Accounts, engine: Engine) -> None:
    sign_in(accounts)
    sign_in(accounts, now=NOW + timedelta(days=1))
    with engine.connect() as connection:
        assert len(connection.execute(select(sessions)).all()) == 1


def test_a_session_that_a_wrong_clock_has_begun_does_not_last(accounts: Accounts) -> None:
    token = sign_in(accounts, now=NOW + timedelta(hours=1))
    assert accounts.person(token, NOW) is None
    assert accounts.sessions("Aiko", NOW) == []
