"""`ivr user` and `ivr audit`: the first person of the console, and what is done when somebody is locked out."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.clock import SystemClock
from ivr.demo import NUMBER
from ivr.privacy import Privacy
from ivr.service.people.accounts import Accounts
from ivr.service.people.credentials import SignInError
from ivr.store.db import open_store
from tests.support.databases import sqlite_database

PASSWORD = "correct horse battery"
KEY = "a secret of thirty-two characters"


class Machine:
    """A machine with the settings of a service."""

    def __init__(self, folder: Path) -> None:
        self.url = sqlite_database(folder / "users.db")

    def ivr(self, *arguments: str, typed: str | bytes = "") -> Result:
        return CliRunner().invoke(main, arguments, input=typed, env=self.settings())

    def settings(self) -> dict[str, str]:
        return {
            "PUBLIC_URL": "https://hotline.example.org",
            "SECRET_KEY": KEY,
            "TWILIO_ACCOUNT_SID": "AC1",
            "TWILIO_AUTH_TOKEN": "token",
            "TWILIO_PHONE_NUMBER": NUMBER,
            "DATABASE_URL": self.url,
        }

    def lets_in(self, name: str, password: str = PASSWORD) -> bool:
        """Whether the console does."""
        try:
            engine = open_store(self.url)
            return bool(Accounts(engine, Privacy(KEY)).sign_in(name, password, "", "::1", "", SystemClock().now()))
        except SignInError:
            return False


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def aiko(machine: Machine) -> Machine:
    """With its first administrator."""
    added = machine.ivr("user", "add", "Aiko", "--role", "admin", "--password-stdin", typed=f"{PASSWORD}\n")
    assert re.fullmatch(r"Aiko may come in as admin; they must change the password before \w{3} .* JST\n", added.output)
    return machine


def test_the_first_administrator(aiko: Machine) -> None:
    assert aiko.lets_in("Aiko")
    assert aiko.ivr("user", "list").output == "Aiko: admin, no second factor\n"


def test_a_password_of_ones_own_need_not_be_changed(machine: Machine) -> None:
    added = machine.ivr("user", "add", "Aiko", "--author", "Aiko", "--password-stdin", typed=f"{PASSWORD}\n")
    assert added.output == "Aiko may come in as viewer\n"


def test_the_password_is_asked_for_twice_and_never_shown(machine: Machine) -> None:
    ran = machine.ivr("user", "add", "Ben", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert ran.exit_code == 0
    assert PASSWORD not in ran.output
    assert machine.lets_in("Ben")


def test_without_a_terminal_a_line_says_how_the_password_is_given(machine: Machine) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ivr", "user", "add", "Aiko"],
        env=os.environ | machine.settings(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # so that it has no terminal
    )
    said = "Error: there is no terminal to type it on; use --password-stdin\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", said)
    assert "Aiko" not in machine.ivr("user", "list").output


def test_another_password_another_role_out_and_in_again(aiko: Machine) -> None:
    aiko.ivr("user", "add", "Ben", "--password-stdin", typed=PASSWORD)
    assert (
        "another password"
        in aiko.ivr("user", "passwd", "Ben", "--password-stdin", typed="another quite good one").output
    )
    assert not aiko.lets_in("Ben")
    assert aiko.lets_in("Ben", "another quite good one")
    assert aiko.ivr("user", "role", "Ben", "editor").output == "Ben is editor\n"
    aiko.ivr("user", "disable", "Ben")
    assert not aiko.lets_in("Ben", "another quite good one")
    aiko.ivr("user", "enable", "Ben")
    aiko.ivr("user", "second-factor-off", "Ben")
    assert aiko.lets_in("Ben", "another quite good one")
    (_, ben) = json.loads(aiko.ivr("user", "list", "--json").output)
    assert ben == {
        "name": "Ben",
        "role": "editor",
        "second_factor": False,
        "passkeys": 0,
        "invited": False,
        "disabled": False,
    }


def test_a_link_instead_of_a_password(aiko: Machine) -> None:
    first = aiko.ivr("user", "add", "Ben", "--role", "editor", "--link").output.splitlines()
    assert re.fullmatch(r"https://hotline\.example\.org/ops/link/[\w-]{43}", first[0])
    assert re.fullmatch(r"Ben chooses a password with this link, once, before \w{3} .* JST", first[1])
    assert aiko.ivr("user", "list").output.splitlines()[1] == "Ben: editor, no second factor, invited"
    assert aiko.ivr("user", "link", "Ben").output.splitlines()[0] != first[0]


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (("user", "add", "aiko", "--password-stdin"), PASSWORD, "there is already an account called aiko"),
        (("user", "add", "Ben", "--password-stdin"), "short", "a password has 12 to 200 characters"),
        (("user", "add", "Ben", "--password-stdin"), "050-3123-4567", "this password is easy to guess"),
        (("user", "add", "Ben", "--password-stdin"), b"\xff\xfe not UTF-8 at all", "the password must be UTF-8"),
        (("user", "disable", "Aiko"), "", "Aiko is the last administrator"),
        (("user", "link", "Nobody"), "", "there is no account called Nobody"),
        (("user", "passwd", "Nobody", "--password-stdin"), PASSWORD, "there is no account called Nobody"),
        (("audit", "verify", "--head", "0" * 64), "", "entries at its end are missing"),
    ],
)
def test_what_can_not_be_done_is_said_in_one_line(
    aiko: Machine, arguments: tuple[str, ...], typed: str | bytes, said: str
) -> None:
    ran = aiko.ivr(*arguments, typed=typed)
    assert ran.exit_code != 0
    assert said in ran.output
    assert "Traceback" not in ran.output
    assert len(ran.output.strip().splitlines()) == 1


def test_the_log_says_who_did_it_and_proves_it(aiko: Machine) -> None:
    aiko.ivr("user", "add", "Ben", "--password-stdin", "--author", "root of the machine", typed=PASSWORD)
    shown = aiko.ivr("audit", "show", "--last", "1").output
    assert "root of the machine: account added Ben viewer" in shown
    first, second = aiko.ivr("audit", "verify").output.splitlines()
    assert first == "2 entries, none changed or missing"
    seal = second.removeprefix("latest hash: ")
    assert json.loads(aiko.ivr("audit", "show", "--json").output)[0]["hash"] == seal
    aiko.ivr("user", "disable", "Ben")
    assert aiko.ivr("audit", "verify", "--head", seal).exit_code == 0
