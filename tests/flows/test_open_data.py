"""The hours for programs: what `/hours.json` and `/hsds.json` say, to whom, and how often."""

import json
import re
from datetime import date, datetime
from typing import Any

import pytest
import requests

from ivr.app import Service
from ivr.clock import parse_moment
from ivr.core.dialling import Dialling
from ivr.core.routing import decide
from ivr.demo import NUMBER, Demo
from ivr.service.schedule import overrides
from ivr.service.schedule.editor import ScheduleEditor
from ivr.web.open_data import LIMIT
from prompts import LANGUAGES
from schedules import Timetable, load_directory
from schedules.formats.hsds import import_hsds
from tests.support.hsds_facts import SERVICE
from tests.support.json_schema import WITH_JSON_SCHEMA, faults
from tests.support.paths import ROOT
from tests.support.published import TOKYO
from tests.support.waiting import PATIENCE

TIMETABLE = Timetable(load_directory())
DOCUMENT = (ROOT / "docs" / "open-data.md").read_text("utf-8").partition("## `/statistics.json`")[0]


def get(demo: Demo, path: str = "/hours.json", **headers: str) -> requests.Response:
    return requests.get(demo.url + path, headers=headers, timeout=PATIENCE)


def test_it_says_what_the_decision_says(demo: Demo) -> None:
    for moment in ("2026-11-29 10:00", "2026-11-30 12:00", "2026-12-03 18:59", "2026-12-03 19:00"):
        demo.clock.set(parse_moment(moment))
        said = get(demo).json()
        now = datetime.fromisoformat(said["at"])
        for language in said["languages"]:
            line = decide(TIMETABLE, language["code"], now).line
            assert (language["open"], language["line"]) == (line is not None, line and line.id)
        assert [each["code"] for each in said["languages"]] == list(LANGUAGES)


def test_a_line_of_it(demo: Demo) -> None:
    said = get(demo).json()
    assert said["hotline"] == {"number": "050-3123-4567", "tel": NUMBER}
    otit = next(line for line in said["lines"] if line["id"] == "otit-vi")
    assert otit["tel"] == "+81120250168"
    assert (otit["open"], otit["until"], otit["because"]) == (
        True,
        "2026-11-29T17:00:00+09:00",
        "within its weekly hours",
    )
    assert otit["days"][0] == {
        "date": "2026-11-29",
        "windows": [{"opens": "2026-11-29T09:00+09:00", "closes": "2026-11-29T17:00+09:00"}],
        "name": "",
    }


def test_what_is_for_those_who_run_the_service_is_not_in_it(demo: Demo) -> None:
    editor = ScheduleEditor(demo.service.engine, "Aiko")
    overrides.hold(editor, "all", "a burst pipe", demo.clock.now(), opened=False, until=None, reset=True)
    demo.schedule.refresh()
    text = get(demo).text
    assert "closed manually" in text
    assert "burst pipe" not in text
    assert "dial" not in text


def test_it_is_documented_field_by_field(demo: Demo) -> None:
    documented = set(re.findall(r"^\| `([a-z_.\[\]]+)` \|", DOCUMENT, re.MULTILINE))
    assert documented == set(fields(get(demo).json()))


def test_the_example_is_what_is_served(demo: Demo) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)
    said = json.loads(get(demo).text.replace(demo.url, "https://hotline.example.org"))
    said["languages"], said["lines"] = said["languages"][:1], said["lines"][:1]
    said["lines"][0]["days"] = said["lines"][0]["days"][:1]
    assert json.loads(example) == said


def fields(value: Any, path: str = "") -> list[str]:
    """The names of all fields, those of the members of a list after ``[]``."""
    if isinstance(value, dict):
        return [name for key, below in value.items() for name in fields(below, f"{path}.{key}".lstrip("."))]
    if isinstance(value, list) and (not value or isinstance(value[0], dict)):
        return [name for below in value for name in fields(below, f"{path}[]")]
    return [path]


@WITH_JSON_SCHEMA
def test_hsds_is_valid(demo: Demo) -> None:
    """The page is the one that the standard's API answers a list of services with."""
    page = get(demo, "/hsds.json").json()
    contents = page.pop("contents")
    assert page == {
        "total_items": 9,
        "total_pages": 1,
        "page_number": 1,
        "size": 9,
        "first_page": True,
        "last_page": True,
        "empty": False,
    }
    for service in contents:
        assert faults(SERVICE, service) == []


def test_hsds_is_read_by_our_own_import(demo: Demo) -> None:
    read = import_hsds(get(demo, "/hsds.json").json(), LANGUAGES, TOKYO.key, date(2026, 11, 29), "another hotline")
    assert [(line.id, line.number, line.hours) for line in read.directory.lines] == [
        (line.id, line.number, line.hours) for line in TIMETABLE.directory.lines
    ]


@pytest.mark.parametrize("path", ["/hours.json", "/hsds.json"])
def test_any_page_may_read_it_and_ask_what_is_new(demo: Demo, path: str) -> None:
    first = get(demo, path, Origin="https://example.org")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    assert get(demo, path, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert "Set-Cookie" not in first.headers
    assert requests.head(demo.url + path, timeout=PATIENCE).status_code == 200


def test_who_asks_too_often_is_told_so_and_callers_are_not_touched(demo: Demo) -> None:
    allowed = int(LIMIT.split()[0])
    answers = [get(demo) for _ in range(allowed)]
    assert {answer.status_code for answer in answers} == {200}
    assert "Retry-After" not in answers[-1].headers
    refused = get(demo, **{"X-Forwarded-For": "192.0.2.1"})  # what anybody may claim, no proxy being trusted
    assert refused.status_code == 429
    assert "Too many requests" in refused.json()["error"]
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert get(demo, "/vi").status_code == 200
    assert requests.post(f"{demo.url}/voice", timeout=PATIENCE).status_code == 403  # not signed: it was looked at


def test_behind_a_proxy_each_address_is_counted_for_itself(behind_a_proxy: Service) -> None:
    client = behind_a_proxy.flask.test_client()

    def status(address: str) -> int:
        return client.get("/hours.json", headers={"X-Forwarded-For": f"198.51.100.1, {address}"}).status_code

    counted = [status("203.0.113.9") for _ in range(int(LIMIT.split()[0]) + 1)]
    assert (counted[-2:], status("203.0.113.10")) == ([200, 429], 200)


def test_a_line_without_a_telephone_number_breaks_nothing(demo: Demo) -> None:
    """The hours take a `sip:` address where a number is printed; who can't dial it still finds the other line."""
    allowed = Dialling(sip_hosts=frozenset({"example.org"}))
    editor, now = ScheduleEditor(demo.service.engine, "Aiko", allowed), demo.clock.now()
    editor.save_draft(editor.head(now).document.replace("number: 0120-250-168", "number: sip:vi@example.org"), now)
    editor.publish_draft("a test", now)
    demo.schedule.refresh()
    assert "sip:vi@example.org" in [line["tel"] for line in get(demo).json()["lines"]]
    assert "FRESC 0120-76-2029" in get(demo, "/vi").text
    assert get(demo, "/").status_code == 200
