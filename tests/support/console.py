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

    def sign_in(self, name: str, password: str) -> Page:
        """Sign in and return the next page."""
        self.get("/ops/sign-in")
        return self.post("/ops/sign-in", name=name, password=password)

    def get(self, path: str) -> Page:
        """Open a page."""
        return _page(self.browser.get(f"{self.url}{path}", timeout=PATIENCE))

    def post(self, path: str, *, csrf: str | None = None, **fields: object) -> Page:
        """Submit a form with a valid CSRF token, or with ``csrf`` in its place."""
        data = {"csrf_token": self._csrf() if csrf is None else csrf, **fields}
        return _page(self.browser.post(f"{self.url}{path}", data=data, timeout=PATIENCE))

    def press(self, words: str, page: Page) -> Page:
        """Submit the form of a page whose button has these words and whose fields are all hidden."""
        (form,) = [each for each in _FORM.findall(page.html) if f">{words}</button>" in each]
        (action,) = re.findall(r'action="([^"]*)"', form)
        fields: dict[str, list[str]] = {}
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form):
            fields.setdefault(name, []).append(html.unescape(value))
        return _page(self.browser.post(f"{self.url}{html.unescape(action)}", data=fields, timeout=PATIENCE))

    def _csrf(self) -> str:
        """Return the CSRF token of the session."""
        found = _TOKEN.search(self.browser.get(f"{self.url}/ops/sign-in", timeout=PATIENCE).text)
        assert found, "no form to take the token from"
        return found[1]


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


def _page(response: requests.Response) -> Page:
    return Page(response.status_code, response.url, response.text, response.headers)
