"""Every page of the console, in both languages: axe finds nothing, and at no width does it scroll sideways."""

import pytest
from playwright.sync_api import Page, expect

from ivr.core.roles import Role
from ivr.demo import Demo
from ivr.service.alerts.facts import holding
from ivr.store.alerts import note_holding
from ivr.store.carrier import refusing
from ivr.store.db import read, write
from tests.browser.visit import DESKTOP, NARROW, PASSWORD, PHONE, Visitors, axe, fits, fits_at, sign_in
from tests.support.demo import Dials
from tests.support.people import NOBODY_ANSWERS, Person
from tests.support.waiting import eventually

PAGES = (
    "/ops/",
    "/ops/what-if",
    "/ops/what-if?language=vi&at=2026-11-29T12:00&phone=withheld",
    "/ops/hours",
    "/ops/hours/lines/otit-vi",
    "/ops/hours/lines/otit-vi/details",
    "/ops/hours/new-line",
    "/ops/hold",
    "/ops/hours/special-days?date=2027-02-23",
    "/ops/hours/holidays",
    "/ops/hours/draft",
    "/ops/hours/history",
    "/ops/hours/history/1",
    "/ops/notices",
    "/ops/notices/lost-job",
    "/ops/notices/lost-job/vi",
    "/ops/prompts",
    "/ops/prompts/vi",
    "/ops/prompts/vi/connecting",
    "/ops/prompts/km/goodbye",
    "/ops/prompts/vi/draft",
    "/ops/prompts/vi/history",
    "/ops/prompts/km/clips",
    "/ops/calls",
    "/ops/calls?first=2026-11-29&since=09:00",
    "/ops/texts",
    "/ops/texts?trouble=1",
    "/ops/texts/received",
    "/ops/texts/refused",
    "/ops/reports",
    "/ops/reports/languages",
    "/ops/reports/unmet",
    "/ops/reports/lines?line=otit-vi",
    "/ops/reports/hour?hour=160",
    "/ops/reports/more-hours",
    "/ops/reports/give-ups",
    "/ops/reports/texts",
    "/ops/reports/monthly",
    "/ops/go",
    "/ops/people",
    "/ops/people/demo",
    "/ops/account",
    "/ops/alerts",
    "/ops/audit",
    "/ops/audit/verify",
)
FOR_EDITORS = ("/ops/hours/new-line", "/ops/hold")


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
    write(demo.service.engine, note_holding, holding(demo.service.engine, demo.schedule.at(now), now), now)
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
    page = sign_in(visitor(locale, width), busy.password)
    expect(page.get_by_role("alert")).to_contain_text("20003")
    found: list[str] = []
    for path in [*PAGES, *menu(page)]:
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


def test_a_viewer_sees_nothing_that_would_be_refused(visitor: Visitors, demo: Demo) -> None:
    visitor.add("mai", Role.VIEWER)
    page = sign_in(visitor(), PASSWORD, "mai")
    for path in PAGES:
        if "people" not in path and path not in FOR_EDITORS:
            page.goto(path)
            forms = page.locator("main form[method=post]").evaluate_all("all => all.map(each => each.action)")
            assert all("/ops/account" in action for action in forms), (path, forms)


def menu(page: Page) -> list[str]:
    """Where the menu leads."""
    page.goto("/ops/")
    paths: list[str] = page.locator("nav a").evaluate_all("all => all.map(each => each.pathname)")
    return [path for path in paths if path not in PAGES]


def look(page: Page, path: str, found: list[str]) -> None:
    """Note what is wrong with a page; the rest are looked at all the same."""
    page.goto(path)
    try:
        expect(page.locator("h1")).to_have_count(1)
        page.evaluate("document.querySelectorAll('details.fold').forEach(each => each.open = true)")
        axe(page)
        fits_at(page, DESKTOP, PHONE, NARROW)
    except AssertionError as error:
        found.append(str(error))
