"""Who may come in: passwords, second factors, guesses, sessions."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import Engine, select, text

from ivr.core.roles import Role
from ivr.privacy import Privacy
from ivr.service.people.accounts import Accounts
from ivr.service.people.credentials import AccountError, SignInError, TooManyError
from ivr.service.people.second_factor import new_secret
from ivr.store.audit import latest
from ivr.store.db import read
from ivr.store.tables import accounts as table
from ivr.store.tables import attempts, sessions
from tests.support.settings import QUICK

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
PASSWORD = "correct horse battery"
SecondFactor = Callable[[datetime], str]


@pytest.fixture
def accounts(engine: Engine, privacy: Privacy) -> Accounts:
    found = Accounts(engine, privacy, QUICK)
    found.add("Aiko", Role.ADMIN, PASSWORD, "test", NOW)
    found.add("Ben", Role.VIEWER, PASSWORD, "Aiko", NOW)
    return found


@pytest.fixture
def codes(accounts: Accounts) -> SecondFactor:
    """Ben has a second factor; tells its code at a moment."""
    secret = new_secret()
    accounts.turn_on("Ben", secret, pyotp.TOTP(secret).at(NOW), NOW)
    return pyotp.TOTP(secret).at


def sign_in(
    accounts: Accounts,
    name: str = "Aiko",
    password: str = PASSWORD,
    code: str = "",
    now: datetime = NOW,
    at: str = "::1",
) -> str:
    return accounts.sign_in(name, password, code, at, "a browser", now)


# --- signing in


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


# --- sessions


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


# --- accounts


@pytest.mark.parametrize(
    ("name", "password", "why"),
    [
        ("aiko", PASSWORD, "there is already an account called aiko"),
        ("A", PASSWORD, "a name has 2 to 40 characters"),
        ("x" * 41, PASSWORD, "a name has 2 to 40 characters"),
        ("Chika", "eleven char", "a password has 12 to 200 characters"),
        ("Chika", "x" * 201, "a password has 12 to 200 characters"),
        ("a long name of mine", "A LONG NAME OF MINE", "a password can't be the name"),
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
