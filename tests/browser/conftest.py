"""A real browser for the tests of this folder: Chromium, or with ``pytest tests/browser --firefox`` Firefox."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ivr.demo import Demo
from tests.browser.tasks import WAYS
from tests.browser.visit import PATIENCE, Visitors
from tools.browser import NoBrowserError, launch, launch_firefox
from tools.installing import required

expect.set_options(timeout=PATIENCE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of these tests."""
    parser.addoption("--firefox", action="store_true", help="run tests/browser in Firefox instead of Chromium")
    parser.addoption("--every-way", action="store_true", help="do each task in both languages at both widths")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Do a task that takes a ``way`` in each of them, or in the first two."""
    if "way" in metafunc.fixturenames:
        most = len(WAYS) if metafunc.config.getoption("--every-way", default=False) else 2
        metafunc.parametrize("way", WAYS[:most], ids=lambda way: f"{way[0]}-{way[1]}")


@pytest.fixture(scope="package")
def browser(pytestconfig: pytest.Config) -> Iterator[Browser]:
    """One browser for all; without one the tests are skipped, in CI they fail."""
    start = launch_firefox if pytestconfig.getoption("--firefox", default=False) else launch
    with sync_playwright() as playwright:
        try:
            started = start(playwright)
        except NoBrowserError as error:
            if required():
                raise
            pytest.skip(str(error))
        yield started
        started.close()


@pytest.fixture
def visitor(browser: Browser, demo: Demo) -> Iterator[Visitors]:
    """Opens browsers of people who visit the running service; what goes wrong on a page fails the test."""
    visitors = Visitors(browser, demo.url, demo.service.accounts)
    yield visitors
    visitors.close()


@pytest.fixture
def page(visitor: Visitors) -> Page:
    """The page of one person at a desktop."""
    return visitor()
