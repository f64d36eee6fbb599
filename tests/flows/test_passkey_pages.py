"""Passkeys over HTTP: added behind the password, and used to sign in, each answer by the browser that was asked."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ivr.clock import SystemClock
from ivr.core.roles import Role
from ivr.demo import PERSON, Demo
from tests.support.authenticator import Device
from tests.support.console import PASSWORD, Console, Page
from tests.support.demo import start


@pytest.fixture
def named(tmp_path: Path) -> Iterator[Demo]:
    """A service at an address with a name, on which editors need a second factor too."""
    running = start(tmp_path, host="localhost", strict=True, second_factor="editor")
    running.service.accounts.add("Ben", Role.EDITOR, PASSWORD, "Ben", SystemClock().now())
    yield running
    running.close()


def asked(page: Page) -> dict[str, Any]:
    """Return what a page asks the browser for."""
    (options,) = re.findall(r"data-passkey='([^']+)'", page.html)
    found: dict[str, Any] = json.loads(html.unescape(options))
    return found


def add(console: Console, device: Device, password: str = PASSWORD) -> Page:
    """Add a passkey."""
    page = console.post("/ops/account/passkeys", called=" My   telephone ", current=password)
    return console.post("/ops/account/passkeys/add", credential=device.make(asked(page)))


def answer_of(console: Console, device: Device) -> str:
    """Ask the service for a challenge, and return the answer of the device."""
    return device.prove(json.loads(console.get("/ops/sign-in/passkey").html))


def test_an_editor_signs_in_with_a_passkey_where_editors_need_a_second_factor(named: Demo) -> None:
    ben, device = Console(named.url), Device(origin=named.url)
    assert ben.sign_in("Ben", PASSWORD).url.endswith("/ops/account")
    assert "Your role needs a second factor." in ben.get("/ops/hours").text
    codes = add(ben, device)
    assert len(re.findall(r"<li><code>", codes.html)) == 10
    assert "My telephone" in ben.get("/ops/account").text
    ben.post("/ops/sign-out")
    assert ben.sign_in("Ben", PASSWORD).status == 403
    page = ben.post("/ops/sign-in/passkey", credential=answer_of(ben, device), next="/ops/hours")
    assert page.url == f"{named.url}/ops/hours"
    assert named.service.accounts.account("Ben").passkeys == 1
    refused = ben.post("/ops/account/passkeys/remove", passkey=passkey_in(ben), current=PASSWORD)
    assert (refused.status, "this is your only second factor" in refused.text) == (422, True)


def passkey_in(console: Console) -> str:
    (found,) = re.findall(r'name="passkey" value="(\w+)"', console.get("/ops/account").html)
    return str(found)


def test_a_viewer_owes_nothing_there_and_removes_the_passkey(named: Demo) -> None:
    named.service.accounts.add("Mai", Role.VIEWER, PASSWORD, "Mai", SystemClock().now())
    mai = Console(named.url)
    assert mai.sign_in("Mai", PASSWORD).url == f"{named.url}/ops/"
    add(mai, Device(origin=named.url))
    wrong = mai.post("/ops/account/passkeys/remove", passkey=passkey_in(mai), current="wrong")
    assert (wrong.status, "the current password is wrong" in wrong.text) == (422, True)
    gone = mai.post("/ops/account/passkeys/remove", passkey=passkey_in(mai), current=PASSWORD)
    assert "The passkey is removed." in gone.text
    mai.post("/ops/sign-out")
    assert mai.sign_in("Mai", PASSWORD).url == f"{named.url}/ops/"


def test_an_answer_counts_in_the_browser_that_was_asked_and_once(named: Demo) -> None:
    ben, thief, device = Console(named.url), Console(named.url), Device(origin=named.url)
    ben.sign_in("Ben", PASSWORD)
    add(ben, device)
    ben.post("/ops/sign-out")
    answer_of(thief, device)
    answer = answer_of(ben, device)
    cookies = dict(ben.browser.cookies)
    stolen = thief.post("/ops/sign-in/passkey", credential=answer)
    assert (stolen.status, "this passkey was not accepted" in stolen.text) == (403, True)
    assert ben.post("/ops/sign-in/passkey", csrf="wrong", credential=answer).status == 400
    assert ben.post("/ops/sign-in/passkey", credential=answer).url == f"{named.url}/ops/"
    thief.browser.cookies.update(cookies)
    assert thief.post("/ops/sign-in/passkey", credential=answer).status == 403


def test_a_passkey_is_added_only_behind_the_password(named: Demo) -> None:
    ben, device = Console(named.url), Device(origin=named.url)
    ben.sign_in("Ben", PASSWORD)
    wrong = ben.post("/ops/account/passkeys", called="Telephone", current="wrong")
    assert (wrong.status, "the current password is wrong" in wrong.text) == (422, True)
    assert 'value="Telephone"' in wrong.html
    of_a_sign_in = json.loads(ben.get("/ops/sign-in/passkey").html)
    asked_for = {**of_a_sign_in, "rp": {"id": "localhost"}, "user": {"id": "h" * 32}}
    assert ben.post("/ops/account/passkeys/add", credential=device.make(asked_for)).status == 422
    assert ben.post("/ops/account/passkeys", called=" ", current=PASSWORD).status == 422
    assert named.service.accounts.account("Ben").passkeys == 0


def test_on_an_ip_address_browsers_use_none_and_the_page_says_so(demo: Demo) -> None:
    boss = Console(demo.url)
    assert "passkey" not in boss.get("/ops/sign-in").text.lower()
    assert boss.get("/ops/sign-in/passkey").status == 404
    boss.sign_in(PERSON, demo.password)
    assert f"This service is at {demo.url}." in boss.get("/ops/account").text
    page = boss.post("/ops/account/passkeys", called="Telephone", current=demo.password)
    assert (page.status, "browsers use passkeys only at an https address" in page.text) == (422, True)
