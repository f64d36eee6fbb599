"""No page of the console shows an identifier where a name belongs, in either language, after a day of work."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest

from ivr.demo import PERSON, Demo
from ivr.store.carrier import refusing
from ivr.store.db import read
from prompts import LANGUAGES
from prompts.load import load_notes
from schedules import Directory, Line, Notice, SpecialDay
from tests.support.console import Console, publish
from tests.support.demo import Dials
from tests.support.people import NOBODY_ANSWERS, Person
from tests.support.waiting import eventually

_EXCEPT = ("script", "style", "textarea", "code", "pre", "abbr")
"""What a page runs, what is typed or copied as it stands, and abbreviations, whose titles are read all the same."""
_SAID_IN = ("aria-label", "alt", "title", "placeholder")
_VOID = ("meta", "link", "input", "br", "img", "hr", "use", "path", "col", "source", "wbr")
_WORD = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_EXCEPTIONS = re.compile(
    r"Its name in files: .*|ファイルでの名前：.*"  # of a sentence, for whoever edits the PO file
    r"|「.*?」|{.*?}.*"  # English that is quoted, and the placeholders that translators write
    r"|sip:\S+|published page, .*"  # an example of an address, and where the shipped hours are from
)
FRESC: dict[str, Any] = {
    "agency": "FRESC",
    "languages": ["ja", "en", "vi"],
    "tier": "2",
    "number": "0120-76-2029",
    "zone": "Asia/Tokyo",
    "source": "FRESC",
    "confirmed": "2026-11-29",
}
_MOST = 2
"""Pages of one kind that are opened."""


class Visible(HTMLParser):
    """What the reader of a page sees or hears of it, without what is marked as being in another language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._left_out: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.texts += [value for name in _SAID_IN if (value := found.get(name))]
        if tag not in _VOID:
            foreign = "lang" in found and tag != "html"
            self._left_out.append((tag, foreign or tag in _EXCEPT or self._within()))

    def handle_endtag(self, tag: str) -> None:
        while self._left_out and self._left_out.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._within():
            self.texts.append(" ".join(data.split()))

    def _within(self) -> bool:
        return bool(self._left_out) and self._left_out[-1][1]


def identifiers(demo: Demo, *, single: bool) -> set[str]:
    """Return ids of lines, notices and prompts, values of enumerations and words of files.

    Those of a single word are left out unless ``single``: most are words of English.
    """
    directory = demo.schedule.at(demo.clock.now()).directory
    values = [str(value) for kind in enumerations(StrEnum) for value in kind]
    kinds = (Directory, Line, Notice, SpecialDay)
    words = [*values, *load_notes(), *LANGUAGES, *(field.name for kind in kinds for field in fields(kind))]
    return {
        *(line.id for line in directory.lines),
        *(notice.id for notice in directory.notices),
        *(word for word in words if _WORD.fullmatch(word) and (single or not word.isalnum())),
    }


def enumerations(kind: type[StrEnum]) -> Iterator[type[StrEnum]]:
    """Yield our enumerations."""
    for each in kind.__subclasses__():
        if each.__module__.startswith(("ivr", "schedules", "prompts")):
            yield each
            yield from enumerations(each)


def crawl(console: Console) -> Iterator[tuple[str, str]]:
    """Open the pages that links lead to, some of each kind; yield their paths and content."""
    waiting, seen, opened = ["/ops/"], {"/ops/"}, Counter[str]()
    while waiting:
        path = waiting.pop(0)
        opened[_kind(path)] += 1
        if opened[_kind(path)] > _MOST:
            continue
        page = console.get(path)
        assert page.status == 200, path
        if "html" in page.headers["Content-Type"]:
            yield path, page.html
            found = [html.unescape(link) for link in re.findall(r'href="(/ops/[^"#]*)', page.html)]
            new = [link for link in dict.fromkeys(found) if link not in seen and "/static/" not in link]
            seen.update(new)
            waiting += new


def _kind(path: str) -> str:
    """Return what the addresses of one kind of page have in common."""
    split = urlsplit(path)
    first, *rest = split.path.removeprefix("/ops/").split("/")
    pages = [each if re.fullmatch("[a-z]{4,}", each) else "*" for each in rest]
    return f"{first}/{'/'.join(pages)}?{re.sub('=[^&]*', '', split.query)}"


def shown(page: str, known: set[str]) -> set[str]:
    """Return the identifiers on a page, each with the text in which it stands."""
    texts = [_EXCEPTIONS.sub("", text) for text in Visible(page).texts]
    return {f"{word} in {text[:80]}" for text in texts for word in _WORD.findall(text) if word in known}


@pytest.fixture
def worked(demo: Demo, handset: Dials) -> Demo:
    """A service that was called, texted, edited, held and refused by the carrier, with a draft of nearly everything."""
    demo.carrier.token = "it was changed at the carrier"
    handset().call(Person(["1"], [NOBODY_ANSWERS]))
    handset("+818011112222").call(Person(["7"]))
    for text in ("???", "vn", "STOP"):
        handset("+818011113333").text(text)
    demo.service.recorder.flush()
    boss = Console(demo.url)
    boss.sign_in(PERSON, demo.password)
    edit(boss, "2027-03-03", "public")
    assert "Published" in publish(boss).text
    edit(boss, "2027-03-04", "new-year")
    boss.post("/ops/hours/lines/fresc/details", **FRESC, hidden="on")
    boss.post("/ops/notices/lost-job", do="remove")
    boss.post("/ops/prompts/vi/goodbye", sentence="Xin chào.", seen=0)
    boss.post("/ops/hold", scope="otit-vi", state="closed", life="change", reason="flood")
    boss.post("/ops/hold", scope="tier 1", state="open", life="reset", reason="festival")
    boss.post("/ops/release", scope="otit-vi")
    boss.post("/ops/people", name="mai", role="viewer")
    eventually(lambda: read(demo.service.engine, refusing))
    return demo


def edit(console: Console, day: str, rule: str) -> None:
    """Change hours, special days, holidays and notices in the draft."""
    notice = {"as_of": "2026-11-29", "source": "OTIT", "language": "en", "title": "Flood", "spoken": "A.", "text": "A."}
    changes: dict[str, dict[str, Any]] = {
        "/ops/hours/lines/otit-zh": {"text": f"Mon 11:00-19:{day[-2:]}"},
        "/ops/hours/special-days": {"date": day, "name": "Training", "scope": ["otit-vi", "fresc"], "kind": "closed"},
        "/ops/hours/holidays": {
            "tier": "1",
            **{each: "closed" if each == rule else "usual" for each in ("public", "new-year")},
        },
        "/ops/notices": {"id": f"flood-{day[-2:]}", **notice},
        "/ops/notices/lost-job": {"do": "dates", "as_of": f"2026-11-{day[-2:]}", "source": "OTIT"},
        "/ops/notices/lost-job/en": {"title": f"Support {day}", "spoken": "A.", "text": "A."},
    }
    for path, given in changes.items():
        assert console.post(path, **given).status == 200, path


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_page_has_names(worked: Demo, language: str) -> None:
    console, known = Console(worked.url, language), identifiers(worked, single=language == "ja")
    console.sign_in(PERSON, worked.password)
    pages = dict(crawl(console))
    left = {path: found for path, page in pages.items() if (found := shown(page, known))}
    assert len(pages) > 60
    assert not left
