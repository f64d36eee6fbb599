"""A real Chromium for the tests of this folder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ivr.demo import Demo
from tests.browser.visit import PATIENCE, Visitors
from tools.browser import NoBrowserError, launch
from tools.installing import required

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all; without one the tests are skipped, in CI they fail."""
    with sync_playwright() as playwright:
        try:
            browser = launch(playwright)
        except NoBrowserError as error:
            if required():
                raise
            pytest.skip(str(error))
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser, demo: Demo) -> Iterator[Visitors]:
    """Opens browsers of people who visit the running service; what goes wrong on a page fails the test."""
    visitors = Visitors(chromium, demo.url, demo.service.accounts)
    yield visitors
    visitors.close()


@pytest.fixture
def page(visitor: Visitors) -> Page:
    """The page of one person at a desktop."""
    return visitor()
