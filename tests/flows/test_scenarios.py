"""Whole calls from files, over real signed HTTP; each once plainly, and once with every request repeated."""

from pathlib import Path

import pytest

from ivr.clock import parse_moment
from ivr.demo import Demo
from ivr.phone.scenario import write_scenario
from tests.support.demo import Dials
from tests.support.people import promised
from tests.support.scenarios import Scenario, ScenarioError, read_scenario, replay
from tests.support.waiting import texts_taken

FILES = sorted((Path(__file__).parent / "scenarios").glob("*.yaml"))
REMINDERS = {"reminder": 1}
"""Texts that are promised in a scenario for another day."""


def load(file: Path) -> Scenario:
    return read_scenario(file.stem, file.read_text("utf-8"))


@pytest.mark.parametrize("repeat", [False, True], ids=["once", "repeated"])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_scenario(demo: Demo, handset: Dials, file: Path, repeat: bool) -> None:
    scenario = load(file)
    demo.clock.set(parse_moment(scenario.at))
    replay(scenario, handset(scenario.number, repeat=repeat))

    assert promised(demo.service.engine) == len(scenario.texts) + REMINDERS.get(scenario.name, 0)
    texts = texts_taken(demo.carrier, len(scenario.texts))
    assert len(texts) == len(scenario.texts)
    for text, fragments in zip(texts, scenario.texts, strict=True):
        for fragment in fragments:
            assert fragment in text.body


def test_a_recorded_call_can_be_replayed(demo: Demo, handset: Dials) -> None:
    original = load(next(file for file in FILES if file.stem == "chinese-busy"))
    demo.clock.set(parse_moment(original.at))
    events = replay(original, handset(original.number))
    recorded = read_scenario("recorded", write_scenario(original.at, original.number, events, []))
    demo.clock.set(parse_moment(original.at))
    # The language is remembered by now, so that the call starts elsewhere: another caller.
    assert replay(recorded, handset("+818011112222")) == events


@pytest.mark.parametrize(
    ("was", "becomes"),
    [('press: "2"', 'press: "3"'), ("OTIT无人接听。", "OTIT"), ("+81120250169", "+81120250168")],
)
def test_a_call_that_goes_otherwise_is_noticed(demo: Demo, handset: Dials, was: str, becomes: str) -> None:
    """A scenario test that can't fail would be worth nothing."""
    text = (Path(__file__).parent / "scenarios" / "chinese-busy.yaml").read_text("utf-8")
    broken = text.replace(was, becomes) if was != "OTIT无人接听。" else text.replace(was, "现在有人接听")
    scenario = read_scenario("broken", broken)
    demo.clock.set(parse_moment(scenario.at))
    with pytest.raises(ScenarioError):
        replay(scenario, handset())
