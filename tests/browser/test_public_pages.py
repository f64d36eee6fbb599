"""The public pages in a browser."""

import pytest

from ivr.demo import Demo
from tests.browser.visit import DESKTOP, NARROW, Visitors, axe, fits


@pytest.mark.parametrize("width", [DESKTOP, NARROW])
@pytest.mark.parametrize("path", ["/", "/vi", "/km", "/ja"])
def test_a_public_page_is_accessible_and_fits(visitor: Visitors, path: str, width: int) -> None:
    page = visitor(width=width)
    page.goto(path)
    assert page.locator("h1").count() == 1
    fits(page)
    axe(page)


def test_from_the_list_of_languages_to_a_number_to_tap(visitor: Visitors, demo: Demo) -> None:
    page = visitor("vi-VN", NARROW, javascript=False)
    page.goto("/")
    page.get_by_role("link", name="Tiếng Việt").click()
    assert page.url == f"{demo.url}/vi"
    assert page.get_by_role("link", name="0120-250-168").get_attribute("href") == "tel:0120-250-168"
