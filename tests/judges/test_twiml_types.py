"""What calls are answered with, by the TypeScript types of the npm package `twilio`.

They know each verb, what stands within it, its attributes, and all voices and languages of ``<Say>``.
"""

import json
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from werkzeug.test import Client

from ivr.clock import parse_moment
from ivr.core.dialling import Dialling
from ivr.demo import NUMBER, TOKEN, Demo, start_demo
from ivr.phone.signing import HEADER, sign
from ivr.service.fallback import menu, page
from prompts.voices import VOICES
from schedules import Timetable, load_directory
from tests.support.book import load_book
from tests.support.judges import compile_typescript
from tests.support.published import FOURTEEN
from tests.support.sites import rendered

NUMBERS = ("timeout", "timeLimit", "numDigits")
"""Attributes that are numbers; ``input`` is a list."""
KEYS = ("", "1", "2", "3", "4", "0", "9")
ENDS = ({"DialCallStatus": "busy"}, {"DialCallStatus": "completed", "DialCallDuration": "3"})
CALL = {"CallSid": "CA1", "From": "+819012345678", "To": NUMBER, "CallStatus": "in-progress"}
OPEN, CLOSED = "2026-11-24 14:00", "2026-11-28 22:00"
MOST = 250
"""Documents for each moment."""


def documents(demo: Demo) -> Iterator[Element]:
    """The documents of a call, and of what follows from each for one key after the other, breadth first."""
    client = Client(demo.service.wsgi)
    languages = [f"/voice/{code}/{step}" for code in FOURTEEN for step in ("connect", "rest")]
    waiting = deque((demo.url + path, form) for path in ("/voice", *languages) for form in ({}, {"Digits": "0"}))
    seen: set[tuple[str, str]] = set()
    while waiting and len(seen) < MOST:
        url, more = waiting.popleft()
        if (url, str(more)) in seen:
            continue
        seen.add((url, str(more)))
        document = answer(client, demo.url, url, CALL | more)
        yield document
        for verb in document.iter():
            if verb.tag == "Gather":
                waiting.extend((verb.attrib["action"], {"Digits": key}) for key in KEYS)
            elif verb.tag == "Dial":
                waiting.extend((verb.attrib["action"], end) for end in ENDS)
            elif verb.tag == "Redirect":
                waiting.append((verb.text or "", {}))


def answer(client: Client, site: str, url: str, form: dict[str, str]) -> Element:
    said = client.post(url.removeprefix(site), data=form, headers={HEADER: sign(TOKEN, url, form)})
    assert said.status_code == 200, (url, said.status)
    return ElementTree.fromstring(said.data)


def statements(verb: Element, parent: str, name: str) -> Iterator[str]:
    """The calls of twilio-node that make this verb and what stands within it."""
    attributes = json.dumps({key: typed(key, value) for key, value in verb.attrib.items()}, ensure_ascii=False)
    text = f", {json.dumps(verb.text, ensure_ascii=False)}" if verb.text else ""
    yield f"const {name} = {parent}.{verb.tag.lower()}({attributes}{text});"
    for place, child in enumerate(verb):
        yield from statements(child, name, f"{name}_{place}")


def typed(attribute: str, value: str) -> object:
    if attribute == "input":
        return value.split()
    return int(value) if attribute in NUMBERS else value


def block(document: Element) -> str:
    assert document.tag == "Response"
    lines = [line for place, verb in enumerate(document) for line in statements(verb, "response", f"_{place}")]
    return "\n".join(["{", "const response = new VoiceResponse();", *lines, "}"])


@pytest.fixture(scope="module")
def answered() -> list[Element]:
    found: list[Element] = []
    for moment in (OPEN, CLOSED):
        demo = start_demo(at=parse_moment(moment))
        found += documents(demo)
        demo.close()
    return [*found, *kept()]


def kept() -> Iterator[Element]:
    """What the carrier keeps for the time when we do not answer."""
    given = Timetable(load_directory()), load_book(), parse_moment(OPEN), Dialling(own=NUMBER)
    template = menu(*given, "https://handler.twilio.com/twiml/EH0")
    steps = ({}, {"x": "1", "Digits": "6"}, *({"x": "1", "y": "1", f"k{key}": "1"} for key in ("1", "7", "9", "93")))
    for document in (page(*given), *(rendered(template, step) for step in steps)):
        yield ElementTree.fromstring(document)


def test_each_document_and_voice_is_one_that_twilio_knows(answered: list[Element], tmp_path: Path) -> None:
    tags = {verb.tag for document in answered for verb in document.iter()}
    assert tags >= {"Say", "Gather", "Dial", "Number", "Redirect", "Hangup"}
    spoken = {verb.attrib["voice"] for document in answered for verb in document.iter("Say")}
    assert spoken == {voice.name for voice in VOICES["twilio"].values()}
    blocks = dict.fromkeys(map(block, answered))
    source = ["import VoiceResponse = require('twilio/lib/twiml/VoiceResponse');", *blocks]
    (tmp_path / "checked.ts").write_text("\n".join(source), "utf-8")
    assert len(blocks) > MOST
    assert compile_typescript(tmp_path) == ""
