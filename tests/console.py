"""A browser without JavaScript, for tests of the console: it keeps cookies, sends forms, follows redirects."""

import html
import re
from dataclasses import dataclass

import requests

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """What came back."""

    status: int
    url: str
    html: str
    headers: requests.structures.CaseInsensitiveDict[str]

    @property
    def text(self) -> str:
        """What is read on it, in one line."""
        return " ".join(html.unescape(_TAGS.sub(" ", self.html)).split())


class Console:
    """Somebody at the console of a service; ``language`` is what the browser asks for."""

    def __init__(self, url: str, language: str = "en") -> None:
        self.url = url
        self.browser = requests.Session()
        self.browser.headers["Accept-Language"] = language

    def sign_in(self, name: str, password: str) -> Page:
        """Sign in, and see the page that follows."""
        self.get("/ops/sign-in")
        return self.post("/ops/sign-in", name=name, password=password)

    def get(self, path: str) -> Page:
        """Open a page."""
        return _page(self.browser.get(f"{self.url}{path}", timeout=20))

    def post(self, path: str, *, csrf: str | None = None, **fields: object) -> Page:
        """Send a form, with the token that our own forms have (``csrf``: another one)."""
        data = {"csrf_token": self._csrf() if csrf is None else csrf, **fields}
        return _page(self.browser.post(f"{self.url}{path}", data=data, timeout=20))

    def _csrf(self) -> str:
        """The token of any form that is open to whoever this is."""
        found = _TOKEN.search(self.browser.get(f"{self.url}/ops/sign-in", timeout=20).text)
        assert found, "no form to take the token from"
        return found[1]


def _page(response: requests.Response) -> Page:
    return Page(response.status_code, response.url, response.text, response.headers)
