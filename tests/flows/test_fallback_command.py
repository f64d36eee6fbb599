"""`ivr fallback` writes what is in force; `ivr doctor` says whether that is what callers would hear."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.clock import SystemClock
from ivr.core.findings import Finding, Ok, Warn, line
from ivr.demo import ACCOUNT, NUMBER, TOKEN, Demo
from ivr.service.doctor.fallback import fallback
from ivr.service.schedule.live import publish_first
from ivr.settings import Settings
from ivr.store.db import open_store
from tests.support.carriers import SIGNING_KEY, SignalWireDesk
from tests.support.databases import sqlite_database
from tests.support.listening import Listening
from tests.support.sites import BIN, Keeping, answering

SECRET = "s" * 32
KEPT = "https://handler.example.org" + BIN
GIVEN = {
    "PUBLIC_URL": "https://hotline.example.org",
    "SECRET_KEY": SECRET,
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "TWILIO_PHONE_NUMBER": NUMBER,
}


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = sqlite_database(tmp_path / "hotline.db")
    engine = open_store(database)
    publish_first(engine, SystemClock().now())
    engine.dispose()
    for name, value in {**GIVEN, "DATABASE_URL": database}.items():
        monkeypatch.setenv(name, value)


def ivr(*arguments: str, fails: bool = False) -> Result:
    ran = CliRunner().invoke(main, arguments)
    assert (ran.exit_code != 0) is fails, ran.output
    assert "Traceback" not in ran.output
    return ran


def test_it_follows_what_is_published(tmp_path: Path) -> None:
    file = tmp_path / "fallback.xml"
    assert ivr("fallback", "--output", str(file)).stdout == f"written to {file}\n"
    before = file.read_text("utf-8")
    assert before == ivr("fallback").stdout
    assert "Tuesday and Saturday, 11 AM to 7 PM." in before
    assert ivr("fallback", "--output", str(file)).stdout == ""

    document = tmp_path / "hours.yaml"
    ivr("schedule", "export", "--output", str(document))
    hours = document.read_text("utf-8")
    document.write_text(hours.replace("Tue, Sat 11:00-19:00", "Tue 10:00-12:00"), "utf-8")
    ivr("schedule", "import", str(document))
    assert ivr("fallback", "--output", str(file)).stdout == "", "a draft is not in force"
    ivr("schedule", "publish", "--reason", "a test")
    assert ivr("fallback", "--output", str(file)).stdout == f"written to {file}\n"
    assert "Tuesday, 10 AM to noon." in file.read_text("utf-8")


def test_the_menu_is_for_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FALLBACK_URL", KEPT)
    assert f'<Redirect method="POST">{KEPT}</Redirect></Response>\n' in ivr("fallback", "--menu").stdout


@pytest.mark.parametrize(
    ("given", "arguments", "said"),
    [
        ({}, ["--menu"], "--menu: the document leads to itself. Make an empty bin in the carrier's console, and"),
        ({"FALLBACK_URL": "https://site-b.example.org/voice"}, ["--menu"], "--menu: the document leads to itself. "),
        ({"CARRIER": "somleng", "FALLBACK_URL": KEPT}, ["--menu"], "--menu: somleng fills in no templates; write"),
        ({"FALLBACK_URL": KEPT}, ["--push"], "--push: FALLBACK_URL is not a bin of SignalWire, the only one that has"),
        ({"FALLBACK_URL": "fallback.xml"}, [], "the settings cannot be used"),
        ({}, ["--output", "/none/fallback.xml"], "/none/fallback.xml can't be written: No such file or directory"),
        ({"DATABASE_URL": "postgresql+psycopg://127.0.0.1:1/none"}, [], "the hours and sentences in force can't be "),
        ({"DATABASE_URL": "sqlite:///none.db"}, [], "the hours and sentences in force can't be read, so nothing was"),
    ],
)
def test_what_is_wrong_is_one_line(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], arguments: list[str], said: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert ivr("fallback", *arguments, fails=True).stderr.startswith(f"Error: {said}")


BIN_ID = "5184b831-184f-4209-872d-ccdccc80f2f1"


@pytest.fixture
def signalwire(monkeypatch: pytest.MonkeyPatch) -> Iterator[SignalWireDesk]:
    """SignalWire with an empty bin, in the settings."""
    desk = SignalWireDesk(TOKEN, bins={BIN_ID: ""})
    listening = Listening(desk.application())
    given = {
        "CARRIER": "signalwire",
        "SIGNING_KEY": SIGNING_KEY,
        "TWILIO_API_URL": listening.url + desk.prefix,
        "FALLBACK_URL": f"https://space.signalwire.com/laml-bins/{BIN_ID}",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    yield desk
    listening.close()


def test_it_is_put_into_a_bin_of_signalwire(signalwire: SignalWireDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    pushed = ivr("fallback", "--menu", "--push").stdout
    assert pushed == f"put into https://space.signalwire.com/laml-bins/{BIN_ID}\n"
    assert signalwire.bins == {BIN_ID: ivr("fallback", "--menu").stdout}
    assert "gcloud.vi-VN-Wavenet-A" in signalwire.bins[BIN_ID]
    assert ivr("fallback", "--menu", "--push").stdout == ""
    signalwire.bins.clear()
    said = ivr("fallback", "--push", fails=True).stderr
    assert said == "Error: the carrier's API: 404, The requested resource was not found; `ivr doctor` says more\n"
    monkeypatch.setenv("FALLBACK_URL", KEPT)
    assert ivr("fallback", "--push", fails=True).stderr.startswith("Error: --push: FALLBACK_URL is not a bin of Sig")


DOCUMENT = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello.</Say><Hangup /></Response>\n'


def checked(address: str, expected: list[str] | None = None, carrier: str = "twilio") -> list[Finding]:
    settings = Settings(
        public_url="https://hotline.example.org",
        secret_key=SECRET,
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        phone_number=NUMBER,
        carrier=carrier,
        fallback_url=address,
    )
    return list(fallback(settings, lambda: [DOCUMENT] if expected is None else expected))


@pytest.mark.parametrize(
    ("carrier", "address", "said"),
    [
        ("simulated", "", []),
        ("twilio", "", ["warn  fallback: FALLBACK_URL is not set: if this service does not answer, the carrier says "]),
        (
            "twilio",
            "https://hotline.example.org/voice",
            ["warn  fallback: FALLBACK_URL is this service itself: if it "],
        ),
        ("somleng", KEPT, ["warn  fallback: somleng asks nothing else if this service does not answer: the call ends"]),
        ("twilio", "http://127.0.0.1:1/fallback.xml", ["FAIL  fallback: http://127.0.0.1:1/fallback.xml does not ans"]),
        ("twilio", "http://127.0.0.1:1/voice", ["FAIL  fallback: http://127.0.0.1:1 does not answer: no connection."]),
    ],
)
def test_an_address_that_helps_nobody(carrier: str, address: str, said: list[str]) -> None:
    found = [line(each) for each in checked(address, carrier=carrier)]
    assert [text.startswith(begins) for text, begins in zip(found, said, strict=True)] == [True] * len(said)


def test_a_second_site_is_asked_as_the_carrier_would(demo: Demo) -> None:
    (found,) = checked(f"{demo.url}/voice")
    assert found == Ok("fallback", f"{demo.url} is this service, and takes webhooks signed with our key")


@pytest.mark.parametrize(
    ("document", "status", "kind", "expected", "said"),
    [
        (DOCUMENT, 200, "text/xml", [DOCUMENT], "ok    fallback: {} has the hours, numbers and sentences in force"),
        (DOCUMENT.replace("><", ">\r\n  <"), 200, "application/xml", [DOCUMENT], "ok    fallback: {} has the hours"),
        (DOCUMENT, 200, "text/xml", ["<Response />", DOCUMENT], "ok    fallback: "),
        (DOCUMENT.replace("Hello", "Hi"), 200, "text/xml", [DOCUMENT], "warn  fallback: {} does not have the hours, "),
        ("no XML", 200, "text/xml", [DOCUMENT], "warn  fallback: {} does not have the hours"),
        (DOCUMENT, 200, "text/xml", [], "warn  fallback: {} is not compared without the database. Mend the database"),
        (DOCUMENT, 404, "text/xml", [DOCUMENT], "FAIL  fallback: {} answers 404. Write it with `ivr fallback` and"),
        (DOCUMENT, 200, "text/plain", [DOCUMENT], "FAIL  fallback: {} is served as text/plain. Let"),
    ],
)
def test_a_page(document: str, status: int, kind: str, expected: list[str], said: str) -> None:
    listening = Listening(answering(document, status, kind))
    address = f"{listening.url}/fallback.xml"
    (found,) = checked(address, expected)
    listening.close()
    assert line(found).startswith(said.format(address))


@pytest.fixture
def keeping() -> Iterator[tuple[Keeping, str]]:
    kept = Keeping("", TOKEN)
    listening = Listening(kept.application())
    yield kept, listening.url + BIN
    listening.close()


def test_a_bin_is_read_with_a_signature_and_compared_as_a_call_gets_it(
    keeping: tuple[Keeping, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, address = keeping
    monkeypatch.setenv("FALLBACK_URL", address)
    kept.template = ivr("fallback", "--menu").stdout
    assert requests.get(address, timeout=60).status_code == 403
    assert isinstance(checked(address, [kept.template])[0], Ok)
    assert isinstance(checked(address, [kept.template.replace("FRESC", "OTIT")])[0], Warn)
    assert isinstance(checked(address, [DOCUMENT])[0], Warn)
