"""The command line, from outside."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.demo import Demo
from schedules import shipped
from tests.support.settings import GOOD


def run(*arguments: str, settings: Mapping[str, str] | None = None) -> Result:
    environment = {**(settings or {}), "DATABASE_URL": "sqlite:///nothing/here.db"}
    return CliRunner().invoke(main, arguments, env=environment)


def test_a_sunday_call_in_vietnamese_is_put_through() -> None:
    assert "ringing OTIT 0120-250-168" in run("call", "--at", "2026-11-29 10:00", "--keys", "1").output


def test_a_sunday_call_in_khmer_hears_when_it_opens_and_gets_a_text() -> None:
    output = run("call", "--at", "2026-11-29 10:00", "--keys", "7").output
    assert "OTIT opens on Thursday at 11 AM." in output
    assert "text message to +819012345678:" in output
    assert "ព្រហស្បតិ៍" in output


def test_busy_goes_on_to_fresc() -> None:
    output = run("call", "--at", "2026-11-23 12:00", "--keys", "2", "--far-end", "busy").output
    otit, fresc = output.index("ringing OTIT 0120-250-169"), output.index("ringing FRESC 0120-76-2029")
    assert otit < fresc


def test_a_call_as_data() -> None:
    data = json.loads(run("call", "--at", "2026-11-23 12:00", "--keys", "2", "--far-end", "12", "--json").stdout)
    assert [event["rang"] for event in data["events"] if "rang" in event] == ["+81120250169", "+81120762029"]
    assert data["texts"] == []


def test_a_running_demo_can_be_called_and_its_clock_set(demo: Demo) -> None:
    output = run("call", "--url", demo.url, "--at", "2026-11-23 12:00", "--keys", "3").output
    assert "FRESC 0120-76-2029" in output
    output = run("text", "--url", demo.url, "--at", "2026-11-24 12:00", "3").output
    assert "OTIT 0120-250-192: buka sekarang" in output


def test_the_hours_of_a_running_demo_can_be_edited(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever moment its clock is set to, what has been published counts."""
    monkeypatch.chdir(tmp_path)
    environment = {"DATABASE_URL": demo.database_url}
    Path("hours.yaml").write_text(shipped().replace("Thu 11:00-19:00", "Thu 11:00-19:00, Sun 9:00-12:00"), "utf-8")
    for command in (["import", "hours.yaml"], ["publish", "--reason", "Sundays in Khmer"]):
        ran = CliRunner().invoke(main, ["schedule", *command], env=environment)
        assert ran.exit_code == 0, ran.output
    demo.schedule.refresh()
    for sunday in ("2026-11-29 10:00", "2020-11-29 10:00"):
        assert "ringing OTIT 0120-250-366" in run("call", "--url", demo.url, "--at", sunday, "--keys", "7").output


def test_a_route_as_data() -> None:
    data = json.loads(run("route", "my", "--at", "2026-11-27 18:59:59", "--json").output)
    assert (data["line"], data["number"]) == ("otit-my", "0120-250-302")
    assert data["because"][0].startswith("otit-my: open until Fri 2026-11-27 19:00 JST")
    data = json.loads(run("route", "my", "--at", "2026-11-27T19:00:00+09:00", "--json").output)
    assert data["line"] is None


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["route", "xx"], "there is no language 'xx'"),
        (["route", "vi", "--at", "tomorrow"], "'tomorrow' is not a moment"),
        (["route", "vi", "--at", "2026-13-01 10:00"], "is not a moment"),
        (["call", "--far-end", "maybe", "--at", "2026-11-29 10:00"], "--far-end: 'maybe' is not"),
        (["route", "vi", "--at", "9999-12-31 23:59"], "is not in the years 2000 to 2100"),
        (["call", "--keys", "x"], "--keys: 'x' is not on a telephone"),
        (["call", "--record", "/nonexistent/x.yaml"], "--record: there is no folder /nonexistent"),
        (["call", "--url", "nonsense"], "--url: nonsense is not a web address"),
        (["call", "--url", "http://127.0.0.1:1"], "does not answer"),
        (["text", "hi", "--url", "http://127.0.0.1:1"], "does not answer"),
    ],
)
def test_a_mistake_is_one_line(arguments: list[str], complaint: str) -> None:
    result = run(*arguments)
    assert result.exit_code != 0
    assert complaint in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(("command", "settings"), [("demo", {}), ("serve", GOOD)])
def test_a_port_that_is_taken_is_said(demo: Demo, command: str, settings: Mapping[str, str]) -> None:
    result = run(command, "--port", demo.url.rpartition(":")[2], settings=settings)
    assert result.exit_code == 1
    assert result.output.startswith("Error: 127.0.0.1:")
    assert len(result.output.splitlines()) == 1


def test_settings_are_checked_before_the_port(demo: Demo) -> None:
    result = run("serve", "--port", demo.url.rpartition(":")[2])
    assert result.exit_code == 1
    assert "PUBLIC_URL is not set" in result.output


def test_a_wrong_token_is_said(demo: Demo) -> None:
    result = run("call", "--url", demo.url, "--token", "wrong", "--keys", "1")
    assert result.exit_code == 1
    assert "answered 403" in result.output
