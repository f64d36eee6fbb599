"""Public pages as a reader of HTML sees them."""

from html.parser import HTMLParser

import requests

from ivr.demo import Demo
from prompts import LANGUAGES
from tests.support.waiting import PATIENCE

PAGES = [f"/{code}" for code in LANGUAGES]
PRIVACY = [f"{page}/privacy" for page in PAGES]


def get(demo: Demo, path: str) -> "Page":
    """Return a page of the demo."""
    return Page(requests.get(demo.url + path, timeout=PATIENCE).text)


class Page(HTMLParser):
    """What matters of a page: its language, links, alternates, scripts, table, and all its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language = ""
        self.links: list[str] = []
        self.alternates: dict[str, str] = {}
        self.properties: dict[str, str] = {}
        self.scripts: list[str] = []
        self.folded: list[str] = []
        self.rows: list[list[str]] = []
        self.words = ""
        self._within = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._within = tag if tag in ("script", "style", "th", "td") else self._within
        if tag == "html":
            self.language = found["lang"]
        elif tag == "a":
            self.links.append(found["href"])
        elif tag == "link" and "hreflang" in found:
            self.alternates[found["hreflang"]] = found["href"]
        elif tag == "meta" and "property" in found:
            self.properties[found["property"]] = found["content"]
        elif tag == "script":
            assert found == {"type": "application/ld+json"}, "data is all that may stand in a script"
        elif tag == "tr":
            self.rows.append([])
        elif tag == "details":
            self.folded.append("open" if "open" in found else "folded")
        elif tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._within = "" if tag == self._within else self._within

    def handle_data(self, data: str) -> None:
        if self._within == "script":
            self.scripts.append(data)
        elif self._within in ("th", "td"):
            self.rows[-1][-1] += data.strip()
        if self._within not in ("script", "style"):
            self.words += data
