"""Every page of the console, in both languages: axe finds nothing, and at no width does it scroll sideways."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from ivr.demo import Demo
from ivr.service.alerts.facts import holding
from ivr.store.alerts import note_holding
from ivr.store.carrier import refusing
from ivr.store.db import read, write
from schedules.confirmation import CONFIRMED_FOR
from tests.browser.visit import DESKTOP, NARROW, PHONE, Visitors, axe, fits, fits_at, sign_in, with_axe
from tests.support.asked_back import asked_back
from tests.support.compared import compare_pages
from tests.support.console import EVERY_PAGE
from tests.support.demo import Dials
from tests.support.people import NOBODY_ANSWERS, Person
from tests.support.waiting import eventually

LEAVE_OUT = "(which) => document.querySelectorAll(which).forEach((each) => each.remove())"
REPEATED = "tbody tr:nth-child(n+9), .matrix tr:nth-child(n+3), .words li:nth-child(n+5)"
"""Rows that are like those before: axe would need as long for the matrix of sentences as for ten other pages."""


@pytest.fixture
def busy(demo: Demo, handset: Dials) -> Demo:
    """A service that somebody has called and texted, and that the carrier refuses since, which each page says."""
    demo.carrier.token = "it was changed at the carrier"
    handset().call(Person(["1"], [NOBODY_ANSWERS]))
    handset("+818011112222").call(Person(["7"]))
    handset("+818011113333").text("???")
    demo.service.recorder.flush()
    eventually(lambda: read(demo.service.engine, refusing))
    now = demo.clock.now()
    compare_pages(demo)
    for number in range(9):
        asked_back(demo.service.engine, now - timedelta(hours=number), number, ("vi", "km")[number % 2])
    write(
        demo.service.engine, note_holding, holding(demo.service.engine, demo.schedule.at(now), now, CONFIRMED_FOR), now
    )
    return demo


def test_the_sign_in_page(visitor: Visitors) -> None:
    for locale in ("en-GB", "ja-JP"):
        page = visitor(locale, NARROW)
        page.goto("/ops/sign-in")
        assert page.locator("html").get_attribute("lang") == locale[:2]
        fits(page)
        axe(page)


@pytest.mark.long
@pytest.mark.parametrize(("locale", "width"), [("en-GB", DESKTOP), ("ja-JP", PHONE)])
def test_every_page_of_the_menu_and_beyond(visitor: Visitors, busy: Demo, locale: str, width: int) -> None:
    page = sign_in(with_axe(visitor(locale, width)), busy.password)
    expect(page.get_by_role("alert")).to_contain_text("20003")
    found: list[str] = []
    for path in [*EVERY_PAGE, *menu(page)]:
        look(page, path, found)
    page.goto("/ops/calls")
    look(page, page.locator("main a[href^='/ops/calls/']").first.get_attribute("href") or "", found)
    page.goto("/ops/texts")
    look(page, page.locator("main a[href^='/ops/texts/']:not([href*='re'])").first.get_attribute("href") or "", found)
    assert not found, "\n\n".join(found)


def test_an_error_is_a_page_like_the_others(visitor: Visitors, demo: Demo) -> None:
    visitor.watch.expected.add(404)
    page = sign_in(visitor("ja-JP"), demo.password)
    page.goto("/ops/nowhere")
    expect(page.locator("h1")).to_have_count(1)
    axe(page)


def menu(page: Page) -> list[str]:
    """Where the menu leads."""
    page.goto("/ops/")
    paths: list[str] = page.locator("nav a").evaluate_all("all => all.map(each => each.pathname)")
    return [path for path in paths if path not in EVERY_PAGE]


def look(page: Page, path: str, found: list[str]) -> None:
    """Note what is wrong with a page; the rest are looked at all the same."""
    page.goto(path)
    try:
        expect(page.locator("h1")).to_have_count(1)
        page.evaluate("document.querySelectorAll('details.fold').forEach(each => each.open = true)")
        fits_at(page, DESKTOP, PHONE, NARROW)
        page.evaluate(LEAVE_OUT, REPEATED)
        axe(page, colours=page.evaluate("innerWidth") == DESKTOP)
    except AssertionError as error:
        found.append(str(error))
