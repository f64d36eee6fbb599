"""Passkeys: who signs in with one, what is refused, and what it means for the second factor."""

from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import Engine

from ivr.core.roles import Role
from ivr.service.people.accounts import Accounts
from ivr.service.people.credentials import AccountError, PasskeyError, SignInError, TooManyError
from ivr.service.people.passkeys import Challenge, Passkeys, new_challenge
from ivr.service.people.second_factor import new_secret
from ivr.service.people.site import site_of
from ivr.store.audit import latest
from ivr.store.db import read
from tests.support.accounts import NOW, SecondFactor, sign_in
from tests.support.authenticator import Device

MINUTE = timedelta(minutes=1)
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def passkeys(accounts: Accounts) -> Passkeys:
    return Passkeys(accounts, site_of("https://hotline.example.org"))


def add(passkeys: Passkeys, device: Device, name: str = "Ben", called: str = "Telephone") -> list[str]:
    """Add a passkey of a device; return the recovery codes."""
    challenge = new_challenge(NOW)
    return passkeys.add(name, called, challenge, device.make(passkeys.to_make(name, challenge)), NOW)


def come_in(passkeys: Passkeys, device: Device, now: datetime = NOW, **lies: object) -> tuple[str, str]:
    """Sign in with a device; return the token and the name."""
    challenge = new_challenge(now)
    return passkeys.sign_in(challenge, device.prove(passkeys.to_prove(challenge), **lies), "::1", "a browser", now)


def log(engine: Engine) -> tuple[str, str, str]:
    entry = read(engine, latest, 1)[0]
    return entry.who, str(entry.act), str(entry.detail)


def test_a_passkey_lets_its_person_in(accounts: Accounts, passkeys: Passkeys, engine: Engine) -> None:
    telephone, key = Device(), Device(counter=7)
    add(passkeys, telephone)
    assert log(engine) == ("Ben", "recovery codes made", "")
    add(passkeys, key, called="Key")
    assert log(engine) == ("Ben", "passkey added", "Key")
    for device in (telephone, telephone, key, key):
        token, name = come_in(passkeys, device, NOW + MINUTE)
        person = accounts.person(token, NOW + MINUTE)
        assert person
        assert (name, person.name, person.role) == ("Ben", "Ben", Role.VIEWER)
    assert log(engine) == ("Ben", "signed in", "::1, by the passkey Key")
    assert sorted((each.name, each.counter, each.used_at) for each in passkeys.of("Ben")) == [
        ("Key", 9, NOW + MINUTE),
        ("Telephone", 0, NOW + MINUTE),
    ]


def test_the_password_alone_lets_nobody_in_who_has_a_passkey(accounts: Accounts, passkeys: Passkeys) -> None:
    codes = add(passkeys, Device())
    assert len(codes) == 10
    with pytest.raises(SignInError):
        sign_in(accounts, "Ben")
    assert sign_in(accounts, "Ben", code=codes[0])
    assert add(passkeys, Device(), called="Key") == []
    assert accounts.recovery_codes_left("Ben") == 9


@on_one_database
def test_with_an_app_the_codes_stay(accounts: Accounts, passkeys: Passkeys, codes: SecondFactor) -> None:
    assert add(passkeys, Device()) == []
    accounts.turn_off("Ben", "Ben", NOW)
    assert accounts.recovery_codes_left("Ben") == 10
    with pytest.raises(SignInError):
        sign_in(accounts, "Ben")
    (passkey,) = passkeys.of("Ben")
    passkeys.remove("Ben", passkey.id, NOW)
    assert accounts.recovery_codes_left("Ben") == 0
    assert sign_in(accounts, "Ben")


def test_an_answer_counts_once(passkeys: Passkeys, accounts: Accounts, engine: Engine) -> None:
    device, challenge = Device(), new_challenge(NOW)
    add(passkeys, device)
    answer = device.prove(passkeys.to_prove(challenge))
    assert passkeys.sign_in(challenge, answer, "::1", "", NOW)
    with pytest.raises(PasskeyError):
        passkeys.sign_in(challenge, answer, "192.0.2.1", "", NOW)
    assert log(engine) == ("Ben", "passkey refused", "192.0.2.1")
    made = Device()
    again = made.make(passkeys.to_make("Aiko", challenge))
    with pytest.raises(PasskeyError):
        passkeys.add("Aiko", "Telephone", challenge, again, NOW)
    assert accounts.account("Aiko").passkeys == 0


@on_one_database
@pytest.mark.parametrize("late", [-MINUTE, timedelta(minutes=5, seconds=1)])
def test_a_challenge_ends_after_five_minutes(passkeys: Passkeys, late: timedelta) -> None:
    device, challenge = Device(), new_challenge(NOW)
    add(passkeys, device)
    answer = device.prove(passkeys.to_prove(challenge))
    with pytest.raises(PasskeyError):
        passkeys.sign_in(challenge, answer, "::1", "", NOW + late)
    with pytest.raises(PasskeyError):
        passkeys.add("Aiko", "Key", challenge, Device().make(passkeys.to_make("Aiko", challenge)), NOW + late)
    assert passkeys.sign_in(challenge, answer, "::1", "", NOW + timedelta(minutes=5))


@on_one_database
def test_the_challenge_of_another_browser_is_refused(passkeys: Passkeys) -> None:
    device, challenge = Device(), new_challenge(NOW)
    add(passkeys, device)
    answer = device.prove(passkeys.to_prove(challenge))
    for other in (new_challenge(NOW), Challenge("", NOW)):
        with pytest.raises(PasskeyError):
            passkeys.sign_in(other, answer, "::1", "", NOW)


def test_a_passkey_stands_for_its_own_account_only(passkeys: Passkeys, accounts: Accounts) -> None:
    of_ben, of_aiko = Device(), Device()
    add(passkeys, of_ben)
    add(passkeys, of_aiko, "Aiko")
    assert of_ben.handle != of_aiko.handle
    for lie in (of_aiko.handle, "", "h" * 32):
        with pytest.raises(PasskeyError):
            come_in(passkeys, of_ben, handle=lie)
    with pytest.raises(PasskeyError):
        add(passkeys, Device(key=of_ben.key, id=of_ben.id), "Aiko", "Mine")
    (passkey,) = passkeys.of("Ben")
    with pytest.raises(AccountError, match="there is no such passkey"):
        passkeys.remove("Aiko", passkey.id, NOW)
    assert come_in(passkeys, of_ben)[1] == "Ben"
    assert accounts.account("Aiko").passkeys == accounts.account("Ben").passkeys == 1


@on_one_database
@pytest.mark.parametrize("counter", [0, 6, 7])
def test_a_counter_that_goes_back_is_refused_and_noted(passkeys: Passkeys, engine: Engine, counter: int) -> None:
    device = Device(counter=7)
    add(passkeys, device)
    with pytest.raises(PasskeyError):
        come_in(passkeys, device, counter=counter)
    why = "::1, the counter of the passkey Telephone has gone back: it may have been copied"
    assert log(engine) == ("Ben", "passkey refused", why)
    assert come_in(passkeys, device, counter=9)


def test_nobody_comes_in_whose_access_is_disabled_or_whose_passkey_is_gone(
    passkeys: Passkeys, accounts: Accounts, engine: Engine
) -> None:
    device = Device()
    add(passkeys, device)
    accounts.disable("Ben", "Aiko", NOW)
    with pytest.raises(PasskeyError):
        come_in(passkeys, device)
    assert log(engine) == ("Ben", "passkey refused", "::1")
    accounts.enable("Ben", "Aiko", NOW)
    session, _ = come_in(passkeys, device)
    accounts.take_factors("Ben", "Aiko", NOW)
    assert accounts.person(session, NOW) is None
    with pytest.raises(PasskeyError):
        come_in(passkeys, device)
    assert log(engine) == ("", "passkey refused", "::1")
    assert sign_in(accounts, "Ben")


@on_one_database
def test_an_administrator_keeps_one_second_factor(passkeys: Passkeys, accounts: Accounts) -> None:
    add(passkeys, Device(), "Aiko")
    (only,) = passkeys.of("Aiko")
    person = accounts.person(come_in(passkeys, add_another(passkeys))[0], NOW)
    assert person
    assert not person.must_set_up_factor
    passkeys.remove("Aiko", only.id, NOW)
    (last,) = passkeys.of("Aiko")
    with pytest.raises(AccountError, match="this is your only second factor"):
        passkeys.remove("Aiko", last.id, NOW)
    secret = new_secret()
    accounts.turn_on("Aiko", secret, pyotp.TOTP(secret).at(NOW), NOW)
    passkeys.remove("Aiko", last.id, NOW)
    assert passkeys.of("Aiko") == []


def add_another(passkeys: Passkeys) -> Device:
    device = Device()
    add(passkeys, device, "Aiko", "Another")
    return device


@on_one_database
def test_other_sessions_end_when_a_passkey_is_added_or_removed(passkeys: Passkeys, accounts: Accounts) -> None:
    before = sign_in(accounts, "Ben")
    device = Device()
    codes = add(passkeys, device)
    assert accounts.person(before, NOW) is None
    before = sign_in(accounts, "Ben", code=codes[0])
    passkeys.remove("Ben", passkeys.of("Ben")[0].id, NOW)
    assert accounts.person(before, NOW) is None


@on_one_database
def test_what_is_refused_is_limited(passkeys: Passkeys) -> None:
    device = Device()
    add(passkeys, device)
    for _ in range(50):
        with pytest.raises(PasskeyError):
            passkeys.sign_in(new_challenge(NOW), "{}", "192.0.2.1", "", NOW)
    with pytest.raises(TooManyError):
        passkeys.sign_in(new_challenge(NOW), "{}", "192.0.2.1", "", NOW)


@on_one_database
@pytest.mark.parametrize("called", ["", "x" * 41, "a\nb"])
def test_a_passkey_has_a_name(passkeys: Passkeys, called: str) -> None:
    with pytest.raises(AccountError, match="a passkey's name has 1 to 40 characters"):
        add(passkeys, Device(), called=called)


@on_one_database
def test_where_browsers_use_none_nothing_is_asked(accounts: Accounts) -> None:
    passkeys = Passkeys(accounts, site_of("http://192.0.2.1"))
    with pytest.raises(AccountError, match="https address"):
        passkeys.to_make("Ben", new_challenge(NOW))
    with pytest.raises(PasskeyError):
        passkeys.to_prove(new_challenge(NOW))
