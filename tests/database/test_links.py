"""Links by which people choose a password: each works once, and lets nobody around the second factor."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from ivr.core.roles import Role
from ivr.service.backup.restoring import restore
from ivr.service.people.accounts import Accounts
from ivr.service.people.credentials import GIVEN_FOR, AccountError, LinkError, SignInError, TooManyError
from ivr.service.people.links import Links
from ivr.store.audit import latest
from ivr.store.backup import copy_in_use
from ivr.store.db import open_store, read
from tests.support.accounts import NOW, PASSWORD, SecondFactor, sign_in

OWN = "a password that nobody else knows"
Spoil = Callable[[Links, str], str]
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def links(accounts: Accounts) -> Links:
    return Links(accounts, "https://hotline.example.org")


def token_of(links: Links, name: str = "Ben", now: datetime = NOW) -> str:
    """Make a link; return its token."""
    address = links.make(name, "Aiko", now)
    return address.removeprefix("https://hotline.example.org/ops/link/")


def test_a_password_is_chosen_by_a_link(accounts: Accounts, links: Links) -> None:
    session = sign_in(accounts, "Ben")
    token = token_of(links)
    assert links.whose(token, "::1", NOW) == links.whose(token, "::1", NOW) == "Ben"
    assert sign_in(accounts, "Ben"), "the old password is valid until another is chosen"
    assert links.choose(token, OWN, "::1", NOW) == "Ben"
    assert accounts.person(session, NOW) is None
    with pytest.raises(SignInError):
        sign_in(accounts, "Ben")
    person = accounts.person(sign_in(accounts, "Ben", OWN), NOW)
    assert person
    assert not person.must_change_password


def test_somebody_new_has_no_password_until_then(accounts: Accounts, links: Links) -> None:
    assert accounts.invite("  Chika   Abe ", Role.EDITOR, "Aiko", NOW) == "Chika Abe"
    assert accounts.account("chika abe").invited
    for guess in ("", "!", "Chika Abe"):
        with pytest.raises(SignInError):
            sign_in(accounts, "Chika Abe", guess)
    links.choose(token_of(links, "Chika Abe"), OWN, "::1", NOW)
    assert sign_in(accounts, "Chika Abe", OWN)
    assert not accounts.account("Chika Abe").invited
    with pytest.raises(AccountError, match="already an account"):
        accounts.invite("CHIKA ABE", Role.ADMIN, "Aiko", NOW)


@on_one_database
def test_the_second_factor_is_asked_for_afterwards(accounts: Accounts, links: Links, codes: SecondFactor) -> None:
    links.choose(token_of(links), OWN, "::1", NOW)
    with pytest.raises(SignInError):
        sign_in(accounts, "Ben", OWN)
    later = NOW + timedelta(minutes=5)
    assert sign_in(accounts, "Ben", OWN, code=codes(later), now=later)


def used(links: Links, token: str) -> str:
    links.choose(token, OWN, "::1", NOW)
    return token


def replaced(links: Links, token: str) -> str:
    token_of(links)
    return token


def changed(links: Links, token: str) -> str:
    links.accounts.set_password("Ben", OWN, "Ben", NOW)
    return token


def disabled(links: Links, token: str) -> str:
    links.accounts.disable("Ben", "Aiko", NOW)
    return token


def disabled_for_a_while(links: Links, token: str) -> str:
    links.accounts.disable("Ben", "Aiko", NOW)
    links.accounts.enable("Ben", "Aiko", NOW)
    return token


def ended(links: Links, token: str) -> str:
    return token_of(links, now=NOW - GIVEN_FOR)


def altered(links: Links, token: str) -> str:
    return token[:-1] + ("A" if token[-1] != "A" else "B")


def unknown(links: Links, token: str) -> str:
    return "x"


@on_one_database
@pytest.mark.parametrize(
    "spoil",
    [used, replaced, changed, disabled, disabled_for_a_while, ended, altered, unknown],
    ids=lambda it: it.__name__,
)
def test_a_link_that_is_not_valid_gets_one_answer(accounts: Accounts, links: Links, spoil: Spoil) -> None:
    token = spoil(links, token_of(links))
    before = accounts.account("Ben")
    with pytest.raises(LinkError, match="this link is not valid: it was used or replaced, has ended"):
        links.whose(token, "::1", NOW)
    with pytest.raises(LinkError):
        links.choose(token, "another good one", "::1", NOW)
    assert accounts.account("Ben") == before


@on_one_database
def test_a_link_is_valid_for_a_day(links: Links) -> None:
    token = token_of(links)
    assert links.whose(token, "::1", NOW + GIVEN_FOR - timedelta(seconds=1))
    with pytest.raises(LinkError):
        links.whose(token, "::1", NOW + GIVEN_FOR)


@on_one_database
def test_a_poor_password_leaves_the_link(links: Links) -> None:
    token = token_of(links)
    with pytest.raises(AccountError, match="a password has 12 to 200 characters"):
        links.choose(token, "short", "::1", NOW)
    with pytest.raises(AccountError, match="easy to guess"):
        links.choose(token, "Ben Ben Ben Ben", "::1", NOW)
    assert links.choose(token, OWN, "::1", NOW)


@on_one_database
def test_whoever_has_no_access_gets_no_link(accounts: Accounts, links: Links) -> None:
    accounts.disable("Ben", "Aiko", NOW)
    with pytest.raises(AccountError, match="Ben's access is disabled; enable it first"):
        links.make("Ben", "Aiko", NOW)


@on_one_database
def test_guesses_at_links_are_limited(links: Links) -> None:
    token = token_of(links)
    for guess in range(50):
        with pytest.raises(LinkError):
            links.whose(f"{guess}", "192.0.2.1", NOW)
    with pytest.raises(TooManyError):
        links.whose(token, "192.0.2.1", NOW)
    assert links.whose(token, "192.0.2.2", NOW)


@on_one_database
def test_a_link_that_was_used_since_a_backup_does_not_come_back(links: Links, tmp_path: Path) -> None:
    token = token_of(links)
    copy_in_use(tmp_path / "test.db", tmp_path / "backup.db")
    links.choose(token, OWN, "::1", NOW)
    restore(tmp_path / "backup.db", tmp_path / "place.db", NOW, "Aiko", replace=False)
    engine = open_store(f"sqlite:///{tmp_path}/place.db")
    with pytest.raises(LinkError):
        Links(replace(links.accounts, engine=engine), links.public_url).whose(token, "::1", NOW)
    engine.dispose()


def test_the_log_has_each_step_and_the_database_no_token(links: Links, engine: Engine) -> None:
    token = token_of(links)
    with engine.connect() as connection:
        assert token not in str(connection.execute(text("SELECT * FROM password_links")).all())
    links.choose(token, OWN, "::1", NOW)
    with pytest.raises(LinkError):
        links.choose(token, PASSWORD, "192.0.2.1", NOW)
    told = [(each.who, each.act, str(each.what), str(each.detail)) for each in reversed(read(engine, latest, 3))]
    assert told == [
        ("Aiko", "link made", "Ben", ""),
        ("Ben", "password changed", "Ben", "by a link"),
        ("", "link refused", "", "192.0.2.1"),
    ]
