"""The tests of this folder notice what goes wrong on a page: one that couldn't would be worth nothing."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.visit import Visitors, axe, fits


@pytest.fixture
def bystander(browser: Browser) -> Iterator[Visitors]:
    """Visits pages that the test itself writes."""
    if browser.browser_type.name == "firefox":
        pytest.skip("it reads the words of Chromium")
    yield (visitors := Visitors(browser, "http://tsunagu.invalid"))
    visitors.watch.problems.clear()
    visitors.close()


def serve(page: Page, body: str, status: int = 200) -> None:
    policy = {"Content-Security-Policy": "default-src 'none'; script-src 'self'", "Content-Type": "text/html"}
    html = f"<!doctype html><html lang=en><title>Page</title>{body}</html>"
    page.route("**/page", lambda route: route.fulfill(status=status, headers=policy, body=html))
    page.goto("/page")


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        ("<button onclick='1'>Inline</button>", 200, "Content Security Policy"),
        ("<script>document.title = 1</script>", 200, "Content Security Policy"),
        ("<p style='color: red'>Red</p>", 200, "Content Security Policy"),
        ("<p>Broken</p>", 500, "500"),
        ("<p>Refused</p>", 403, "403"),
    ],
)
def test_what_goes_wrong_is_noticed(bystander: Visitors, body: str, status: int, expected: str) -> None:
    page = bystander()
    serve(page, body, status)
    page.wait_for_timeout(100)
    assert any(expected in problem for problem in bystander.watch.problems), bystander.watch.problems


def test_an_error_in_a_script_is_noticed(bystander: Visitors) -> None:
    page = bystander()
    serve(page, "<p>Fine</p>")
    page.evaluate("() => { setTimeout(() => { throw new Error('broken'); }, 0) }")
    page.wait_for_timeout(100)
    assert bystander.watch.problems == ["script: broken"]


@pytest.mark.parametrize(
    ("check", "body", "expected"),
    [
        (axe, "<main><h1>Form</h1><input></main>", "label"),
        (axe, "<main><h1>Keys</h1><a href='#1'>1</a></main><img src=data:,>", "image-alt"),
        (fits, "<main><h1>" + "Wide" * 400 + "</h1></main>", "px wide"),
    ],
)
def test_what_a_page_lacks_is_said(
    bystander: Visitors, check: Callable[[Page], None], body: str, expected: str
) -> None:
    page = bystander()
    serve(page, body)
    with pytest.raises(AssertionError, match=expected):
        check(page)
