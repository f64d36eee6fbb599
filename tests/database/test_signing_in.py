"""Who may sign in: passwords, second factors, and how many guesses there are."""

import secrets
import threading
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import Engine, select, text

from ivr.core.roles import Role
from ivr.privacy import Privacy
from ivr.service.people.accounts import Accounts
from ivr.service.people.credentials import (
    AccountError,
    SignInError,
    StartPasswordError,
    TooManyError,
    WrongPasswordError,
)
from ivr.service.people.second_factor import new_secret
from ivr.store.audit import latest
from ivr.store.db import read
from ivr.store.tables import attempts
from tests.support.accounts import NOW, PASSWORD, SecondFactor, sign_in
from tests.support.settings import QUICK

# --- passwords


@pytest.mark.parametrize("name", ["Aiko", "aiko", " AIKO ", "Ａｉｋｏ"])
def test_neither_case_nor_width_of_a_name_matter(accounts: Accounts, name: str) -> None:
    person = accounts.person(sign_in(accounts, name), NOW)
    assert person is not None
    assert (person.name, person.role) == ("Aiko", Role.ADMIN)


def test_whoever_guesses_gets_the_same_words(accounts: Accounts, codes: SecondFactor) -> None:
    accounts.add("Chika", Role.EDITOR, PASSWORD, "Aiko", NOW)
    accounts.disable("Chika", "Aiko", NOW)
    words = set()
    for name, password, code in [
        ("Nobody", PASSWORD, ""),
        ("Aiko", "wrong", ""),
        ("Ben", PASSWORD, ""),
        ("Ben", PASSWORD, "000000"),
        ("Chika", PASSWORD, ""),
        ("Aiko\x00", "wrong", ""),
        ("", "", ""),
    ]:
        with pytest.raises(SignInError) as error:
            sign_in(accounts, name, password, code)
        words.add(str(error.value))
    assert words == {"the name, the password or the code is wrong"}


def test_the_database_holds_neither_password_nor_token_nor_secret(accounts: Accounts, engine: Engine) -> None:
    secret = new_secret()
    recovery = accounts.turn_on("Aiko", secret, pyotp.TOTP(secret).at(NOW), NOW)
    token = sign_in(accounts, code=recovery[0])
    with engine.connect() as connection:
        held = str(
            [connection.execute(text(f"SELECT * FROM {name}")).all() for name in ("accounts", "sessions", "audit")]
        )
        held += str(connection.execute(text("SELECT * FROM recovery_codes")).all())
    for hidden in (PASSWORD, token, secret, recovery[1], recovery[1].replace("-", "")):
        assert hidden not in held


def test_a_password_counts_as_it_was_typed(accounts: Accounts) -> None:
    longest = secrets.token_urlsafe(150)
    assert len(longest) == 200
    accounts.set_password("Ben", longest, "Ben", NOW)
    for typed in (f"{longest}x", longest[:199], f"{longest} ", longest.upper()):
        with pytest.raises(SignInError):
            sign_in(accounts, "Ben", typed)
    assert sign_in(accounts, "Ben", longest)


def test_a_password_is_hashed_at_the_cost_that_rfc_9106_asks_for(engine: Engine, privacy: Privacy) -> None:
    Accounts(engine, privacy).add("Aiko", Role.ADMIN, PASSWORD, "test", NOW)
    with engine.connect() as connection:
        assert "$argon2id$v=19$m=65536,t=3,p=4$" in str(connection.execute(text("SELECT * FROM accounts")).all())


def test_a_password_of_a_lesser_cost_is_hashed_anew_when_it_is_used(engine: Engine, privacy: Privacy) -> None:
    Accounts(engine, privacy, QUICK).add("Aiko", Role.ADMIN, PASSWORD, "test", NOW)
    sign_in(Accounts(engine, privacy))
    with engine.connect() as connection:
        assert "$m=65536," in str(connection.execute(text("SELECT * FROM accounts")).all())


# --- the second factor


def test_a_code_is_good_once_and_for_about_a_minute(accounts: Accounts, codes: SecondFactor) -> None:
    later = NOW + timedelta(minutes=5)
    assert sign_in(accounts, "Ben", code=codes(later - timedelta(seconds=30)), now=later)
    with pytest.raises(SignInError):
        sign_in(accounts, "Ben", code=codes(later - timedelta(seconds=30)), now=later)
    assert sign_in(accounts, "Ben", code=f" {codes(later)[:3]} {codes(later)[3:]} ", now=later)
    with pytest.raises(SignInError):
        sign_in(accounts, "Ben", code=codes(later + timedelta(minutes=2)), now=later)


def test_a_recovery_code_is_good_once(accounts: Accounts, codes: SecondFactor) -> None:
    first, *_ = accounts.new_recovery_codes("Ben", NOW)
    assert sign_in(accounts, "Ben", code=first.upper())
    assert accounts.recovery_codes_left("Ben") == 9
    with pytest.raises(SignInError):
        sign_in(accounts, "Ben", code=first)


def test_a_second_factor_needs_its_code_to_be_turned_on(accounts: Accounts) -> None:
    with pytest.raises(AccountError, match="clock of the telephone"):
        accounts.turn_on("Ben", new_secret(), "123", NOW)
    assert sign_in(accounts, "Ben")


def test_a_second_factor_outlives_a_change_of_the_key(engine: Engine, accounts: Accounts, codes: SecondFactor) -> None:
    later = NOW + timedelta(minutes=5)
    keys = Privacy("another secret of thirty-two chars", "a secret of thirty-two characters")
    renewed = Accounts(engine, keys, QUICK)
    assert sign_in(renewed, "Ben", code=codes(later), now=later)


def test_turned_off_the_password_is_enough(accounts: Accounts, codes: SecondFactor) -> None:
    accounts.turn_off("Ben", "Aiko", NOW)
    assert sign_in(accounts, "Ben")
    assert accounts.recovery_codes_left("Ben") == 0


def test_a_clock_that_was_years_ahead_does_not_spoil_the_codes(accounts: Accounts, codes: SecondFactor) -> None:
    ahead = NOW + timedelta(days=3650)
    accounts.set_password("Ben", PASSWORD, "Ben", NOW)
    assert sign_in(accounts, "Ben", code=codes(ahead), now=ahead)
    later = NOW + timedelta(minutes=5)
    assert sign_in(accounts, "Ben", code=codes(later), now=later)
    with pytest.raises(SignInError):
        sign_in(accounts, "Ben", code=codes(later), now=later)


# --- what has to be done first


def test_a_password_that_somebody_else_has_set_has_to_be_changed(accounts: Accounts) -> None:
    token = sign_in(accounts, "Ben")
    person = accounts.person(token, NOW)
    assert person is not None
    assert (person.must_change_password, person.must_set_up_factor) == (True, False)
    accounts.set_password("Ben", "another good password", "Ben", NOW, person.session)
    person = accounts.person(token, NOW)
    assert person is not None
    assert not person.owes
    assert sign_in(accounts, "Ben", "another good password", now=NOW + timedelta(days=400))


def test_a_password_that_somebody_else_has_set_ends_after_a_day(accounts: Accounts) -> None:
    day = timedelta(days=1)
    assert sign_in(accounts, "Ben", now=NOW + day)
    with pytest.raises(StartPasswordError, match="start password has ended"):
        sign_in(accounts, "Ben", now=NOW + day + timedelta(seconds=1))
    with pytest.raises(SignInError, match="the name, the password or the code is wrong"):
        sign_in(accounts, "Ben", "wrong", now=NOW + day + timedelta(seconds=1))
    accounts.set_password("Ben", "another good password", "Aiko", NOW + day)
    assert sign_in(accounts, "Ben", "another good password", now=NOW + 2 * day)


def test_an_administrator_has_to_set_up_a_second_factor(accounts: Accounts, codes: SecondFactor) -> None:
    token = sign_in(accounts)
    person = accounts.person(token, NOW)
    assert person is not None
    assert person.must_set_up_factor
    secret = new_secret()
    accounts.turn_on("Aiko", secret, pyotp.TOTP(secret).at(NOW), NOW, person.session)
    person = accounts.person(token, NOW)
    assert person is not None
    assert not person.must_set_up_factor


def test_where_nothing_needs_protection_nothing_has_to_be_done_first(engine: Engine, privacy: Privacy) -> None:
    lenient = Accounts(engine, privacy, QUICK, strict=False)
    lenient.add("Aiko", Role.ADMIN, PASSWORD, "test", NOW)
    person = lenient.person(sign_in(lenient), NOW)
    assert person is not None
    assert not person.owes


# --- the password of somebody who is signed in


def test_the_password_is_asked_for_again_five_times(accounts: Accounts, engine: Engine) -> None:
    for _ in range(5):
        with pytest.raises(WrongPasswordError):
            accounts.confirm("Ben", "wrong", "192.0.2.1", NOW)
    with pytest.raises(TooManyError):
        accounts.confirm("Ben", PASSWORD, "192.0.2.1", NOW)
    told = [(each.who, each.act, each.detail) for each in read(engine, latest, 5)]
    assert told == [("Ben", "password refused", "192.0.2.1")] * 5
    assert sign_in(accounts, "Ben")  # another limit
    accounts.confirm("Ben", PASSWORD, "192.0.2.1", NOW + timedelta(minutes=1))
    with pytest.raises(WrongPasswordError):
        accounts.confirm("Ben", "wrong", "192.0.2.1", NOW + timedelta(minutes=1))


# --- guesses


def test_a_clock_that_was_years_ahead_locks_nobody_out(accounts: Accounts) -> None:
    ahead = NOW + timedelta(days=3650)
    for _ in range(5):
        with pytest.raises(SignInError):
            sign_in(accounts, password="wrong", now=ahead)
    with pytest.raises(TooManyError):
        sign_in(accounts, now=ahead)
    assert sign_in(accounts)


def test_after_five_guesses_one_waits_longer_and_longer(accounts: Accounts) -> None:
    waits, now = [], NOW
    for _ in range(9):
        try:
            sign_in(accounts, password="wrong", now=now)
        except SignInError:
            continue
        except TooManyError as error:
            waits.append(error.wait.total_seconds())
            now += error.wait
    assert waits == [30, 60]
    with pytest.raises(TooManyError):
        sign_in(accounts, now=now)  # the right password, too
    assert sign_in(accounts, now=now + timedelta(minutes=15))


def test_another_address_is_not_locked_out_by_a_few_guesses(accounts: Accounts) -> None:
    for _ in range(5):
        with pytest.raises(SignInError):
            sign_in(accounts, password="wrong")
    assert sign_in(accounts, at="192.0.2.7")


def test_guesses_from_everywhere_are_counted_by_name(accounts: Accounts) -> None:
    for number in range(20):
        with pytest.raises(SignInError):
            sign_in(accounts, password="wrong", at=f"192.0.2.{number}")
    with pytest.raises(TooManyError):
        sign_in(accounts, at="192.0.2.99")


def test_guesses_at_many_names_are_counted_by_address(accounts: Accounts) -> None:
    for number in range(50):
        with pytest.raises(SignInError):
            sign_in(accounts, name=f"guess {number}", password="wrong")
    with pytest.raises(TooManyError):
        sign_in(accounts)


def test_twelve_guesses_at_once_are_not_more_than_five(accounts: Accounts, engine: Engine) -> None:
    ends: list[type[Exception]] = []
    barrier = threading.Barrier(12)

    def guess() -> None:
        barrier.wait()
        try:
            sign_in(accounts, password="wrong")
        except (SignInError, TooManyError) as error:
            ends.append(type(error))

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends.count(SignInError) == 5
    assert ends.count(TooManyError) == 7


def test_whoever_got_in_begins_anew(accounts: Accounts, engine: Engine) -> None:
    for _ in range(4):
        with pytest.raises(SignInError):
            sign_in(accounts, password="wrong")
    sign_in(accounts)
    with engine.connect() as connection:
        assert connection.execute(select(attempts)).all() == []
