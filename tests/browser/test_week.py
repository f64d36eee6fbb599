"""The week of a line: drawn with the mouse, filled in with the keyboard, typed; then a call that proves it."""

import re

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
    text, result = page.locator("#text"), page.locator("#result")
    expect(text).to_have_value(USUAL)
    drag(page, SATURDAY, 10, 13.5)
    expect(text).to_have_value("Mon-Fri 11:00-19:00, Sat 10:00-13:30, Sun 09:00-17:00")
    expect(result).to_contain_text("51 h 30 min a week")
    drag(page, SATURDAY, 13.5, 15)
    expect(text).to_have_value("Mon-Fri 11:00-19:00, Sat 10:00-15:00, Sun 09:00-17:00")
    expect(result).to_contain_text("OTIT Vietnamese gains Sat 10:00-15:00, 5 h a week")
    page.get_by_role("button", name="Save to the draft").click()
    expect(page.get_by_text("OTIT Vietnamese gains Sat 10:00-15:00, 5 h a week")).to_be_visible()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("It is live for callers now")).to_be_visible()
    demo.clock.set(parse_moment("2026-12-05 14:00"))
    assert rang(handset().call(Person(["1"]))) == ["+81120250168"]


def test_by_keyboard_alone(page: Page, demo: Demo) -> None:
    sign_in(page, demo.password)
    page.goto(LINE)
    text, wrong = page.locator("#text"), page.locator("#problem-0-0")
    page.get_by_label("Monday, closes").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("02:00")
    expect(wrong).to_contain_text("closes at or before it opens")
    expect(wrong.get_by_role("button")).to_have_text(re.compile("Use 11:00-14:00"))
    page.keyboard.press("Tab")
    expect(page.get_by_label("on the next day: Monday")).to_be_focused()
    page.keyboard.press("Space")
    expect(text).to_have_value("Mon 11:00-02:00 next day, Tue-Fri 11:00-19:00, Sun 09:00-17:00")
    expect(wrong).to_be_empty()
    page.get_by_role("switch", name=re.compile("Open.*Saturday")).press("Space")
    page.get_by_role("button", name=re.compile("Use 11:00-19:00.*Saturday")).press("Enter")
    expect(page.get_by_label("Saturday, opens")).to_be_focused()
    expect(text).to_have_value("Mon 11:00-02:00 next day, Tue-Sat 11:00-19:00, Sun 09:00-17:00")
    page.get_by_role("switch", name=re.compile("Open.*Saturday")).press("Space")
    page.locator("#copies-1 summary").press("Enter")
    page.locator("#copies-1").get_by_label("Monday").press("Space")
    page.get_by_role("button", name=re.compile("Copy.*Tuesday")).press("Enter")
    expect(text).to_have_value(USUAL)
    expect(page.locator("#copies-1 summary")).to_be_focused()
    page.get_by_role("button", name=re.compile("Add hours.*Sunday")).press("Enter")
    expect(page.get_by_label("Sunday 2, opens")).to_be_focused()
    axe(page)


def test_a_time_that_is_none_stays_where_it_was_typed(page: Page, demo: Demo) -> None:
    sign_in(page, demo.password)
    page.goto(LINE)
    opens = page.get_by_label("Tuesday, opens")
    opens.fill("1l:00")
    expect(page.locator("#result")).to_contain_text("Correct what is marked")
    page.get_by_role("button", name="Save to the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is saved yet")
    expect(opens).to_have_value("1l:00")
    page.get_by_role("button", name="Use 11:00-19:00").click()
    expect(page.locator("#result")).to_contain_text("Nothing is changed")


def test_typed_text_is_drawn_while_typing(visitor: Visitors, demo: Demo) -> None:
    page = sign_in(visitor("ja", PHONE), demo.password)
    page.goto(LINE)
    page.locator("#text").fill("月～金 22:00～翌2:00")
    expect(page.locator(".weekday").nth(TUESDAY).locator("rect.window.late")).to_have_count(2)
    expect(page.locator("#text")).to_have_value("月～金 22:00～翌2:00")
    expect(page.locator("#closes-1-0")).to_have_value("02:00")
    page.locator("#text").press_sequentially("、土 11")
    expect(page.locator("#text-problem mark")).to_have_text("11")
    axe(page)
    fits(page)
