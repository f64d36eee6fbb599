"""A browser without JavaScript for tests of the console: it keeps cookies, submits forms and follows redirects."""

import html
import re
from dataclasses import dataclass

import requests
from sqlalchemy import select

from ivr.clock import SystemClock
from ivr.core.roles import Role
from ivr.demo import Demo
from ivr.store.tables import call_steps
from tests.support.waiting import PATIENCE

EVERY_PAGE = (
    "/ops/",
    "/ops/what-if",
    "/ops/what-if?language=vi&at=2026-11-29T12:00&phone=withheld",
    "/ops/hours",
    "/ops/hours/lines/otit-vi",
    "/ops/hours/lines/otit-vi/details",
    "/ops/hours/new-line",
    "/ops/hours/agency-pages",
    "/ops/hold",
    "/ops/hours/special-days?date=2027-02-23",
    "/ops/hours/holidays",
    "/ops/hours/confirmed",
    "/ops/hours/draft",
    "/ops/confirmations",
    "/ops/hours/history",
    "/ops/hours/plans",
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
    "/ops/reports/call-backs",
    "/ops/reports/to-pass-on/call-backs",
    "/ops/call-backs",
    "/ops/call-backs?result=not+reached",
    "/ops/calls?made_by=us",
    "/ops/reports/to-pass-on/languages",
    "/ops/calls?first=2026-11-01&last=2026-11-30&counted=1&line=otit-vi&dialled=counted",
    "/ops/texts?first=2026-11-01&last=2026-11-30&counted=1&returned=1",
    "/ops/reports/monthly",
    "/ops/go",
    "/ops/people",
    "/ops/people/demo",
    "/ops/account",
    "/ops/alerts",
    "/ops/audit",
    "/ops/audit/verify",
)
"""Addresses of pages of the console, at least one of each kind."""

PASSWORD = "correct horse battery"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """A response."""

    status: int
    url: str
    html: str
    headers: requests.structures.CaseInsensitiveDict[str]

    @property
    def text(self) -> str:
        """The visible text in one line."""
        return " ".join(html.unescape(_TAGS.sub(" ", self.html)).split())


class Console:
    """The console of a service in a browser; ``language`` is the value of Accept-Language."""

    def __init__(self, url: str, language: str = "en") -> None:
        self.url = url
        self.browser = requests.Session()
        self.browser.headers["Accept-Language"] = language
        self._token = ""

    def sign_in(self, name: str, password: str) -> Page:
        """Sign in and return the next page."""
        self.get("/ops/sign-in")
        return self.post("/ops/sign-in", name=name, password=password)

    def get(self, path: str) -> Page:
        """Open a page."""
        return self._page(self.browser.get(f"{self.url}{path}", timeout=PATIENCE))

    def post(self, path: str, *, csrf: str | None = None, **fields: object) -> Page:
        """Submit a form with a valid CSRF token, or with ``csrf`` in its place."""
        data = {"csrf_token": self._csrf() if csrf is None else csrf, **fields}
        return self._page(self.browser.post(f"{self.url}{path}", data=data, timeout=PATIENCE))

    def press(self, words: str, page: Page) -> Page:
        """Submit the form of a page whose button has these words and whose fields are all hidden."""
        (form,) = [each for each in _FORM.findall(page.html) if f">{words}</button>" in each]
        (action,) = re.findall(r'action="([^"]*)"', form)
        fields: dict[str, list[str]] = {}
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form):
            fields.setdefault(name, []).append(html.unescape(value))
        return self._page(self.browser.post(f"{self.url}{html.unescape(action)}", data=fields, timeout=PATIENCE))

    def _csrf(self) -> str:
        """Return the CSRF token of the last page that had one, as whoever looks at that page would send."""
        if not self._token:
            self.get("/ops/sign-in")
        assert self._token, "no form to take the token from"
        return self._token

    def _page(self, response: requests.Response) -> Page:
        if found := _TOKEN.search(response.text):
            self._token = found[1]
        return Page(response.status_code, response.url, response.text, response.headers)


def signed_in(demo: Demo, role: Role, name: str = "Ben", language: str = "en") -> Console:
    """Add an account with a role, and sign it in."""
    demo.service.accounts.add(name, role, PASSWORD, "test", SystemClock().now())
    console = Console(demo.url, language)
    assert console.sign_in(name, PASSWORD).url.endswith("/ops/")
    return console


def token_of(page: Page) -> str:
    """Return the token of the draft on a page, or an empty text."""
    found = re.search(r'name="token" value="(\w+)"', page.html)
    return found[1] if found else ""


def publish(console: Console, **fields: str) -> Page:
    """Publish the draft with the form of its page."""
    token = token_of(console.get("/ops/hours/draft"))
    return console.post("/ops/hours/draft/publish", **{"token": token, "reason": "asked", "when": "now", **fields})


def reasons(demo: Demo) -> str:
    """Return the reasons of all recorded steps, one per line."""
    demo.service.recorder.flush()
    with demo.service.engine.connect() as connection:
        rows = connection.execute(select(call_steps.c.because).order_by(call_steps.c.at)).scalars()
        return "\n".join(str(reason) for because in rows for reason in because)
