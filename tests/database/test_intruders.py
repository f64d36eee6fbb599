"""What somebody tries who wants in, or wants to have been somebody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import Engine, text

from ivr.core.roles import Role
from ivr.demo import Demo
from ivr.privacy import Privacy
from ivr.service.people.accounts import Accounts
from ivr.service.people.credentials import AccountError, SignInError, TooManyError
from ivr.service.people.second_factor import new_secret
from ivr.store.audit import Act, latest, note, verify
from ivr.store.db import read
from tests.support.console import Console
from tests.support.settings import QUICK

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
PASSWORD = "correct horse battery"


@pytest.fixture
def accounts(engine: Engine, privacy: Privacy) -> Accounts:
    found = Accounts(engine, privacy, QUICK)
    found.add("山田　太郎", Role.ADMIN, PASSWORD, "test", NOW)
    return found


def test_a_line_break_makes_no_second_entry(engine: Engine) -> None:
    with engine.begin() as connection:
        note(connection, NOW, "Eve\n2 Boss", Act.PUBLISHED, "a\x00b", "reason\r\n9 Mon Boss: published\u202e")
    (entry,) = read(engine, latest, 9)
    assert (entry.who, entry.what) == ("Eve 2 Boss", "a b")
    assert str(entry.detail).isprintable()
    assert read(engine, verify).broken is None


@pytest.mark.parametrize("value", ["'soon'", "x'00'"])
def test_a_moment_that_is_none_is_found_too(engine: Engine, value: str) -> None:
    if engine.dialect.name != "sqlite":
        value = "'soon'"
    with engine.begin() as connection:
        for _ in range(2):
            note(connection, NOW, "Aiko", Act.PUBLISHED)
    drop = "TRIGGER audit_UPDATE" if engine.dialect.name == "sqlite" else "FUNCTION audit_append_only CASCADE"
    with engine.begin() as connection:
        connection.execute(text(f"DROP {drop}"))
        connection.execute(text(f"UPDATE audit SET at = {value} WHERE number = 2"))
    assert read(engine, verify).broken == 2


def test_any_question_to_the_log_has_an_answer(engine: Engine) -> None:
    assert read(engine, latest, 5, before=10**30, who="\x00", act="\n\x00") == []


@pytest.mark.parametrize("name", ["\x00\x00", "\ud800 x", "ﷺ" * 40, "'; --", ""])
def test_any_name_is_refused_in_the_same_words(accounts: Accounts, name: str) -> None:
    with pytest.raises(SignInError):
        accounts.sign_in(name, "whatever it may be", "", "192.0.2.1", "agent", NOW)


@pytest.mark.parametrize("name", ["a/b", "a\\b", "..", "ﷺ" * 40, "a\x00b", "ab\u202e"])
def test_names_that_would_have_no_page(accounts: Accounts, name: str) -> None:
    with pytest.raises(AccountError, match="a name has"):
        accounts.add(name, Role.VIEWER, PASSWORD, "test", NOW)


def test_the_kind_of_space_does_not_matter(accounts: Accounts) -> None:
    assert accounts.sign_in(" 山田 太郎", PASSWORD, "", "192.0.2.1", "agent", NOW)


def test_a_second_factor_is_neither_empty_nor_replaced(accounts: Accounts) -> None:
    with pytest.raises(AccountError, match="has expired"):
        accounts.turn_on("山田 太郎", "", "123456", NOW)
    first, second = new_secret(), new_secret()
    accounts.turn_on("山田 太郎", first, pyotp.TOTP(first).at(NOW), NOW)
    with pytest.raises(AccountError, match="already"):
        accounts.turn_on("山田 太郎", second, pyotp.TOTP(second).at(NOW), NOW)


def test_a_code_may_be_typed_in_full_width(accounts: Accounts) -> None:
    secret = new_secret()
    accounts.turn_on("山田 太郎", secret, pyotp.TOTP(secret).at(NOW), NOW)
    later = NOW + timedelta(minutes=1)
    wide = pyotp.TOTP(secret).at(later).translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert accounts.sign_in("山田 太郎", PASSWORD, wide, "192.0.2.1", "agent", later)


def test_right_and_wrong_at_once_get_an_answer_each(accounts: Accounts) -> None:
    """Counting and forgetting touch the same rows; nobody waits for ever, and nothing fails."""

    def attempt(index: int) -> str:
        password = PASSWORD if index % 2 else "wrong, quite wrong"
        try:
            return accounts.sign_in("山田 太郎", password, "", "192.0.2.1", "agent", NOW) and "in"
        except (SignInError, TooManyError) as error:
            return type(error).__name__

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(attempt, range(18)))
    assert set(answers) <= {"in", "SignInError", "TooManyError"}
    assert read(accounts.engine, verify).broken is None


def test_hand_made_questions_are_answered_in_the_console(demo: Demo) -> None:
    console = Console(demo.url)
    assert console.post("/ops/sign-in", name="\x00", password="\x00").status == 403
    assert console.post("/ops/sign-in", name="\ufffd" * 1000, password="x" * 5000, code="９").status == 403
    assert console.post("/ops/sign-in", name="\ufffd" * 5000, password="x").status == 413
