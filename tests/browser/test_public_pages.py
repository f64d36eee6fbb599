"""The public pages in a browser: for each eye, width, light and printer."""

import threading
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from ivr.clock import parse_moment
from ivr.core.call.outcome import Outcome
from ivr.demo import Demo
from ivr.demo.front import Quiet
from prompts import LANGUAGES
from tests.browser.visit import DESKTOP, NARROW, Visitors, axe, emulate, fits_at
from tests.support.counts import count_calls
from tests.support.demo import start
from tests.support.pages import PAGES, PRIVACY

TABLET = 768


@pytest.mark.long
@pytest.mark.parametrize("paths", [("/", *PAGES), PRIVACY], ids=["languages", "privacy"])
def test_every_page_is_accessible_and_fits(visitor: Visitors, paths: Sequence[str]) -> None:
    page = visitor()
    for path in paths:
        page.goto(path)
        expect(page.locator("h1")).to_have_count(1)
        for width in (DESKTOP, NARROW):
            page.set_viewport_size({"width": width, "height": 800})
            axe(page, colours=width == NARROW)
        fits_at(page, NARROW, TABLET, DESKTOP)


def test_statistics_are_accessible_and_fit(browser: Browser, tmp_path: Path) -> None:
    told = start(tmp_path, public_statistics=True, operator="Hotline Association")
    for code in LANGUAGES:
        count_calls(told.service.engine, date(2026, 10, 5), code, Outcome.PUT_THROUGH, 1000)
        for day, hour in product((4, 5), (3, 10, 13, 20)):
            count_calls(told.service.engine, date(2026, 10, day), code, Outcome.TEXTED, 5 + hour, hour=hour)
            count_calls(told.service.engine, date(2026, 10, day), code, Outcome.TOLD, 5 + hour, hour=hour)
    visitors = Visitors(browser, told.url, told.service.accounts)
    page = visitors(width=NARROW)
    page.goto("/statistics")
    expect(page.locator("table")).to_have_count(3)
    axe(page)
    page.emulate_media(color_scheme="dark")
    axe(page)
    fits_at(page, NARROW, TABLET, DESKTOP)
    visitors.close()
    told.close()


@pytest.mark.parametrize("path", ["/", "/my", "/my/privacy"])
def test_in_the_dark_and_when_everybody_is_away(visitor: Visitors, demo: Demo, path: str) -> None:
    demo.clock.set(parse_moment("2026-11-29 22:00"))
    page = visitor(width=NARROW)
    emulate(page, color_scheme="dark")
    page.goto(path)
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    emulate(page, color_scheme="light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    emulate(page, color_scheme="dark")
    axe(page)


def test_on_paper_there_are_numbers_and_hours_and_no_menu(visitor: Visitors) -> None:
    page = visitor()
    emulate(page, media="print")
    page.goto("/vi")
    expect(page.locator("nav")).to_be_hidden()
    expect(page.locator("main")).to_contain_text("OTIT 0120-250-168")
    expect(page.locator("table")).to_be_visible()
    written = "at => getComputedStyle(at, '::after').content"
    address = page.locator(".button[href^=http]").evaluate(written)  # nobody can tap a link on paper
    assert "https://www.support.otit.go.jp/soudan/vi/" in address
    expect(page.locator(".open .call")).to_have_css("color", "rgb(0, 0, 0)")  # printers leave backgrounds out
    expect(page.locator(".open .call")).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_an_old_notice_is_unfolded_by_a_tap_and_on_paper(visitor: Visitors) -> None:
    """Without a script; on paper nobody can tap."""
    page = visitor(width=NARROW, javascript=False)
    page.goto("/vi")
    words = page.get_by_text("Đây là thông tin về sự hỗ trợ")
    expect(page.locator("summary")).to_contain_text("28/6/2021")
    assert not is_shown(words)
    emulate(page, media="print")
    assert is_shown(words)
    emulate(page, media="screen")
    page.locator("summary").click()
    assert is_shown(words)


def is_shown(element: Locator) -> bool:
    """Whether it is drawn: the words of a folded notice are in the page, too."""
    shown: bool = element.evaluate("at => at.checkVisibility()")
    return shown


def test_an_address_of_no_page_is_accessible_and_fits(visitor: Visitors) -> None:
    visitor.watch.expected.add(404)
    page = visitor("ne-NP", NARROW)
    page.goto("/nowhere")
    axe(page)
    fits_at(page, NARROW, TABLET, DESKTOP)
    emulate(page, color_scheme="dark")
    axe(page)
    page.get_by_role("link", name="नेपाली").click()
    assert page.url.endswith("/ne")


def test_from_the_list_of_languages_to_a_number_to_tap(visitor: Visitors, demo: Demo) -> None:
    page = visitor("vi-VN", NARROW, javascript=False)
    page.goto("/")
    page.get_by_role("link", name="Tiếng Việt").click()
    assert page.url == f"{demo.url}/vi"
    first = page.locator("main a").first
    assert first.get_attribute("href") == "tel:0120-250-168"
    box, height = first.bounding_box(), page.viewport_size
    assert box is not None
    assert height is not None
    assert box["y"] + box["height"] < height["height"], "whom to call is seen without scrolling"


def test_from_one_language_to_another(visitor: Visitors, demo: Demo) -> None:
    page = visitor(width=NARROW)
    page.goto("/vi")
    page.get_by_role("link", name="नेपाली").click()
    assert page.url == f"{demo.url}/ne"
    assert page.locator("html").get_attribute("lang") == "ne"


def test_from_a_language_to_its_page_on_privacy_and_back(visitor: Visitors, demo: Demo) -> None:
    page = visitor(width=NARROW, javascript=False)
    page.goto("/vi")
    page.get_by_role("link", name="Quyền riêng tư của bạn").click()
    assert page.url == f"{demo.url}/vi/privacy"
    expect(page.get_by_role("link", name="184-050-3123-4567")).to_have_attribute("href", "tel:184-050-3123-4567")
    page.get_by_role("link", name="नेपाली").click()
    assert page.url == f"{demo.url}/ne/privacy"
    page.get_by_role("main").get_by_role("link").first.click()
    assert page.url == f"{demo.url}/ne"


@pytest.fixture
def another_site() -> Iterator[str]:
    """The address of a page on another port, which is another site; no policy forbids its scripts anything."""
    page = Response("<!doctype html><link rel=icon href=data:,><p>Elsewhere", content_type="text/html")
    server = make_server("127.0.0.1", 0, page, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_script_of_another_site_reads_the_hours_and_asks_what_is_new(
    visitor: Visitors, demo: Demo, another_site: str
) -> None:
    """With a header that the browser asks leave for first."""
    page = visitor()
    page.goto(another_site)
    answers = page.evaluate(
        """async address => {
            const first = await fetch(address), etag = first.headers.get("ETag")
            const again = await fetch(address, {headers: {"If-None-Match": etag}, cache: "no-store"})
            return [first.status, again.status]
        }""",
        f"{demo.url}/hours.json",
    )
    assert answers == [200, 304]
