"""Public statistics and the files of reports: off unless set, whole months, the same figures, and no small count."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import text

from ivr.clock import parse_moment
from ivr.core.call.outcome import Outcome
from ivr.core.suppression import FEWEST
from ivr.demo import PERSON, Demo
from tests.flows.test_open_data import fields
from tests.support.console import Console
from tests.support.counts import count_calls, count_dials
from tests.support.demo import start
from tests.support.pages import Page
from tests.support.paths import ROOT
from tests.support.waiting import PATIENCE

OCTOBER, MONDAY, SUNDAY = date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 4)
DOCUMENT = (ROOT / "docs" / "open-data.md").read_text("utf-8").partition("## `/statistics.json`")[2]
FILES = ("outcomes-by-month", "outcomes-by-language", "unmet-demand", "answer-rates")
PATHS = ("/statistics", "/statistics.json")


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Demo]:
    """A service that tells statistics, on 29 November 2026."""
    demo = start(tmp_path, public_statistics=True, operator="Hotline Association")
    yield demo
    demo.close()


def busy(demo: Demo) -> None:
    """Calls in October: many in Vietnamese, few put through in Burmese, few in Mongolian; and some in November."""
    engine = demo.service.engine
    count_calls(engine, MONDAY, "vi", Outcome.PUT_THROUGH, 20)
    for hour, day in ((hour, day) for day in (MONDAY, SUNDAY) for hour in (3, 10, 14, 20)):
        count_calls(engine, day, "vi", Outcome.TEXTED if hour < 12 else Outcome.TOLD, 6, hour=hour)
    count_calls(engine, MONDAY, "my", Outcome.PUT_THROUGH, 4)
    count_calls(engine, SUNDAY, "my", Outcome.TOLD, 30)
    count_calls(engine, SUNDAY, "mn", Outcome.TOLD, 3)
    count_calls(engine, date(2026, 11, 3), "zh", Outcome.TOLD, 70)
    count_dials(engine, MONDAY, "otit-vi", 28, 20)
    count_dials(engine, MONDAY, "fresc", 9, 4)


def get(demo: Demo, path: str, **headers: str) -> requests.Response:
    return requests.get(demo.url + path, headers=headers, timeout=PATIENCE)


def newest(demo: Demo) -> dict[str, Any]:
    found: dict[str, Any] = get(demo, "/statistics.json").json()["months"][0]
    return found


def test_they_are_off_unless_set(site: Demo) -> None:
    assert [get(site, path).status_code for path in PATHS] == [404, 404]
    assert "/statistics" not in get(site, "/").text


def test_a_month_as_the_document_and_the_page_tell_it(told: Demo) -> None:
    busy(told)
    month = newest(told)
    assert month["languages"] == [
        {"code": "vi", "calls": 68, "person": 20, "nobody": 48},
        {"code": "my", "calls": 34, "person": None, "nobody": None},
    ]
    assert {name: month[name] for name in ("month", "calls", "person", "nobody", "text", "neither")} == {
        "month": "2026-10",
        "calls": 102,
        "person": 20,
        "nobody": 48,
        "text": 24,
        "neither": 24,
    }
    assert [each["calls"] for each in month["unmet"]] == [6] * 8
    answer = get(told, "/statistics")
    page = Page(answer.text)
    assert [row[1:] for row in page.rows[1:3]] == [["68", "20"], ["34", "–"]]
    assert ["2026-10", "102"] in page.rows
    assert not [row for row in page.rows if row[0] == "2026-11"]
    assert "Hotline Association" in page.words
    assert "Mongol" not in page.words
    assert page.scripts == []
    assert len(answer.content) < 20_000
    assert "Set-Cookie" not in answer.headers
    assert "/statistics" in Page(get(told, "/").text).links


def test_a_month_with_few_calls_tells_nothing(told: Demo) -> None:
    count_calls(told.service.engine, MONDAY, "mn", Outcome.PUT_THROUGH, 4)
    count_dials(told.service.engine, MONDAY, "fresc", 4, 4)
    month = newest(told)
    assert month["calls"] == 0
    assert month["languages"] == month["unmet"] == []
    assert "too few calls" in get(told, "/statistics").text


def test_the_month_that_goes_on_is_told_after_it(told: Demo) -> None:
    busy(told)
    assert "2026-11" not in get(told, "/statistics.json").text
    told.clock.set(parse_moment("2026-12-02 00:00"))
    assert newest(told)["languages"] == [{"code": "zh", "calls": 70, "person": None, "nobody": None}]


def test_programs_may_read_it_and_ask_what_is_new(told: Demo) -> None:
    first = get(told, "/statistics.json", Origin="https://example.org")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    assert get(told, "/statistics.json", **{"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_it_is_documented_field_by_field(told: Demo) -> None:
    busy(told)
    said = get(told, "/statistics.json").json()
    said["months"] = said["months"][:1]
    assert set(re.findall(r"^\| `([a-z_.\[\]]+)` \|", DOCUMENT, re.MULTILINE)) == set(fields(said))
    (example,) = re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)
    said["months"][0]["unmet"] = said["months"][0]["unmet"][:1]
    assert json.loads(example) == json.loads(json.dumps(said).replace(told.url, "https://hotline.example.org"))


def test_without_a_database_it_is_not_there_for_now(told: Demo) -> None:
    with told.service.engine.begin() as connection:
        connection.execute(text("DROP TABLE day_counts"))
    assert [get(told, path).status_code for path in PATHS] == [503, 503]


def test_files_of_reports_have_the_same_figures_whatever_is_asked(told: Demo) -> None:
    """Other ranges of days and a filter by language would tell small counts by their difference."""
    busy(told)
    boss = Console(told.url)
    assert boss.sign_in(PERSON, told.password).status == 200
    found = {name: boss.get(f"/ops/reports/{name}.csv?month=all").html for name in FILES}
    for name, file in found.items():
        assert boss.get(f"/ops/reports/{name}.csv?month=all&days=7&language=my").html == file
    tables = {name: list(csv.reader(StringIO(file.removeprefix("\ufeff")))) for name, file in found.items()}
    october = {name: [row[1:] for row in rows if row[0] == "2026-10"] for name, rows in tables.items()}
    month = newest(told)
    assert october["outcomes-by-month"] == [["20", "48", "24", "24"]]
    assert october["outcomes-by-language"][0] == ["Vietnamese", "68", "20", "48"]
    assert ["Burmese", "34", "", ""] in october["outcomes-by-language"]
    assert ["Mongolian", "", "", ""] in october["outcomes-by-language"]
    assert [int(row[3]) for row in october["unmet-demand"]] == [each["calls"] for each in month["unmet"]]
    assert october["answer-rates"] == [["OTIT Vietnamese", "70"]]
    counts = [cell for name in FILES[:2] for row in october[name] for cell in row if cell.isdigit()]
    assert all(int(cell) >= FEWEST for cell in counts)


def test_the_console_itself_has_all_counts(told: Demo) -> None:
    busy(told)
    boss = Console(told.url)
    assert boss.sign_in(PERSON, told.password).status == 200
    assert "Mongolian 3 0 (0 %)" in " ".join(boss.get("/ops/reports/languages?days=90").text.split())
