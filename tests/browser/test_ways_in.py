"""Ways in: passkeys with the authenticator that Chromium itself emulates, links, recovery codes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from ivr.core.roles import Role
from ivr.service.people.links import Links
from tests.browser.visit import NARROW, PASSWORD, Visitors, axe, fits, only_in_chromium, sign_in
from tests.support.demo import start

TELEPHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture
def at_localhost(browser: Browser, tmp_path: Path) -> Iterator[Visitors]:
    """People who visit a service at an address with a name; passkeys need one."""
    demo = start(tmp_path, host="localhost")
    visitors = Visitors(browser, demo.url, demo.service.accounts)
    yield visitors
    visitors.close()
    demo.close()


def with_authenticator(page: Page) -> tuple[CDPSession, str]:
    """Give a browser a device that verifies its person, when it has signed in: a page that comes would lose it."""
    only_in_chromium(page.context.browser, "only Chromium emulates a device with passkeys for tests")
    expect(page).to_have_url(re.compile("/ops/$"))
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": TELEPHONE})["authenticatorId"]


def add(page: Page, called: str) -> None:
    """Add a passkey on the account page."""
    page.goto("/ops/account")
    page.get_by_label("Name of a new passkey").fill(called)
    page.locator("#passkey-current").fill(PASSWORD)
    page.get_by_role("button", name="Add a passkey…").click()
    axe(page)
    page.get_by_role("button", name="Make the passkey").click()


def test_a_passkey_is_added_used_and_removed(at_localhost: Visitors) -> None:
    at_localhost.watch.expected.add(403)
    at_localhost.add("mai", Role.VIEWER)
    page = sign_in(at_localhost("en-GB", NARROW), PASSWORD, "mai")
    device, telephone = with_authenticator(page)
    add(page, "Telephone")
    expect(page.locator("#codes li")).to_have_count(10)
    axe(page)
    fits(page)
    add(page, "The same again")  # the device has one already, and says so
    expect(page.get_by_role("alert")).to_contain_text("The browser made no passkey.")

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/ops/$"))
    page.goto("/ops/account")
    expect(page.locator(".rows")).to_contain_text("Last used")
    axe(page)
    fits(page)

    page.get_by_role("button", name="Sign out").click()
    device.send("WebAuthn.setUserVerified", {"authenticatorId": telephone, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The browser gave no passkey.")
    device.send("WebAuthn.setUserVerified", {"authenticatorId": telephone, "isUserVerified": True})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/ops/$"))
    page.goto("/ops/account")
    page.get_by_text("Remove…").click()
    page.locator("#remove-1").fill(PASSWORD)
    page.get_by_role("button", name="Remove Telephone").click()
    expect(page.get_by_role("status").first).to_contain_text("The passkey is removed.")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("this passkey was not accepted")


def test_without_a_script_the_page_says_that_passkeys_need_one(at_localhost: Visitors) -> None:
    at_localhost.add("mai", Role.VIEWER)
    page = at_localhost(javascript=False)
    page.goto("/ops/sign-in")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()


def test_a_link_leads_to_a_password_and_on_to_the_sign_in_form(at_localhost: Visitors) -> None:
    at_localhost.watch.expected.add(404)
    at_localhost.add("mai", Role.VIEWER)
    link = Links(at_localhost.accounts, "").make("mai", "demo", datetime.now(UTC))
    page = at_localhost("ja-JP", NARROW)
    for path in ("/ops/link/x", link):
        page.goto(path)
        axe(page)
        fits(page)
    for field in ("password", "again"):
        page.locator(f"#{field}").fill(f"{PASSWORD} of mine")
    page.locator("main form button").click()
    expect(page.get_by_role("status")).to_contain_text("パスワードを設定しました。")
    sign_in(page, f"{PASSWORD} of mine", "mai")
    expect(page).to_have_url(re.compile("/ops/$"))


def test_recovery_codes_are_copied_and_printed(at_localhost: Visitors) -> None:
    at_localhost.add("mai", Role.VIEWER)
    page = sign_in(at_localhost(), PASSWORD, "mai")
    with_authenticator(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    add(page, "Telephone")
    expect(page.locator("#codes li")).to_have_count(10)
    codes = page.locator("#codes li").all_inner_texts()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").split("\n") == codes
    page.emulate_media(media="print")
    seen = page.locator("body").inner_text().split()
    assert seen[:3] == ["Tsunagu", "at", page.url.split("/")[2] + ","]
    assert seen[-10:] == codes
    assert len(seen) <= 10 + 5, "the service, the day and the codes"
