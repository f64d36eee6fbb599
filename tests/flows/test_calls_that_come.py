"""A telephone that receives calls: at the demo's controls, in the terminal, and behind the page."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from ivr.cli import main
from ivr.clock import parse_moment
from ivr.demo import NUMBER, Demo
from ivr.phone.awaiting import await_calls
from ivr.phone.backstage import Backstage
from ivr.phone.terminal import Terminal
from tests.support.demo import MOBILE, Dials, end, start
from tests.support.people import Person
from tests.support.scenarios import read_scenario, replay
from tests.support.waiting import PATIENCE, eventually

EVENING, OPENING = "2026-11-29 20:00", "2026-11-30 09:00"
FRESC = "+81120762029"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo that calls people back, on a Sunday evening."""
    running = start(tmp_path, parse_moment(EVENING), call_backs=True)
    yield running
    end(running)


def post(demo: Demo, path: str, **data: object) -> requests.Response:
    return requests.post(f"{demo.url}/phone/{path}", json=data, timeout=PATIENCE)


def asked(demo: Demo, path: str, **fields: str) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(f"{demo.url}/phone/{path}", fields, timeout=PATIENCE).json()
    return found


def rings(demo: Demo, handset: Dials, number: str = MOBILE) -> str:
    """Be promised a call, set the clock to it, and return its id when it rings."""
    handset().call(Person(["7", "5"]))
    due = asked(demo, "clock")["call_back"]
    assert due == "2026-11-30T09:00:00+09:00"
    assert post(demo, "clock", at=due).status_code == 200
    call = eventually(lambda: asked(demo, "incoming", number=number)["call"])
    assert call["number"] == NUMBER
    return str(call["sid"])


def ended(demo: Demo, sid: str, status: str) -> None:
    eventually(lambda: [call.status for call in demo.carrier.placed if call.sid == sid] == [status])


def test_a_page_answers_and_is_put_through(demo: Demo, handset: Dials) -> None:
    sid = rings(demo, handset)
    assert post(demo, f"incoming/{sid}", number=MOBILE, how="answer").json()["sid"] == sid
    eventually(lambda: post(demo, f"calls/{sid}/keys", keys="1").status_code == 204)
    eventually(lambda: post(demo, f"calls/{sid}/keys", keys="").status_code == 204)
    eventually(lambda: post(demo, f"calls/{sid}/far-end", far_end="answers").status_code == 204)
    ended(demo, sid, "completed")
    entries = asked(demo, f"calls/{sid}?after=0")["entries"]
    assert [entry["rang"] for entry in entries if "rang" in entry] == [FRESC]


def test_a_machine_presses_nothing(demo: Demo, handset: Dials) -> None:
    sid = rings(demo, handset)
    post(demo, f"incoming/{sid}", number=MOBILE, how="machine")
    ended(demo, sid, "completed")
    entries = asked(demo, f"calls/{sid}?after=0")["entries"]
    assert [entry["pressed"] for entry in entries if "pressed" in entry] == ["", "", ""]
    assert not [entry for entry in entries if "rang" in entry]


@pytest.mark.parametrize("how", ["busy", "no-answer"])
def test_nobody_answers(demo: Demo, handset: Dials, how: str) -> None:
    sid = rings(demo, handset)
    assert post(demo, f"incoming/{sid}", number=MOBILE, how=how).json()["sid"] is None
    ended(demo, sid, how)
    late = post(demo, f"incoming/{sid}", number=MOBILE, how="answer")
    assert (late.status_code, late.json()) == (409, {"error": "It does not ring any more."})


def test_nonsense_about_a_call_that_comes(demo: Demo, handset: Dials) -> None:
    sid = rings(demo, handset)
    assert post(demo, f"incoming/{sid}", number=MOBILE, how="sleep").status_code == 400
    assert post(demo, f"incoming/{sid}", number="+818011112222", how="answer").status_code == 409
    assert post(demo, "incoming/CA0", number=MOBILE, how="answer").status_code == 409
    assert requests.post(f"{demo.url}/demo/ringing/{sid}", data={"status": "x"}, timeout=PATIENCE).status_code == 409
    assert asked(demo, "incoming", number=MOBILE)["call"]["sid"] == sid


def test_a_withheld_number_may_be_any_that_was_keyed_in(demo: Demo, handset: Dials) -> None:
    assert rings(demo, handset, "anonymous")


def test_a_call_that_nobody_hears_ends_by_itself(demo: Demo, handset: Dials) -> None:
    handset().call(Person(["7", "5"]))
    demo.clock.set(parse_moment(OPENING))
    demo.workers.wake()
    [call] = eventually(lambda: demo.carrier.placed)
    assert call.seconds == 30
    call.seconds = 0
    call.give_up()
    assert call.status == "no-answer"


def terminal(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["call", *arguments], env={"DATABASE_URL": "sqlite:///nothing/here.db"})


def test_in_the_terminal(demo: Demo, handset: Dials, tmp_path: Path) -> None:
    """What a terminal writes of a call that nobody took, and of one that was answered, replays."""
    file = tmp_path / "call.yaml"
    ran = terminal(
        "--url", demo.url, "--keys", "7 5 - 1 -", "--pick-up", "no-answer answer", "--json", "--record", str(file)
    )
    assert ran.exit_code == 0, ran.output
    received = json.loads(ran.stdout)["call_backs"]
    assert [(each["at"], each["how"]) for each in received] == [(OPENING, "no-answer"), ("2026-11-30 09:31", "answer")]
    assert [event["rang"] for event in received[1]["events"] if "rang" in event] == [FRESC]
    scenario = read_scenario("recorded", file.read_text("utf-8"))
    other = "+818011112222"  # the language of the first is remembered
    demo.carrier.placed.clear()
    demo.clock.set(parse_moment("2026-12-06 20:00"))
    week = {OPENING: "2026-12-07 09:00", "2026-11-30 09:31": "2026-12-07 09:31"}
    scenario.call = [entry | {"at": week[entry["at"]]} if "at" in entry else entry for entry in scenario.call]
    scenario.call = [entry for entry in scenario.call if "hear" not in entry]  # other digits, another day
    replay(scenario, handset(other), demo)


def test_a_call_is_recorded_and_replayed(demo: Demo, handset: Dials, tmp_path: Path) -> None:
    file = tmp_path / "call.yaml"
    at = ["--at", "2026-11-29 03:00"]
    assert terminal(*at, "--keys", "5 1 3 09087654321 1", "--record", str(file)).exit_code == 0
    scenario = read_scenario("recorded", file.read_text("utf-8"))
    assert len(scenario.texts) == 2
    terminal("--url", demo.url, "--at", scenario.at, "--from", "anonymous")  # sets the clock
    replay(scenario, handset(scenario.number))


def test_without_waiting_a_promised_call_is_told(demo: Demo) -> None:
    told = terminal("--url", demo.url, "--keys", "7 5").output
    assert "you will be called at 2026-11-30 09:00; with --wait the telephone rings here" in told


def test_who_was_not_promised_a_call_does_not_wait(
    demo: Demo, handset: Dials, capsys: pytest.CaptureFixture[str]
) -> None:
    person = Terminal([], [], {}, interactive=False)
    assert await_calls(person, handset(), Backstage(demo.url, "AC1", "token")) == []
    assert "no call was promised" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--pick-up", "later"], "--pick-up: 'later' is not answer, busy, no-answer, machine"),
        (["--wait", "--url", "{url}/nowhere"], "--wait: only the calls of a demo can be received"),
    ],
)
def test_a_mistake_is_one_line(demo: Demo, arguments: list[str], complaint: str) -> None:
    ran = terminal(*(each.format(url=demo.url) for each in arguments))
    assert ran.exit_code == 1
    assert ran.output == f"Error: {complaint}\n"
