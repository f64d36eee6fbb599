"""The first sign-in, known browsers, and that the password is asked for before what protects an account is changed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest

from ivr.clock import SystemClock
from ivr.core.roles import Role
from ivr.demo import PERSON, Demo
from tests.support.console import PASSWORD, Console, Page
from tests.support.demo import start

OWN = "a password that nobody else knows"


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Demo]:
    """A service as in production: people have to protect their accounts first."""
    running = start(tmp_path, strict=True)
    yield running
    running.close()


def comes_in(demo: Demo, name: str, role: Role) -> Console:
    demo.service.accounts.add(name, role, PASSWORD, PERSON, SystemClock().now())
    console = Console(demo.url)
    console.sign_in(name, PASSWORD)
    return console


def set_up(console: Console, password: str) -> Page:
    """Turn on the second factor with the key of the page."""
    key = re.search(r"<code>(\w{32})</code>", console.get("/ops/account").html)
    assert key
    return console.post("/ops/account/second-factor", code=pyotp.TOTP(key[1]).now(), current=password)


def led(console: Console, path: str) -> bool:
    """Whether the account page is all that one gets."""
    page = console.get(path)
    return page.url.endswith("/ops/account") and "nav" not in re.findall(r"<(\w+)", page.html)


def test_an_administrator_chooses_a_password_and_sets_up_a_second_factor(strict: Demo) -> None:
    aiko = comes_in(strict, "Aiko", Role.ADMIN)
    assert all(led(aiko, path) for path in ("/ops/", "/ops/people", "/ops/nowhere", "/ops/calls.csv"))
    aiko.post("/ops/people", name="Mallory", role="admin")
    assert "Mallory" not in [each.name for each in strict.service.accounts.everybody()]
    aiko.post("/ops/account/password", current=PASSWORD, password=OWN, again=OWN)
    assert led(aiko, "/ops/")
    assert "Your role needs a second factor" in aiko.get("/ops/account").text
    assert "Your second factor is on." in set_up(aiko, OWN).text
    assert aiko.get("/ops/people").url.endswith("/ops/people")


def test_others_only_choose_a_password(strict: Demo) -> None:
    ben = comes_in(strict, "Ben", Role.EDITOR)
    assert led(ben, "/ops/")
    again = ben.post("/ops/account/password", current=PASSWORD, password=PASSWORD, again=PASSWORD)
    assert (again.status, "This is your password already." in again.text) == (422, True)
    assert led(ben, "/ops/")
    ben.post("/ops/account/password", current=PASSWORD, password=OWN, again=OWN)
    assert ben.get("/ops/hours").url.endswith("/ops/hours")


def test_a_part_of_a_page_leads_there_too(strict: Demo) -> None:
    ben = comes_in(strict, "Ben", Role.EDITOR)
    ben.browser.headers["HX-Request"] = "true"
    assert ben.get("/ops/what-if").headers["HX-Redirect"] == "/ops/account"


def test_whoever_finds_a_signed_in_browser_changes_nothing(demo: Demo) -> None:
    boss = Console(demo.url)
    boss.sign_in(PERSON, demo.password)
    assert set_up(boss, "wrong").status == 422
    set_up(boss, demo.password)
    for path in ("second-factor/off", "recovery-codes", "password"):
        page = boss.post(f"/ops/account/{path}", current="wrong", password=OWN, again=OWN)
        assert (page.status, "the current password is wrong" in page.text) == (422, True)
    for _ in range(2):
        boss.post("/ops/account/password", current="wrong")
    page = boss.post("/ops/account/recovery-codes", current=demo.password)
    assert (page.status, "too many attempts; try again in" in page.text) == (429, True)
    account = demo.service.accounts.account(PERSON)
    assert account.second_factor
    assert demo.service.accounts.recovery_codes_left(PERSON) == 10


def test_nor_does_an_administrators_browser_change_what_protects_others(demo: Demo) -> None:
    ben = comes_in(demo, "Ben", Role.EDITOR)
    set_up(ben, PASSWORD)
    boss = Console(demo.url)
    boss.sign_in(PERSON, demo.password)
    for path in ("link", "second-factor/off"):
        assert "the current password is wrong" in boss.post(f"/ops/people/Ben/{path}", current="wrong").text
    assert demo.service.accounts.account("Ben").second_factor
    assert ben.get("/ops/hours").url.endswith("/ops/hours")
    assert "second factor is off" in boss.post("/ops/people/Ben/second-factor/off", current=demo.password).text
    assert "A link for Ben" in boss.post("/ops/people/Ben/link", current=demo.password).text
    assert demo.service.accounts.account("Ben").second_factor is None


def test_new_recovery_codes_replace_the_old_ones(demo: Demo) -> None:
    boss = Console(demo.url)
    boss.sign_in(PERSON, demo.password)
    old = codes(set_up(boss, demo.password))
    new = codes(boss.post("/ops/account/recovery-codes", current=demo.password))
    assert len(new) == 10
    assert not set(new) & set(old)
    assert all(len(code.replace("-", "")) >= 24 for code in new)  # of 32 characters each: 120 bits


def codes(page: Page) -> list[str]:
    return re.findall(r"<li><code>([a-z2-7-]+)</code></li>", page.html)


def attacked(demo: Demo, name: str) -> None:
    """Let somebody guess until everybody else has to wait: from one address, and for one name."""
    stranger = Console(demo.url)
    ends = [stranger.post("/ops/sign-in", name=name, password="wrong").status for _ in range(6)]
    assert ends[-1] == 429


def test_a_browser_in_which_one_has_signed_in_before_is_spared(demo: Demo) -> None:
    boss = Console(demo.url)
    boss.sign_in(PERSON, demo.password)
    boss.post("/ops/sign-out")
    attacked(demo, PERSON)
    assert Console(demo.url).sign_in(PERSON, demo.password).status == 429
    assert boss.sign_in(PERSON, demo.password).url.endswith("/ops/")


def test_a_known_browser_has_few_guesses_too_and_is_known_for_one_name(demo: Demo) -> None:
    boss = Console(demo.url)
    boss.sign_in(PERSON, demo.password)
    boss.post("/ops/sign-out")
    assert [boss.sign_in(PERSON, "wrong").status for _ in range(6)] == [403] * 5 + [429]
    demo.service.accounts.add("Ben", Role.VIEWER, PASSWORD, "Ben", SystemClock().now())
    attacked(demo, "Ben")
    assert boss.sign_in("Ben", PASSWORD).status == 429


@pytest.mark.parametrize("forged", ["", "x", "WyJhIiwgImIiXQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"])
def test_a_cookie_of_somebodys_own_making_makes_no_browser_known(demo: Demo, forged: str) -> None:
    attacked(demo, PERSON)
    console = Console(demo.url)
    console.browser.cookies.set("tsunagu_console_known", forged, path="/ops")
    assert console.sign_in(PERSON, demo.password).status == 429
