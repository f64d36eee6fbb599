"""What Prometheus, Alertmanager and Grafana are given: by their own tools, and against what we really report."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.judges import program, run

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
RULES = DEPLOY / "prometheus" / "alerts.yml"
TESTS = [ROOT / "tests" / "judges" / name for name in ("alerts.yml", "alerts_of_a_week.yml")]


@pytest.mark.parametrize(
    "command",
    [
        ("promtool", "check", "rules", RULES),
        ("promtool", "check", "config", "--syntax-only", DEPLOY / "prometheus" / "prometheus.yml"),
        ("promtool", "test", "rules", *TESTS),
        ("amtool", "check-config", DEPLOY / "alertmanager" / "alertmanager.yml"),
    ],
    ids=lambda command: " ".join(map(str, command[:3])),
)
def test_its_own_tool_accepts_it(command: tuple[str | Path, ...]) -> None:
    checked = run([program(str(command[0])), *map(str, command[1:])])
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "SUCCESS" in checked.stdout


def alerts() -> Iterator[dict[str, Any]]:
    for group in yaml.safe_load(RULES.read_text())["groups"]:
        yield from group["rules"]


def test_each_alert_fires_in_a_test_and_says_what_to_do() -> None:
    fired = {name for file in TESTS for name in re.findall(r'alertname="(\w+)"', file.read_text())}
    assert fired == {each["alert"] for each in alerts()}
    for each in alerts():
        assert each["labels"]["severity"] in ("page", "ticket")
        assert each["annotations"].keys() == {"summary", "todo"}


def test_each_alert_is_explained() -> None:
    explained = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "monitoring.md").read_text(), re.MULTILINE)
    assert {each["alert"] for each in alerts()} <= set(explained)


def test_who_is_told_knows_the_alerts() -> None:
    config = yaml.safe_load((DEPLOY / "alertmanager" / "alertmanager.yml").read_text())
    matchers = [each for rule in config["inhibit_rules"] for each in rule["source_matchers"] + rule["target_matchers"]]
    named = {name for matcher in matchers for name in re.findall(r"[A-Z]\w+", matcher)}
    assert named <= {each["alert"] for each in alerts()}


def test_the_dashboard_is_found() -> None:
    sources = yaml.safe_load((DEPLOY / "grafana/provisioning/datasources/prometheus.yaml").read_text())["datasources"]
    dashboard = json.loads((DEPLOY / "grafana/tsunagu.json").read_text())
    panels = dashboard["panels"]
    assert {panel["datasource"]["uid"] for panel in panels} == {source["uid"] for source in sources}
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]
    assert len(set(places)) == len(places)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels)


def test_each_expression_of_the_dashboard_can_be_evaluated(tmp_path: Path) -> None:
    """promtool parses what is written as a rule."""
    panels = json.loads((DEPLOY / "grafana/tsunagu.json").read_text())["panels"]
    rules = [
        {"record": f"panel:{panel['id']}:{number}", "expr": target["expr"]}
        for panel in panels
        for number, target in enumerate(panel["targets"])
    ]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    checked = run([program("promtool"), "check", "rules", str(tmp_path / "rules.yml")])
    assert checked.returncode == 0, checked.stdout + checked.stderr
