"""Call-backs from files: the promise, and what becomes of it. Each is replayed as the other scenarios are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.clock import parse_moment
from ivr.demo import Demo
from tests.support.demo import Dials, end, start
from tests.support.people import promised
from tests.support.scenarios import ScenarioError, read_scenario, replay
from tests.support.waiting import texts_taken

FOLDER = Path(__file__).parent / "scenarios" / "call_backs"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo that calls people back."""
    running = start(tmp_path, call_backs=True)
    yield running
    end(running)


@pytest.mark.parametrize("repeat", [False, True], ids=["once", "repeated"])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_call_back(demo: Demo, handset: Dials, file: Path, repeat: bool) -> None:
    scenario = read_scenario(file.stem, file.read_text("utf-8"))
    demo.clock.set(parse_moment(scenario.at))
    replay(scenario, handset(scenario.number, repeat=repeat), demo)

    assert promised(demo.service.engine) == len(scenario.texts)
    texts = texts_taken(demo.carrier, len(scenario.texts))
    for text, fragments in zip(texts, scenario.texts, strict=True):
        for fragment in fragments:
            assert fragment in text.body


@pytest.mark.parametrize(
    ("file", "was", "becomes"),
    [
        ("no-longer-needed", 'press: "2"', 'press: "3"'),
        ("not-answered", "  - rings: busy\n", ""),  # a call that is not expected
        ("keyed-number", 'to: "+819087654321"', 'to: "+819012345678"'),
        ("by-text", "09:00", "10:00"),
    ],
)
def test_what_goes_otherwise_is_noticed(demo: Demo, handset: Dials, file: str, was: str, becomes: str) -> None:
    text = (FOLDER / f"{file}.yaml").read_text("utf-8")
    scenario = read_scenario("broken", text.replace(was, becomes))
    assert was in text
    demo.clock.set(parse_moment(scenario.at))
    with pytest.raises(ScenarioError):
        replay(scenario, handset(scenario.number), demo)
