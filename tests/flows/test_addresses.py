"""Addresses of no page: which lead to a language, and what the others show; errors of public pages."""

from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from flask.testing import FlaskClient

from ivr.app import Service
from ivr.demo import NUMBER, Demo
from prompts import LANGUAGES, Prompt
from tests.support.book import load_book
from tests.support.pages import PAGES, PRIVACY, Page
from tests.support.waiting import PATIENCE


def ask(demo: Demo, path: str, method: str = "GET", languages: str = "") -> requests.Response:
    headers = {"Accept-Language": languages}
    return requests.request(method, demo.url + path, headers=headers, allow_redirects=False, timeout=PATIENCE)


def said(prompt: str, first: str = "vi") -> list[str]:
    """A sentence in the fourteen languages, one of them first."""
    codes = [first, *(code for code in LANGUAGES if code != first)]
    return [load_book().text(code, Prompt(prompt)) for code in codes]


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/VI", "/vi"),
        ("/vi/", "/vi"),
        ("/vn/", "/vi"),
        ("/tl", "/fil"),
        ("/zh_TW", "/zh"),
        ("/in", "/id"),
        ("/burmese", "/my"),
        (f"/{quote('Tiếng Việt')}", "/vi"),
        (f"/{quote('日本語')}/", "/ja"),
        ("/pt-BR?from=flyer&n=1", "/pt?from=flyer&n=1"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_address_that_means_a_language_leads_to_its_page(site: Demo, path: str, page: str, method: str) -> None:
    """For this time: a code may one day stand for another language. The address is that of the same site."""
    answer = ask(site, path, method)
    assert (answer.status_code, answer.headers["Location"]) == (302, page)


def test_an_address_that_has_a_page_is_not_looked_up(site: Demo) -> None:
    for path in ("/", *PAGES, *PRIVACY, "/poster", "/vi.ics", "/hours.json", "/healthz"):
        assert ask(site, path).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/vi/more", "/vi/privacy/", "/xx/privacy", "/ar", "/xx.ics", "/poster?size=none", "/voices", "/%FF"],
)
def test_no_page_is_told_in_every_language(site: Demo, path: str) -> None:
    answer = ask(site, path)
    page = Page(answer.text)
    assert answer.status_code == 404
    assert page.links == [f"tel:{NUMBER}", *PAGES]
    places = [page.words.index(sentence) for sentence in said("page_not_found")]
    assert places == sorted(places)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert len(answer.content) < 20_000


@pytest.mark.parametrize(
    ("languages", "first"),
    [
        ("", "vi"),
        ("de, fr;q=0.5", "vi"),
        ("ne-NP, en;q=0.5", "ne"),
        ("tl", "fil"),
        ("de, en-US;q=0.3, zh-Hant-TW;q=0.7", "zh"),
        ("*", "vi"),
    ],
)
def test_the_browsers_language_comes_first(site: Demo, languages: str, first: str) -> None:
    page = Page(ask(site, "/nowhere", languages=languages).text)
    assert page.language == first
    assert page.links[1:] == [f"/{first}", *(f"/{code}" for code in LANGUAGES if code != first)]


def test_only_who_reads_is_led_on(site: Demo) -> None:
    assert ask(site, "/VI", "POST").status_code == 404


def test_another_error_is_one_line(site: Demo) -> None:
    answer = ask(site, "/vi", "POST")
    assert answer.status_code == 405
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text == "The method is not allowed for the requested URL.\n"
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    ("path", "status"), [("/audio/none.mp3", 404), ("/metrics", 404), ("/healthz/x", 404), ("/audio", 404)]
)
def test_programs_have_answers_of_their_own(site: Demo, path: str, status: int) -> None:
    answer = ask(site, path)
    assert (answer.status_code, f"<title>{status} " in answer.text) == (status, True)


def test_the_console_has_pages_of_its_own(site: Demo) -> None:
    answer = ask(site, "/ops/vi")
    assert answer.headers["Location"].startswith("/ops/sign-in")


@pytest.fixture
def broken(behind_a_proxy: Service) -> FlaskClient:
    """A service whose public page `/broken` fails, and whose database is gone."""

    def fail() -> str:
        raise RuntimeError

    behind_a_proxy.flask.add_url_rule("/broken", view_func=fail)
    behind_a_proxy.close()
    Path(behind_a_proxy.engine.url.database or "").unlink()
    return behind_a_proxy.flask.test_client()


def test_an_error_of_ours_is_told_in_every_language(broken: FlaskClient) -> None:
    """Without the database, and without what the error says."""
    answer = broken.get("/broken", headers={"Accept-Language": "th"})
    page = Page(answer.text)
    assert (answer.status_code, page.language) == (500, "th")
    assert [each for each in said("page_trouble", "th") if each not in page.words] == []
    assert page.links[0] == f"tel:{NUMBER}"
    assert "RuntimeError" not in answer.text
