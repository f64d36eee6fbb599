"""The tasks of the console that are counted: how a person does each, in any language and at any width."""

from playwright.sync_api import Page, expect

from tests.browser.visit import DESKTOP, TELEPHONE

Way = tuple[str, int]
WAYS: tuple[Way, ...] = (("en-GB", DESKTOP), ("ja-JP", TELEPHONE), ("en-GB", TELEPHONE), ("ja-JP", DESKTOP))
"""Language and width. Every run does each task in the first two; ``--every-way`` in all."""
MOST = {
    "hold Vietnamese for two hours": 2,
    "close Vietnamese tomorrow": 4,
    "urgent edit with a plan waiting": 4,
    "undo": 1,
    "why did this caller go to FRESC?": 2,
}
"""Clicks from *Today*, after signing in; the last task also types the number."""
_SCREEN = 812
"""Height of a telephone in CSS pixels. What a task needs is on the first two screens of its page."""
_HOLD = "details.hold:has(input[name=scope][value=otit-vi])"
_PUBLISH = "button[name=when][value=now]"


class Hand:
    """A hand at a page; counts its clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, place: str) -> None:
        """Click what is found by a CSS selector."""
        found = self.page.locator(place)
        reached(self.page, place)
        found.click()
        self.clicks += 1


def reached(page: Page, place: str) -> None:
    """The last of what a CSS selector finds is on the first two screens of the page, or always in view."""
    bottom = page.locator(place).last.evaluate(
        "at => at.closest('.sticky-bar') ? 0 : at.getBoundingClientRect().bottom + scrollY"
    )
    assert bottom <= 2 * _SCREEN, f"{place} is {bottom:.0f} px down on {page.url}"


def hold_two_hours(hand: Hand) -> None:
    """Close the Vietnamese line for two hours, from *Today*."""
    hand.click(f"{_HOLD} > summary")
    hand.click(f"{_HOLD} button[value=two-hours]")
    expect(hand.page.locator("section.banner")).to_be_visible()


def close_tomorrow(hand: Hand) -> None:
    """Close the Vietnamese line tomorrow, from *Today*."""
    hand.click(f"{_HOLD} > summary")
    hand.click(f"{_HOLD} a[href*=special-days]")
    hand.click("main form button.primary")
    hand.click(_PUBLISH)
    expect(hand.page.locator(".message.done")).to_be_visible()


def open_hours(hand: Hand) -> None:
    """Go to the page of the hours."""
    hand.click(".menu a[href='/ops/hours']:visible")
    expect(hand.page.locator("main .lines").first).to_be_visible()


def save_closed(hand: Hand) -> None:
    """Save in the draft, from *Hours*, that the Vietnamese line is closed."""
    hand.click("main a[href='/ops/hours/lines/otit-vi']")
    hand.page.locator("#text").fill("closed")
    hand.click("button[name=act][value=save]")


def publish(hand: Hand) -> None:
    """Publish the draft now."""
    hand.click(_PUBLISH)
    expect(hand.page.locator(".message.done")).to_be_visible()


def edit_at_once(hand: Hand) -> None:
    """Publish, from any page, that the Vietnamese line is closed."""
    open_hours(hand)
    save_closed(hand)
    publish(hand)


def undo(hand: Hand) -> None:
    """Undo what has just been published."""
    with hand.page.expect_navigation():
        hand.click(".message.done button")


def find_call(hand: Hand, number: str) -> None:
    """Find the only call of a number, from any page."""
    hand.click(".menu a[href='/ops/calls']:visible")
    hand.page.locator("#number").focus()
    hand.page.keyboard.type(number)
    hand.page.keyboard.press("Enter")
    hand.click("main tbody th a")
    expect(hand.page.locator(".told")).to_be_visible()
