"""The telephone in the browser is called: from the promise in one call to a person in the next."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ivr.demo import Demo
from tests.browser.test_phone import SUNDAY_EVENING, Screen
from tests.browser.visit import TELEPHONE, Visitors, axe, fits
from tests.support.demo import start
from tests.support.scenarios import read_scenario


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo that calls people back."""
    running = start(tmp_path, call_backs=True)
    yield running
    running.close()


def is_promised_a_call(screen: Screen) -> None:
    screen.set_clock(SUNDAY_EVENING)
    screen.call("7")
    screen.waits()
    screen.page.keyboard.press("5")
    screen.hears("we will call the number that ends in 5 6 7 8", "en")
    screen.hang_up()


def rings(screen: Screen) -> None:
    screen.page.get_by_role("button", name="When the call comes: Mon, 30 Nov 2026, 09:00").click()
    expect(screen.page.get_by_role("alert")).to_have_text("+815031234567 is calling")


def take(screen: Screen, how: str) -> None:
    screen.page.get_by_role("region", name="A call that comes").get_by_role("button", name=how, exact=True).click()
    expect(screen.page.get_by_role("alert")).to_be_empty()


def test_from_a_sunday_evening_to_a_person(page: Page, tmp_path: Path) -> None:
    screen = Screen(page)
    page.get_by_label("Voices and tones").check()
    is_promised_a_call(screen)
    rings(screen)
    expect(page).to_have_title("☎ +815031234567 is calling")
    axe(page)
    fits(page)
    take(screen, "Answer")
    screen.hears("You asked us to call you back", "en")
    screen.waits()
    page.keyboard.press("1")
    screen.hears("Connecting you to FRESC", "en")
    screen.silence()
    screen.rings("FRESC 0120-76-2029", "Somebody answers")
    expect(screen.captions).to_contain_text("You are put through to FRESC 0120-76-2029")
    screen.is_over()
    expect(page.locator("#decisions")).to_contain_text("the person who is called back is there")

    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as scenario").click()
    saved.value.save_as(tmp_path / "call.yaml")
    scenario = read_scenario("saved", (tmp_path / "call.yaml").read_text("utf-8"))
    assert [entry["rings"] for entry in scenario.call if "rings" in entry] == ["answer"]


def test_a_telephone_that_is_not_answered_or_answered_by_a_machine(visitor: Visitors) -> None:
    screen = Screen(visitor(width=TELEPHONE))
    is_promised_a_call(screen)
    rings(screen)
    fits(screen.page)
    axe(screen.page)
    take(screen, "Let it ring")
    expect(screen.captions).to_contain_text("You let it ring: no answer")
    screen.page.get_by_role("button", name="When the call comes: Mon, 30 Nov 2026, 09:30").click()
    expect(screen.page.get_by_role("alert")).to_have_text("+815031234567 is calling")
    take(screen, "A machine answers")
    screen.hears("You asked us to call you back", "en")
    expect(screen.captions).to_contain_text("No key is pressed")
    screen.is_over()
    expect(screen.captions).not_to_contain_text("You are put through")
    expect(screen.thread.locator(".received")).to_have_count(2)  # the hours; that nobody was reached


def test_a_call_rings_at_its_own_telephone_only(screen_with_a_call: Screen) -> None:
    screen = screen_with_a_call
    screen.phone("foreign mobile")
    expect(screen.page.get_by_role("alert")).to_be_empty()
    screen.phone("mobile +819012345678")
    expect(screen.page.get_by_role("alert")).to_have_text("+815031234567 is calling")
    take(screen, "Decline (busy)")
    expect(screen.captions).to_contain_text("You decline: busy")
    expect(screen.page.get_by_role("button", name="Call", exact=True)).to_be_enabled()


@pytest.fixture
def screen_with_a_call(page: Page) -> Screen:
    screen = Screen(page)
    is_promised_a_call(screen)
    rings(screen)
    return screen


def test_a_call_that_comes_during_another_rings_after_it(page: Page) -> None:
    screen = Screen(page)
    is_promised_a_call(screen)
    screen.call()
    screen.waits()
    page.get_by_role("button", name="When the call comes").click()
    expect(page.locator("#now")).to_contain_text("30 Nov 2026, 09:00")
    expect(page.get_by_role("alert")).to_be_empty()
    screen.hang_up()
    expect(page.get_by_role("alert")).to_have_text("+815031234567 is calling")


def test_in_japanese(visitor: Visitors) -> None:
    page = visitor("ja-JP", TELEPHONE)
    page.goto("/phone/")
    page.get_by_label("音声と操作音").uncheck()
    page.get_by_role("button", name="日曜 20:00").click()
    page.get_by_role("button", name="電話をかける").click()
    for key in "75":
        expect(page.locator("#silence")).to_be_enabled()
        page.keyboard.press(key)
        expect(page.locator("#captions")).to_contain_text(f"{key}を押しました")
    page.get_by_role("button", name="切る", exact=True).click()
    page.get_by_role("button", name="折り返しの電話が来る時刻へ").click()
    expect(page.get_by_role("alert")).to_have_text("+815031234567から着信中")
    fits(page)
    axe(page)
    page.get_by_role("button", name="拒否（話し中）").click()
    expect(page.locator("#captions")).to_contain_text("話し中として拒否しました")
