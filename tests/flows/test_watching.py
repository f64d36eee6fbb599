"""What an operator sees: the metrics of calls and texts, and that the carrier refuses us."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from ivr.core.roles import Role
from ivr.demo import TOKEN, Demo
from ivr.phone.events import FarEnd
from ivr.phone.handset import Handset
from ivr.service.doctor.stored import delivery
from tests.support.console import Console, signed_in
from tests.support.demo import MOBILE, SUNDAY, start
from tests.support.people import Person
from tests.support.waiting import PATIENCE, eventually

SECRET = "whoever watches"
NUMBER = "+815031234567"


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Demo]:
    running = start(tmp_path, metrics_token=SECRET)
    yield running
    running.close()


@pytest.fixture
def figures(watched: Demo) -> Callable[[], dict[str, float]]:
    """Reads `/metrics`: each series and its value."""

    def read() -> dict[str, float]:
        series = (line.rpartition(" ") for line in exposed(watched).splitlines() if not line.startswith("#"))
        return {name: float(value) for name, _, value in series}

    return read


def exposed(demo: Demo) -> str:
    demo.service.recorder.flush()
    header = {"Authorization": f"Bearer {SECRET}"}
    return requests.get(f"{demo.url}/metrics", headers=header, timeout=PATIENCE).text


def call(demo: Demo, keys: list[str], *ends: FarEnd) -> None:
    Handset(demo.url, TOKEN, MOBILE, NUMBER).call(Person(keys, [*ends]))


def test_calls_and_lines(watched: Demo, figures: Callable[[], dict[str, float]]) -> None:
    before = figures()
    assert before['tsunagu_line_open{line="otit-vi"}'] == 1
    assert before['tsunagu_line_open{line="otit-en"}'] == 0
    assert before["tsunagu_schedule_revision"] == 1
    assert before["tsunagu_last_backup_timestamp_seconds"] == 0
    assert "tsunagu_last_transfer_timestamp_seconds" not in before
    call(watched, ["1"], FarEnd("completed", 90))
    call(watched, ["0", "1"], FarEnd("busy", 0))
    call(watched, ["7", "1"])
    after = figures()
    assert after['tsunagu_webhooks_total{language="",webhook="ring"}'] == 3
    assert after['tsunagu_webhooks_total{language="vi",webhook="dialed"}'] == 2
    assert after['tsunagu_webhook_duration_seconds_count{webhook="rest"}'] >= 2
    assert after['tsunagu_calls_today{language="vi",line="otit-vi",outcome="put through"}'] == 1
    assert after['tsunagu_line_dials_total{line="otit-vi"}'] == 2
    assert after['tsunagu_line_answers_total{line="otit-vi"}'] == 1
    assert abs(after["tsunagu_last_transfer_timestamp_seconds"] - SUNDAY.timestamp()) < 600


def test_each_language_of_calls_and_no_number(watched: Demo, figures: Callable[[], dict[str, float]]) -> None:
    call(watched, ["7", "1"])
    found = figures()
    assert 'tsunagu_calls_today{language="km",line="",outcome="text promised"}' in found
    assert not [name for name in found if re.search(r"\d{6}|[0-9a-f]{16}", name)]


@pytest.mark.parametrize(("language", "said"), [("en", "has refused our texts since"), ("ja", "拒否しています")])
def test_a_banner_while_the_carrier_refuses_us(
    watched: Demo, figures: Callable[[], dict[str, float]], language: str, said: str
) -> None:
    console = signed_in(watched, Role.VIEWER, language=language)
    assert shown(console, said) == [False, False]
    watched.carrier.token = "it was changed at the carrier"
    call(watched, ["7", "1"])
    eventually(lambda: shown(console, said) == [True, True])
    assert "20003" in console.get("/ops/").text
    assert figures()["tsunagu_carrier_refuses"] == 1
    (finding,) = [str(each) for each in delivery(watched.database_url, watched.clock.now()) if each.subject == "outbox"]
    assert "the carrier has refused our texts since" in finding
    watched.carrier.token = TOKEN
    watched.clock.set(watched.clock.now() + timedelta(minutes=1))
    watched.worker.wake()
    eventually(lambda: shown(console, said) == [False, False])
    assert figures()["tsunagu_carrier_refuses"] == 0


def shown(console: Console, said: str) -> list[bool]:
    """Whether two pages of the console say something."""
    return [said in console.get(path).text for path in ("/ops/", "/ops/hours")]


def test_alerts_dashboard_and_document_name_only_what_there_is(watched: Demo) -> None:
    call(watched, ["1"], FarEnd("completed", 90))
    found = set(re.findall(r"^(?:# TYPE )?(tsunagu_\w+)", exposed(watched), re.MULTILINE))
    root = Path(__file__).parents[2]
    for name in ("deploy/prometheus/alerts.yml", "deploy/grafana/tsunagu.json", "docs/monitoring.md"):
        asked = set(re.findall(r"tsunagu_\w+", (root / name).read_text()))
        assert asked - found == set(), name
        assert len(asked) > 10
