"""Texts that have a link in place of numbers, and the pages that it leads to."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
import requests

from ivr.clock import parse_moment
from ivr.core.samples import State, samples
from ivr.core.writing import TextWriter
from ivr.demo import NUMBER, TOKEN, Demo, start_demo
from ivr.phone.handset import Handset
from ivr.settings import LINK
from prompts import LANGUAGES, load_book
from schedules import Timetable, load_directory
from tests.conftest import MOBILE
from tests.people import Person
from tests.published import EMAIL, FOURTEEN, MONDAY

TIMETABLE = Timetable(load_directory())


@pytest.fixture
def linking() -> Iterator[Demo]:
    running = start_demo(at=parse_moment("2026-11-29 10:00"), sms_content=LINK)
    yield running
    running.close()


def test_a_text_with_a_link_has_no_number_and_leads_to_a_page(linking: Demo) -> None:
    telephone = Handset(linking.url, TOKEN, MOBILE, NUMBER)
    telephone.call(Person(["7"]))
    (text,) = linking.carrier.wait_for_texts(1, seconds=10)
    assert "0120" not in text.body
    address = text.body.split()[-1]
    assert address == f"{linking.url}/km"
    page = requests.get(address, timeout=5)
    assert page.status_code == 200
    assert "0120-250-366" in page.text
    assert "0120" not in (telephone.text("Tiếng Việt") or "0120")
    assert "0120" not in (telephone.text("INFO") or "0120")
    assert (telephone.text("???") or "").endswith(f"{linking.url}/")


@pytest.mark.parametrize(("pages", "most"), [(None, 3), ("https://hotline.example.org", 2)])
def test_every_text_keeps_within_its_segments(pages: str | None, most: int) -> None:
    found = samples(TextWriter(load_book(), pages), TIMETABLE, MONDAY)
    assert {(each.language, each.state) for each in found} == {(code, state) for code in FOURTEEN for state in State}
    for each in found:
        allowed = 5 if each.state is State.NOTICE and pages is None else most
        assert each.segments.count <= allowed, each
        if each.language in ("en", "id", "fil"):
            assert each.segments.encoding == "GSM-7", each
        assert (pages is None) or "0120" not in each.text


def test_a_notice_in_a_text_is_dated_and_says_whom_to_ask() -> None:
    for each in samples(TextWriter(load_book()), TIMETABLE, MONDAY):
        if each.state is State.NOTICE:
            assert "2021" in each.text or "၂၀၂၁" in each.text or "२०२१" in each.text
            assert "FRESC 0120-76-2029" in each.text


class Page(HTMLParser):
    """The language and the links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language = ""
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "html":
            self.language = found.get("lang") or ""
        if tag == "a":
            self.links.append(found.get("href") or "")


@pytest.mark.parametrize("code", FOURTEEN)
def test_the_page_of_a_language(demo: Demo, code: str) -> None:
    answer = requests.get(f"{demo.url}/{code}", timeout=5)
    page = Page(answer.text)
    assert page.language == code
    numbers = [line.number for line in TIMETABLE.directory.lines if code in line.languages]
    assert [link for link in page.links if link.startswith("tel:")] == [f"tel:{number}" for number in numbers]
    assert any("soudan" in link for link in page.links) is (code in EMAIL)
    assert TIMETABLE.directory.notices[0].words[code].title.replace("'", "&#39;") in answer.text
    assert len(answer.content) < 20_000
    assert "<script" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_the_first_page_leads_to_every_language(demo: Demo) -> None:
    page = Page(requests.get(f"{demo.url}/", timeout=5).text)
    assert page.links == [f"/{code}" for code in LANGUAGES]
    assert requests.get(f"{demo.url}/xx", timeout=5).status_code == 404
    assert requests.get(f"{demo.url}/vi.ics", timeout=5).status_code == 200


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("Tiếng Việt", "0120-250-168"),
        ("INFO", "Thực tập sinh"),  # the language is remembered
        ("thông tin", "Thực tập sinh"),
        ("informasi", "Pemagang"),
        ("おしらせ", "どういしょ"),
    ],
)
def test_info_is_answered_with_the_notice(demo: Demo, sent: str, expected: str) -> None:
    telephone = Handset(demo.url, TOKEN, MOBILE, NUMBER)
    telephone.text("Tiếng Việt")
    demo.service.recorder.flush()
    assert expected in (telephone.text(sent) or "")


def test_info_from_somebody_whose_language_is_not_known_is_answered_with_the_list(demo: Demo) -> None:
    assert "1 Tiếng Việt" in (Handset(demo.url, TOKEN, MOBILE, NUMBER).text("info") or "")
