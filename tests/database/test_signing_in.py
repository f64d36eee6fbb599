"""Who may sign in: passwords, second factors, and how many guesses there are."""

import threading
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import Engine, select, text

from ivr.core.roles import Role
from ivr.privacy import Privacy
from ivr.service.people.accounts import Accounts
from ivr.service.people.credentials import AccountError, SignInError, TooManyError
from ivr.service.people.second_factor import new_secret
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


# --- guesses


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
