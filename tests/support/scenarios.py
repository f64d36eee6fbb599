"""Reading and replaying of scenario files, whose format :mod:`ivr.phone.scenario` describes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from ivr.clock import parse_moment
from ivr.demo import Demo
from ivr.phone.events import Event, FarEnd, Heard, HungUp, PickUp, Wait
from ivr.phone.handset import Handset
from ivr.phone.placed import Placed
from ivr.service.call_backs.calling import SETTLED
from ivr.store.call_backs import first_due, in_hand, ringing
from ivr.store.db import read
from tests.support.waiting import call_stored, eventually

_BEGINNINGS = ("at", "rings", "text", "calls")
"""What else may happen after the call, or in place of it."""


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


def replay(scenario: Scenario, handset: Handset, demo: Demo | None = None) -> list[Event]:
    """Make the call of a scenario, and what happens after it in a demo; return the events of all calls.

    Raises:
        ScenarioError: the call differs from the scenario.
    """
    first = next((place for place, entry in enumerate(scenario.call) if entry.keys() & set(_BEGINNINGS)), None)
    call, rest = scenario.call[:first], scenario.call[first:] if first is not None else []
    events = _calls(call, handset) if call or not rest else []
    if rest and demo is None:
        raise ScenarioError("what happens after a call needs a demo")
    if demo is not None:
        events += _Sequel(demo, handset).play(rest)
    return events


def _calls(entries: Sequence[dict[str, Any]], handset: Handset) -> list[Event]:
    person = _Script(entries)
    events = handset.call(person, person.watch)
    person.finish()
    return events


class _Sequel:
    """What happens after the call: the clock is set, the service calls, a text is sent, a telephone calls again."""

    def __init__(self, demo: Demo, handset: Handset) -> None:
        self._demo = demo
        self._handset = handset
        self._rung = 0

    def play(self, entries: Sequence[dict[str, Any]]) -> list[Event]:
        """Let it happen; fail if the service makes another call than those of the entries."""
        events: list[Event] = []
        beginnings = [place for place, entry in enumerate(entries) if entry.keys() & set(_BEGINNINGS)]
        for begins, ends in zip(beginnings, [*beginnings[1:], len(entries)], strict=True):
            entry, call = entries[begins], entries[begins + 1 : ends]
            self._demo.service.recorder.flush()  # by now the language is remembered
            match entry:
                case {"at": moment}:
                    self._set_clock(str(moment))
                case {"text": body}:
                    self._text(str(body), entry.get("answer") or [])
                case {"calls": number}:
                    events += _calls(call, replace(self._handset, number=str(number)))
                case {"rings": how}:
                    events += self._is_called(entry.get("to", self._handset.number), PickUp(how), call)
        self._rest()
        if len(self._demo.carrier.placed) != self._rung:
            raise ScenarioError(f"the service calls {self._demo.carrier.placed[self._rung].to} as well")
        return events

    def _set_clock(self, moment: str) -> None:
        self._rest()
        self._demo.clock.set(parse_moment(moment))
        self._demo.workers.wake()

    def _rest(self) -> None:
        """Let the workers do what is due: only then are they where a real day would have them."""
        demo = self._demo
        demo.service.recorder.flush()
        if self._ended():
            demo.clock.set(demo.clock.now() + 2 * SETTLED)
        demo.workers.wake()
        eventually(lambda: not (self._ended() or read(demo.service.engine, first_due, demo.clock.now())))
        eventually(lambda: not read(demo.service.engine, in_hand))

    def _ended(self) -> bool:
        """Whether calls have ended, and it is not yet decided what follows."""
        return any(call.status for call in read(self._demo.service.engine, ringing))

    def _text(self, body: str, fragments: Sequence[str]) -> None:
        answer = self._handset.text(body) or ""
        for fragment in fragments:
            if fragment not in answer:
                raise ScenarioError(f"{fragment!r} is not in the answer: {answer}")

    def _is_called(self, number: str, how: PickUp, entries: Sequence[dict[str, Any]]) -> list[Event]:
        call, carrier, repeat = self._next(), self._demo.carrier, self._handset.repeat
        if call.to != number:
            raise ScenarioError(f"the service calls {call.to}, the scenario waits for a call to {number}")
        if how in (PickUp.BUSY, PickUp.NO_ANSWER):
            carrier.end(call, how.status, repeat=repeat)
            return []
        person = _Script(entries)
        events = carrier.pick_up(call, person, person.watch, repeat=repeat)
        person.finish()
        return events

    def _next(self) -> Placed:
        self._rung += 1
        return call_stored(self._demo.carrier, self._demo.service.engine, self._rung)


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
