"""The hours for programs: what `/hours.json` and `/hsds.json` say, to whom, and how often."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from ivr.clock import parse_moment
from ivr.core.routing import decide
from ivr.demo import NUMBER, Demo
from ivr.service.editing import ScheduleEditor
from ivr.web.open_data import LIMIT
from prompts import LANGUAGES
from schedules import Timetable, load_directory
from tests.schedules.test_hsds import VALIDATOR

TIMETABLE = Timetable(load_directory())
DOCUMENT = (Path(__file__).parent.parent / "docs" / "open-data.md").read_text("utf-8")


def get(demo: Demo, path: str = "/hours.json", **headers: str) -> requests.Response:
    return requests.get(demo.url + path, headers=headers, timeout=5)


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
    editor.hold("all", "a burst pipe", demo.clock.now(), opened=False, until=None, reset=True)
    demo.schedule.refresh()
    text = get(demo).text
    assert "closed by hand" in text
    assert "burst pipe" not in text
    assert "dial" not in text


def test_it_is_documented_field_by_field(demo: Demo) -> None:
    documented = set(re.findall(r"^\| `([a-z_.\[\]]+)` \|", DOCUMENT, re.MULTILINE))
    assert documented == set(fields(get(demo).json()))


def fields(value: Any, path: str = "") -> list[str]:
    """The names of all fields, those of the members of a list after ``[]``."""
    if isinstance(value, dict):
        return [name for key, below in value.items() for name in fields(below, f"{path}.{key}".lstrip("."))]
    if isinstance(value, list) and (not value or isinstance(value[0], dict)):
        return [name for below in value for name in fields(below, f"{path}[]")]
    return [path]


def test_hsds_is_valid(demo: Demo) -> None:
    services = get(demo, "/hsds.json").json()
    assert len(services) == 9
    for service in services:
        VALIDATOR.validate(service)


@pytest.mark.parametrize("path", ["/hours.json", "/hsds.json"])
def test_any_page_may_read_it_and_ask_what_is_new(demo: Demo, path: str) -> None:
    first = get(demo, path, Origin="https://example.org")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    assert get(demo, path, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert "Set-Cookie" not in first.headers
    assert requests.head(demo.url + path, timeout=5).status_code == 200
    assert requests.options(demo.url + path, timeout=5).headers["Access-Control-Allow-Origin"] == "*"


def test_who_asks_too_often_is_told_so_and_callers_are_not_touched(demo: Demo) -> None:
    allowed = int(LIMIT.split()[0])
    answers = [get(demo) for _ in range(allowed + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    refused = answers[-1]
    assert refused.status_code == 429
    assert "Too many requests" in refused.json()["error"]
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert get(demo, "/vi").status_code == 200
    assert requests.post(f"{demo.url}/voice", timeout=5).status_code == 403  # not signed: it was looked at
