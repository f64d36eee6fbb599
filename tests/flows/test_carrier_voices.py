"""Whole calls with a carrier: every sentence is said by a voice that this carrier has."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from werkzeug.serving import make_server

from ivr.app import Service, compose
from ivr.carrier.kinds import KINDS
from ivr.clock import MovableClock, parse_moment
from ivr.core.roles import Role
from ivr.demo import NUMBER, TOKEN
from ivr.demo.front import Quiet
from ivr.phone.handset import Handset
from ivr.settings import SIGNALWIRE, SOMLENG, Settings
from ivr.worker import live
from prompts.collection import RECORDED
from prompts.languages import LANGUAGES, Menu, on_menu
from prompts.voices import VOICES
from tests.support.console import PASSWORD, Console
from tests.support.databases import sqlite_database
from tests.support.people import Person, keys_for
from tests.support.published import FOURTEEN
from tests.support.settings import QUICK
from tests.support.sound import tone
from tests.support.waiting import LONG, PATIENCE

NIGHT = parse_moment("2026-11-29 23:00")
"""A time at which no line is open, so that callers hear most."""
KEYS = ("2", "3", "08011112222", "1", "9", "1", "4")
"""What a caller presses after the choice of the language: again, another number, a reminder, the notices."""


@dataclass
class Hotline:
    """The service with a carrier."""

    carrier: str
    url: str
    service: Service

    def call(self, language: str) -> list[Element]:
        """Make a call in a language. Return its documents."""
        found: list[str] = []
        number = f"+8190123456{FOURTEEN.index(language):02}"  # its own: the language of a number is remembered
        handset = Handset(self.url, TOKEN, number, NUMBER, header=KINDS[self.carrier].header)
        handset.read = lambda _, document: found.append(document)
        handset.call(Person([*keys_for(language), *KEYS]))
        return [ElementTree.fromstring(document) for document in found]

    def console(self) -> Console:
        """Sign in to the console."""
        self.service.accounts.add("Aiko", Role.EDITOR, PASSWORD, "Aiko", NIGHT)
        console = Console(self.url)
        console.sign_in("Aiko", PASSWORD)
        return console


def a_hotline(carrier: str, folder: Path) -> Iterator[Hotline]:
    front = Flask("front")  # the port is known before the application is made
    server = make_server(
        "127.0.0.1",
        0,
        front,
        threaded=True,
        request_handler=Quiet,
    )
    url = f"http://127.0.0.1:{server.server_port}"
    settings = Settings(
        public_url=url,
        secret_key="0" * 32,
        account_sid="AC1",
        auth_token=TOKEN,
        signing_keys=(TOKEN,),
        phone_number=NUMBER,
        carrier=carrier,
        api_url=url,
        database_url=sqlite_database(folder / "calls.db"),
        schedule_copy="",
    )
    clock = MovableClock(NIGHT)
    schedule, book = live(settings, clock, LONG)
    service = compose(settings, schedule, book, clock, hasher=QUICK, patience=LONG)
    front.wsgi_app = service.wsgi  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    yield Hotline(carrier, url, service)
    server.shutdown()
    server.server_close()
    service.close()


@pytest.fixture(scope="module")
def somleng(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    yield from a_hotline(SOMLENG, tmp_path_factory.mktemp(SOMLENG))


@pytest.fixture(scope="module")
def signalwire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hotline]:
    yield from a_hotline(SIGNALWIRE, tmp_path_factory.mktemp(SIGNALWIRE))


def voices_in(documents: list[Element]) -> set[tuple[str, str]]:
    return {(verb.attrib["language"], verb.attrib["voice"]) for each in documents for verb in each.iter("Say")}


def voices(carrier: str, *languages: str) -> set[tuple[str, str]]:
    return {(VOICES[carrier][code].tag, VOICES[carrier][code].name) for code in languages}


def after_the_choice(documents: list[Element], language: str) -> list[Element]:
    after = documents[len(keys_for(language)) :]
    assert len(after) > len(KEYS)
    return after


@pytest.mark.parametrize("language", FOURTEEN)
def test_somleng_speaks_every_language_itself(somleng: Hotline, language: str) -> None:
    documents = somleng.call(language)
    first = [each.code for each in on_menu(Menu.FIRST)]
    assert voices_in(documents[:1]) >= voices(SOMLENG, *first)
    assert voices_in(after_the_choice(documents, language)) == voices(SOMLENG, language)
    assert not [verb for each in documents for verb in each.iter("Play")]


@pytest.mark.parametrize("language", FOURTEEN)
def test_signalwire_is_sent_no_name_that_only_twilio_has(signalwire: Hotline, language: str) -> None:
    documents = signalwire.call(language)
    spoken = voices_in(documents)
    assert spoken <= voices(SIGNALWIRE, *(code for code in LANGUAGES if code not in RECORDED))
    assert not any(name.startswith("Google.") for _, name in spoken)
    after = after_the_choice(documents, language)
    if language in ("km", "mn"):
        assert voices_in(after) == voices(SIGNALWIRE, "ja", "en")
    elif language in RECORDED:
        assert any(verb.text for each in after for verb in each.iter("Play"))
    else:
        assert voices_in(after) == voices(SIGNALWIRE, language)


def test_the_console_says_that_recordings_are_not_heard(somleng: Hotline, tmp_path: Path) -> None:
    console = somleng.console()
    unheard = "The carrier's voice speaks this language. These recordings are not heard."
    page = console.get("/ops/prompts/ne/clips")
    assert unheard in page.text
    assert "Callers hear" not in page.text
    assert console.get("/ops/prompts").text.count("carrier's voice") >= len(FOURTEEN)
    path = "/ops/prompts/ne/clips/goodbye"
    token = re.search(r'csrf_token" value="([^"]+)"', console.get(path).html)
    assert token
    sound = tone(tmp_path / "sound.wav").read_bytes()
    sent = console.browser.post(
        f"{console.url}{path}", data={"csrf_token": token[1]}, files={"file": sound}, timeout=PATIENCE
    )
    assert "Recording saved. It is not heard" in sent.text
