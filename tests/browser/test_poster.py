"""The poster in a browser: on the screen, and on the paper that the browser would print."""

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page

from ivr.demo import NUMBER, Demo
from tests.browser.visit import DESKTOP, NARROW, Visitors, axe, fits, only_in_chromium

MILLIMETRES = 25.4 / 72


@pytest.mark.parametrize("size", ["a4", "card"])
@pytest.mark.parametrize("width", [NARROW, DESKTOP])
def test_on_the_screen(visitor: Visitors, size: str, width: int) -> None:
    page = visitor(width=width, javascript=width == DESKTOP)
    page.goto(f"/poster?size={size}")
    fits(page)
    if width == DESKTOP:  # axe is a script
        axe(page)


@pytest.mark.parametrize(("size", "paper"), [("a4", [(210, 297)]), ("card", [(91, 55), (91, 55)])])
def test_as_the_browser_prints_it(page: Page, demo: Demo, size: str, paper: list[tuple[int, int]]) -> None:
    only_in_chromium(
        page.context.browser, "Firefox prints by WebDriver BiDi on paper of one size, whatever the page says"
    )
    page.goto(f"/poster?size={size}")
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert [tuple(round(side * MILLIMETRES) for side in each.get_size()) for each in document] == paper
    found = {code.text for code in zxingcpp.read_barcodes(document[0].render(scale=4).to_pil())}
    assert found == {f"tel:{NUMBER}", f"{demo.url}/"}
