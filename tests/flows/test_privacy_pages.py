"""What pages say of who answers, who runs the service, who is told, and what is kept."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from flask.testing import FlaskClient

from ivr.clock import parse_moment
from ivr.core.privacy_page import Practice, privacy_page
from ivr.demo import NUMBER, Demo
from prompts import Prompt
from schedules import Timetable, load_directory
from tests.flows.conftest import running
from tests.support.book import load_book
from tests.support.pages import PAGES, PRIVACY, Page, get
from tests.support.published import FOURTEEN
from tests.support.waiting import PATIENCE

NOW = parse_moment("2026-11-29 10:00")
TIMETABLE = Timetable(load_directory())


@pytest.mark.parametrize("code", FOURTEEN)
def test_who_answers_and_who_is_told(site: Demo, code: str) -> None:
    """The site is run by nobody, so nobody is named."""
    page = get(site, f"/{code}")
    for agency, words in TIMETABLE.directory.agencies.items():
        speaks = any(line.agency == agency and code in line.languages for line in TIMETABLE.directory.lines)
        assert (words[code] in page.words) is speaks
    assert load_book().text(code, Prompt("page_private")) in page.words
    assert load_book().text(code, Prompt.of("page_operator", operator="")).strip() not in page.words


def test_who_runs_the_service(run_by: Callable[[str, str], FlaskClient]) -> None:
    """It is said if the settings say it, with a link if there is one. The longest page still has less than 20 kB."""
    client = run_by("Hội Tương Trợ <b>", "https://help.example.org/about")
    page = Page(client.get("/vi").text)
    assert "Dịch vụ này do Hội Tương Trợ <b> điều hành." in page.words
    assert "https://help.example.org/about" in page.links
    assert max(len(client.get(path).data) for path in (*PAGES, *PRIVACY)) < 20_000
    page = Page(run_by("Hội Tương Trợ", "").get("/vi").text)
    assert "Dịch vụ này do Hội Tương Trợ điều hành." in page.words
    assert "điều hành" not in Page(run_by("", "https://help.example.org").get("/vi").text).words


def privacy_parts(code: str, **changes: Any) -> list[str]:
    """Return the sentences that the page on privacy has with the settings of the demo and these changes."""
    practice = replace(Practice(NUMBER, NUMBER, 90, 730, remembers=True), **changes)
    parts = privacy_page(practice, code, [line.agency for line in TIMETABLE.lines_for(code, NOW)], load_book())
    return [text for part in parts for text in (part.heading, *(each.text for each in part.told))]


@pytest.mark.parametrize("code", FOURTEEN)
def test_the_page_on_privacy(site: Demo, code: str) -> None:
    answer = requests.get(f"{site.url}/{code}/privacy", timeout=PATIENCE)
    page = Page(answer.text)
    assert page.language == code
    assert [text for text in privacy_parts(code) if text not in page.words] == []
    assert page.links == [
        "/",
        "#languages",
        f"/{code}",
        "tel:184-050-3123-4567",
        f"sms:{NUMBER}",
        f"tel:{NUMBER}",
        f"sms:{NUMBER}",
        *(path for path in PRIVACY if path != f"/{code}/privacy"),
    ]
    assert page.alternates == {each: f"{site.url}/{each}/privacy" for each in FOURTEEN}
    assert page.properties["og:url"] == f"{site.url}/{code}/privacy"
    assert page.scripts == []
    assert len(answer.content) < 20_000
    assert answer.headers["Cache-Control"] == "public, max-age=5"
    assert "Set-Cookie" not in answer.headers
    kept = {"If-None-Match": answer.headers["ETag"]}
    assert requests.get(f"{site.url}/{code}/privacy", headers=kept, timeout=PATIENCE).status_code == 304
    assert f"/{code}/privacy" in get(site, f"/{code}").links


def test_the_page_on_privacy_says_what_the_settings_say(tmp_path: Path) -> None:
    settings = {"keep_people_days": 7, "keep_records_days": 30, "remember_language": False, "sms_sender": "Tsunagu"}
    with running(tmp_path / "own.db", operator="Hội <b>", operator_url="https://help.example.org", **settings) as own:
        page = Page(own.flask.test_client().get("/vi/privacy").text)
    practice = {"people_days": 7, "records_days": 30, "remembers": False, "texts_to": "", "operator": "Hội <b>"}
    assert [text for text in privacy_parts("vi", **practice) if text not in page.words] == []
    assert "FORGET" not in page.words
    assert "Dịch vụ này do Hội <b> điều hành." in page.words
    assert page.links[2:5] == ["/vi", "tel:184-050-3123-4567", "https://help.example.org"]
