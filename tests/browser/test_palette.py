"""Going anywhere by keyboard: the palette, the shortcuts, and how to switch off those of a single key."""

from playwright.sync_api import Page, expect

from ivr.demo import Demo
from tests.browser.visit import PHONE, Visitors, axe, fits, sign_in


def arrived(page: Page, url: str) -> None:
    """The page is there, and its script has run."""
    expect(page).to_have_url(url)
    page.wait_for_load_state()


def test_anywhere_by_keyboard(visitor: Visitors, demo: Demo) -> None:
    page = sign_in(visitor(width=PHONE), demo.password)
    arrived(page, f"{demo.url}/ops/")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Go to…")
    expect(palette.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("khmer")
    axe(page)
    fits(page)
    page.keyboard.press("Enter")
    arrived(page, f"{demo.url}/ops/hours/lines/otit-km")
    page.keyboard.press("/")
    expect(palette.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("chinese")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    arrived(page, f"{demo.url}/ops/what-if?language=zh")
    page.keyboard.press("g")
    page.keyboard.press("r")
    arrived(page, f"{demo.url}/ops/reports")


def test_single_keys_can_be_switched_off(visitor: Visitors, demo: Demo) -> None:
    page = sign_in(visitor("ja-JP"), demo.password)
    arrived(page, f"{demo.url}/ops/")
    page.keyboard.press("?")
    shortcuts = page.get_by_role("dialog")
    shortcuts.get_by_role("checkbox").click()
    axe(page)
    page.keyboard.press("Escape")
    expect(shortcuts).to_have_count(0)
    for key in ("?", "g", "c"):
        page.keyboard.press(key)
    page.keyboard.press("Control+k")
    expect(shortcuts.get_by_role("searchbox")).to_be_focused()
    arrived(page, f"{demo.url}/ops/")
