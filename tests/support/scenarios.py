"""Reading and replaying of scenario files, whose format :mod:`ivr.phone.scenario` describes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from ivr.phone.events import Event, FarEnd, Heard, HungUp, Wait
from ivr.phone.handset import Handset


class ScenarioError(AssertionError):
    """A call that differs from its scenario."""


@dataclass
class Scenario:
    """A call to replay."""

    name: str
    at: str
    number: str
    call: list[dict[str, Any]]
    texts: list[list[str]] = field(default_factory=list)
    before: list[str] = field(default_factory=list)


def read_scenario(name: str, text: str) -> Scenario:
    """Parse a scenario from YAML."""
    document = yaml.safe_load(text)
    return Scenario(
        name=name,
        at=str(document["at"]),
        number=str(document["from"]),
        call=document["call"],
        texts=document.get("texts") or [],
        before=document.get("before") or [],
    )


def replay(scenario: Scenario, handset: Handset) -> list[Event]:
    """Make the call of a scenario and return its events.

    Raises:
        ScenarioError: the call differs from the scenario.
    """
    person = _Script(scenario.call)
    events = handset.call(person, person.watch)
    person.finish()
    return events


class _Script:
    """The person of a scenario, who performs its actions and checks its expectations."""

    def __init__(self, call: Sequence[dict[str, Any]]) -> None:
        self._call = list(call)
        self._said: list[str] = []

    def watch(self, event: Event) -> None:
        if isinstance(event, Heard):
            self._said.append(f"{event.tag} {event.text}")
        elif isinstance(event, HungUp):
            self._check_heard()
            if self._call and "hangup" in self._call[0]:
                self._expect("hangup", event.by)

    def press(self, wait: Wait) -> str | None:
        self._check_heard()
        if not self._call or "ring" in self._call[0]:
            return ""  # scenarios have no entry for a wait during an announcement before a line rings
        if "press" in self._call[0]:
            return str(self._call.pop(0)["press"])
        if "hangup" in self._call[0]:
            return None if self._call[0]["hangup"] == "caller" else ""
        raise ScenarioError(f"the call waits for a key, the scenario for {self._call[0]}")

    def answer(self, target: str) -> FarEnd:
        self._check_heard()
        entry = self._expect("ring", target)
        return FarEnd(entry.get("ends", "completed"), entry.get("seconds", 60), entry.get("stays", True))

    def finish(self) -> None:
        if self._call:
            raise ScenarioError(f"the call is over, the scenario still waits for {self._call[0]}")

    def _expect(self, what: str, value: str) -> dict[str, Any]:
        if not self._call or self._call[0].get(what) != value:
            raise ScenarioError(f"{what}: {value}; the scenario waits for {self._call[:1] or 'the end'}")
        return self._call.pop(0)

    def _check_heard(self) -> None:
        if self._call and "hear" in self._call[0]:
            rest = list(self._said)
            for fragment in self._call.pop(0)["hear"]:
                tag, _, words = str(fragment).partition(" ")
                while rest and not (rest[0].startswith(tag) and words in rest[0]):
                    rest.pop(0)
                if not rest:
                    raise ScenarioError(f"{fragment!r} was not heard in this order, but: {self._said}")
                rest.pop(0)
        self._said.clear()
