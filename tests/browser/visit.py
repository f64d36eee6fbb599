"""People with a browser: each has a context of their own, and notices what goes wrong on a page."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from ivr.core.roles import Role
from ivr.service.people.accounts import Accounts

DESKTOP, TELEPHONE, PHONE, NARROW = 1280, 375, 360, 320
"""Widths in CSS pixels: a desktop, two telephones, and a desktop magnified fourfold (WCAG 1.4.10)."""
REFUSED = 422
PASSWORD = "a long enough password"
PATIENCE = 60_000
"""Milliseconds; a page that takes longer has failed."""

_RULES: dict[str, Any] = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},  # of WCAG 2.2, which axe leaves off by default
    "resultTypes": ["violations"],
    "preload": False,  # the style sheets, for a rule that is experimental and not asked for
}
_FIND = "(how) => axe.run(how).then((all) => all.violations)"
_LEFT = ("net::ERR_ABORTED", "NS_BINDING_ABORTED")
"""How Chromium and Firefox say that a page was left, or a download began, before an answer was there."""
_LEFT_IN_SCRIPT = "NetworkError when attempting to fetch resource."
"""How Firefox tells a script of the same; a request that fails otherwise is seen by itself."""
_RESOURCE = "Failed to load resource"
"""What the console says of each answer with an error's status; answers are looked at by themselves."""


@dataclass
class Watch:
    """What went wrong on the pages of a context: scripts, the content security policy, answers."""

    problems: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=lambda: {REFUSED})

    def follow(self, context: BrowserContext) -> None:
        """Listen to every page of a context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self._script(str(error.error)))
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_RESOURCE):
            self.problems.append(f"console: {message.text}")

    def _script(self, error: str) -> None:
        if _LEFT_IN_SCRIPT not in error:
            self.problems.append(f"script: {error}")

    def _failed(self, request: Request) -> None:
        if request.failure not in _LEFT:
            self.problems.append(f"{request.method} {request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.problems.append(f"{response.request.method} {response.url}: {response.status}")


class Visitors:
    """Opens browsers for people, and says at the end what went wrong in any of them."""

    def __init__(self, browser: Browser, url: str, accounts: Accounts | None = None) -> None:
        self._browser = browser
        self._url = url
        self._accounts = accounts
        self._contexts: list[BrowserContext] = []
        self.watch = Watch()

    def __call__(self, locale: str = "en-GB", width: int = DESKTOP, *, javascript: bool = True) -> Page:
        """A page in a fresh context; its clock is in another zone, as an editor's abroad may be."""
        if not javascript:
            only_in_chromium(self._browser, "Playwright switches no scripts off in Firefox by WebDriver BiDi")
        context = self._browser.new_context(
            base_url=self._url,
            locale=locale,
            timezone_id="Europe/Lisbon",
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            permissions=["microphone"],
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        self.watch.follow(context)
        self._contexts.append(context)
        return context.new_page()

    @property
    def accounts(self) -> Accounts:
        """Who may sign in."""
        assert self._accounts is not None, "a page of the test's own has no accounts"
        return self._accounts

    def add(self, name: str, role: Role) -> None:
        """Add somebody who may sign in with :data:`PASSWORD`."""
        self.accounts.add(name, role, PASSWORD, "demo", datetime.now(UTC))

    def close(self) -> None:
        """Close all, and fail if anything was wrong."""
        for context in self._contexts:
            context.close()
        assert not self.watch.problems, "\n".join(self.watch.problems)


def sign_in(page: Page, password: str, name: str = "demo", code: str = "") -> Page:
    """Fill in the form and send it."""
    page.goto("/ops/sign-in")
    for field_name, value in (("name", name), ("password", password), ("code", code)):
        page.locator(f"input[name={field_name}]").fill(value)
    with page.expect_navigation():
        page.locator("main form button.primary").click()
    return page


def only_in_chromium(browser: Browser | None, why: str) -> None:
    """Skip the test in Firefox."""
    if browser and browser.browser_type.name != "chromium":
        pytest.skip(why)


def emulate(page: Page, **media: Any) -> None:
    """Show the page on paper, or in the dark; Playwright does not ask Firefox for that by WebDriver BiDi."""
    only_in_chromium(page.context.browser, "Playwright emulates no media in Firefox by WebDriver BiDi")
    page.emulate_media(**media)


def tab_to(page: Page, label: str, most: int = 40) -> None:
    """Press Tab until what has the label has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.locator(":focus").evaluate("at => at.labels?.[0]?.innerText ?? at.innerText") == label:
            return
    raise AssertionError(f"{label!r} is not reached with Tab on {page.url}")


def with_axe(page: Page) -> Page:
    """Load axe with each page that comes: where it looks at many, that is quicker than loading it afterwards."""
    page.add_init_script(AXE_SCRIPT)
    return page


def axe(page: Page, *, colours: bool = True) -> None:
    """axe finds nothing: WCAG 2.0 to 2.2, A and AA, and best practice.

    Contrast, half of axe's work, is left out unless ``colours``: for a page that is looked at twice.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    rules = {**_RULES["rules"], "color-contrast": {"enabled": colours}}
    found: list[dict[str, Any]] = page.evaluate(_FIND, {**_RULES, "rules": rules})
    assert not found, "\n".join([f"axe finds, on {page.url}:", *(line for each in found for line in _described(each))])


def _described(violation: dict[str, Any]) -> list[str]:
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"]:
        why = " ".join((node.get("failureSummary") or "").split())
        lines.append(f"    {' '.join(node['target'])}  {node['html'][:160]}\n        {why[:300]}")
    return lines


def fits(page: Page) -> None:
    """The page does not scroll sideways."""
    wide, visible = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= visible, f"{page.url} is {wide} px wide at {visible} px: {_sticking_out(page)}"


def fits_at(page: Page, *widths: int) -> None:
    """The page as it stands does not scroll sideways at any of these widths; the window is as before afterwards."""
    before = page.viewport_size
    assert before is not None
    for width in widths:
        page.set_viewport_size({"width": width, "height": before["height"]})
        fits(page)
    page.set_viewport_size(before)


def _sticking_out(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        """() => [...document.body.querySelectorAll('*')]
            .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .filter(each => !each.closest('.scroll, .visually-hidden'))
            .map(each => each.outerHTML.slice(0, 90)).slice(0, 5)"""
    )
    return found
