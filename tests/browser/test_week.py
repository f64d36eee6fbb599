"""The week of a line: drawn with the mouse, filled in with the keyboard, typed; then a call that proves it."""

from playwright.sync_api import Page, expect

from ivr.clock import parse_moment
from ivr.demo import Demo
from tests.browser.visit import PHONE, Visitors, axe, fits, sign_in
from tests.support.demo import Dials
from tests.support.people import Person, rang

LINE = "/ops/hours/lines/otit-vi"
USUAL = "Mon-Fri 11:00-19:00, Sun 09:00-17:00"
TUESDAY, SATURDAY = 1, 5


def drag(page: Page, day: int, begin: float, end: float) -> None:
    """Draw on the bar of a day, from one hour to another."""
    bar = page.locator("svg.bar").nth(day)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * begin / 24, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end / 24, middle, steps=6)
    page.mouse.up()


def test_drawn_and_published_and_called(page: Page, demo: Demo, handset: Dials) -> None:
    sign_in(page, demo.password)
    page.goto(LINE)
    text = page.locator("#text")
    expect(text).to_have_value(USUAL)
    expect(page.get_by_role("button", name="Saturday: Add hours")).to_be_visible()
    drag(page, SATURDAY, 10, 13.5)
    expect(text).to_have_value("Mon-Fri 11:00-19:00, Sat 10:00-13:30, Sun 09:00-17:00")
    expect(page.locator("#total")).to_have_text("51 h 30 min a week")
    drag(page, SATURDAY, 13.5, 15)
    expect(text).to_have_value("Mon-Fri 11:00-19:00, Sat 10:00-15:00, Sun 09:00-17:00")
    page.get_by_role("button", name="Save to the draft").click()
    expect(page.get_by_text("otit-vi gains Sat 10:00-15:00, 5 h a week")).to_be_visible()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("It is live for callers now")).to_be_visible()
    demo.clock.set(parse_moment("2026-12-05 14:00"))
    assert rang(handset().call(Person(["1"]))) == ["+81120250168"]


def test_by_keyboard_alone(page: Page, demo: Demo) -> None:
    sign_in(page, demo.password)
    page.goto(LINE)
    text = page.locator("#text")
    closes = page.get_by_label("Monday, closes")
    closes.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("02:00")
    page.keyboard.press("Tab")
    expect(page.locator("#text-error")).to_contain_text("closes at or before it opens")
    expect(page.get_by_label("Monday, on the next day")).to_be_focused()
    page.keyboard.press("Space")
    expect(text).to_have_value("Mon 11:00-02:00 next day, Tue-Fri 11:00-19:00, Sun 09:00-17:00")
    expect(page.locator("#text-error")).to_be_empty()
    page.get_by_role("button", name="Saturday: Add hours").press("Enter")
    expect(text).to_have_value("Mon 11:00-02:00 next day, Tue-Fri 11:00-19:00, Sat 09:00-10:00, Sun 09:00-17:00")
    expect(page.get_by_label("Saturday, opens")).to_be_focused()
    page.get_by_role("button", name="Saturday, 1: Remove").press("Enter")
    page.get_by_role("button", name="Tuesday: Copy").press("Enter")
    expect(text).to_have_value(USUAL)
    axe(page)


def test_a_time_that_is_none_stays_where_it_was_typed(page: Page, demo: Demo) -> None:
    sign_in(page, demo.password)
    page.goto(LINE)
    opens = page.get_by_label("Tuesday, opens")
    opens.fill("1l:00")
    opens.press("Tab")
    expect(page.locator("#text")).to_have_value(
        "Mon 11:00-19:00, Tue 1l:00-19:00, Wed 11:00-19:00, Thu 11:00-19:00, Fri 11:00-19:00, Sun 09:00-17:00"
    )
    expect(page.locator("#text-error")).not_to_be_empty()
    page.get_by_role("button", name="Save to the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("column 23, 'l'")
    page.goto(LINE)
    expect(page.locator("#text")).to_have_value(USUAL)


def test_typed_text_is_drawn_while_typing(visitor: Visitors, demo: Demo) -> None:
    page = sign_in(visitor("ja", PHONE), demo.password)
    page.goto(LINE)
    page.locator("#text").fill("月～金 22:00～翌2:00")
    expect(page.locator(".weekday").nth(TUESDAY).locator("rect.window.late")).to_have_count(2)
    expect(page.locator("#text")).to_have_value("月～金 22:00～翌2:00")
    axe(page)
    fits(page)
