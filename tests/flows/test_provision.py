"""`ivr provision`: the webhooks of our numbers at each carrier, before and after."""

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from ivr.cli import main
from ivr.core.hooks import OVERRIDES
from ivr.phone.account import Number, Service
from ivr.phone.carrier import DeskCarrier
from tests.support.carriers import SIGNING_KEY, SOMLENG_TAKES, a_desk
from tests.support.listening import Listening

URL, NUMBER, SENDER, TOKEN = "https://hotline.example.org", "+815031234567", "+815039876543", "a-token"
MARK, OTHER = f"#{OVERRIDES}", "https://site-b.example.org"
BEFORE = {"voice_url": "https://name:secret@old.example.org/", "voice_method": "GET", "sms_url": f"{URL}/sms"}


class AtCarrier:
    """A carrier of a kind with our number, and the command in its settings."""

    def __init__(self, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk = a_desk(kind, Number(NUMBER, dict(BEFORE)), Number("+815031234568"), token=TOKEN)
        self.listening = Listening(self.desk.application())
        given = {
            "PUBLIC_URL": URL,
            "SECRET_KEY": "0" * 32,
            "CARRIER": kind,
            "TWILIO_ACCOUNT_SID": "AC1",
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_PHONE_NUMBER": NUMBER,
            "TWILIO_API_URL": self.listening.url + self.desk.prefix,
            "SIGNING_KEY": SIGNING_KEY if kind == "signalwire" else "",
        }
        for name, value in given.items():
            monkeypatch.setenv(name, value)

    @property
    def number(self) -> Number:
        return self.desk.account.numbers[0]

    def ivr(self, *arguments: str, fails: bool = False) -> Result:
        ran = CliRunner().invoke(main, ["provision", *arguments])
        assert (ran.exit_code != 0) is fails, ran.output
        assert "Traceback" not in ran.output
        assert TOKEN not in ran.output
        assert "secret" not in ran.output
        return ran


@pytest.fixture
def at(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[AtCarrier]:
    started = AtCarrier(getattr(request, "param", "twilio"), monkeypatch)
    yield started
    started.listening.close()


each_kind = pytest.mark.parametrize("at", ["twilio", "signalwire", "somleng"], indirect=True)


@each_kind
def test_before_and_after(at: AtCarrier) -> None:
    mark = MARK if type(at.desk) is DeskCarrier else ""
    ran = at.ivr()
    assert ran.stdout.splitlines()[:3] == [
        f"{NUMBER} (TWILIO_PHONE_NUMBER): changed",
        f"  voice_url: https://…@old.example.org/ -> {URL}/voice{mark}",
        "  voice_method: GET -> POST",
    ]
    expected = {
        "voice_url": f"{URL}/voice{mark}",
        "voice_method": "POST",
        "voice_fallback_url": f"{URL}/voice{mark}",
        "status_callback": f"{URL}/voice/status{mark}",
        "sms_url": f"{URL}/sms{mark}",
        "sms_fallback_url": f"{URL}/sms{mark}",
    }
    takes = at.desk.account.takes
    assert at.number.hooks == {name: value for name, value in expected.items() if name in takes}
    assert at.desk.account.numbers[1].hooks == {}


@each_kind
def test_a_second_time_nothing_changes(at: AtCarrier) -> None:
    at.ivr()
    after = dict(at.number.hooks)
    assert at.ivr().stdout == f"{NUMBER} (TWILIO_PHONE_NUMBER): nothing to change\n"
    assert at.number.hooks == after


@each_kind
def test_a_dry_run_says_the_same_and_changes_nothing(at: AtCarrier) -> None:
    said = at.ivr("--dry-run").stdout
    assert at.number.hooks == BEFORE
    assert said.replace("would change", "changed") == at.ivr().stdout


@pytest.mark.parametrize("at", ["somleng"], indirect=True)
def test_somleng_is_only_sent_what_it_takes(at: AtCarrier) -> None:
    changed = json.loads(at.ivr("--dry-run", "--json").stdout)[0]["changes"]
    assert {each["field"] for each in changed} <= set(SOMLENG_TAKES)


def test_as_json(at: AtCarrier) -> None:
    (found,) = json.loads(at.ivr("--json", "--dry-run").stdout)
    assert (found["name"], found["setting"], found["dry_run"]) == (NUMBER, "TWILIO_PHONE_NUMBER", True)
    assert found["changes"][0] == {
        "field": "voice_url",
        "before": "https://…@old.example.org/",
        "after": f"{URL}/voice{MARK}",
    }
    at.ivr()
    assert json.loads(at.ivr("--json").stdout)[0]["changes"] == []


def test_what_somebody_has_chosen_stays(at: AtCarrier) -> None:
    chosen = {
        "voice_url": f"{URL}/voice#rc=5",
        "voice_fallback_url": "https://handler.example.org/fallback",
        "voice_fallback_method": "GET",
    }
    at.number.hooks |= chosen | {"voice_method": "POST"}
    at.ivr()
    assert at.number.hooks.items() >= chosen.items()


@pytest.mark.parametrize(
    ("address", "calls", "texts"),
    [
        ("https://static.example.org/fallback.xml", ("https://static.example.org/fallback.xml", "GET"), URL),
        (f"{OTHER}/voice", (f"{OTHER}/voice{MARK}", "POST"), OTHER),
    ],
)
def test_what_is_asked_when_we_do_not_answer(
    at: AtCarrier, monkeypatch: pytest.MonkeyPatch, address: str, calls: tuple[str, str], texts: str
) -> None:
    at.number.hooks["voice_fallback_url"] = "https://handler.example.org/fallback"
    monkeypatch.setenv("FALLBACK_URL", address)
    at.ivr()
    set_now = at.number.hooks
    assert (set_now["voice_fallback_url"], set_now.get("voice_fallback_method", "POST")) == calls
    assert set_now["sms_fallback_url"] == f"{texts}/sms{MARK}"
    assert at.ivr().stdout == f"{NUMBER} (TWILIO_PHONE_NUMBER): nothing to change\n"


def test_a_number_that_can_not_text_is_given_no_webhooks_for_texts(at: AtCarrier) -> None:
    at.number.texts = False
    at.number.hooks["sms_url"] = ""
    assert "sms" not in at.ivr().stdout


def test_senders_are_set_as_well(at: AtCarrier, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service()
    at.desk.account.services.append(service)
    at.desk.account.numbers.append(Number(SENDER))
    monkeypatch.setenv("SMS_SENDER", SENDER)
    monkeypatch.setenv("SMS_SPARE_SENDER", service.sid)
    said = at.ivr().stdout
    assert f"{SENDER} (SMS_SENDER): changed" in said
    assert f"{service.sid} (SMS_SPARE_SENDER): changed" in said
    assert at.desk.account.numbers[2].hooks == {"sms_url": f"{URL}/sms{MARK}", "sms_fallback_url": f"{URL}/sms{MARK}"}
    assert service.hooks == {"inbound_request_url": f"{URL}/sms{MARK}", "fallback_url": f"{URL}/sms{MARK}"}
    assert at.ivr().stdout.count("nothing to change") == 3


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        (
            "TWILIO_PHONE_NUMBER",
            "+815030000000",
            "+815030000000 (TWILIO_PHONE_NUMBER) is not in the account; nothing was",
        ),
        ("SMS_SENDER", SENDER, f"{SENDER} (SMS_SENDER) is not in the account; nothing was changed"),
        ("SMS_SENDER", "MG" + "0" * 32, f"MG{'0' * 32} (SMS_SENDER) is not in the account; nothing was changed"),
        ("CARRIER", "simulated", "CARRIER is simulated: there is no number to set"),
        (
            "TWILIO_API_URL",
            "http://127.0.0.1:1",
            "the carrier's API: no answer: ConnectionError; `ivr doctor` says more",
        ),
        ("TWILIO_ACCOUNT_SID", "", "the settings cannot be used"),
    ],
)
def test_what_can_not_be_set_is_one_line_and_changes_nothing(
    at: AtCarrier, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, said: str
) -> None:
    monkeypatch.setenv(setting, value)
    assert at.ivr(fails=True).stderr.startswith(f"Error: {said}")
    assert at.number.hooks == BEFORE


def test_a_wrong_token(at: AtCarrier) -> None:
    at.desk.token = "another"
    assert at.ivr(fails=True).stderr == "Error: the carrier's API: 401, Authenticate; `ivr doctor` says more\n"


def test_a_number_that_an_application_answers_is_left_alone(at: AtCarrier) -> None:
    at.number.application = "AP" + "0" * 32
    said = at.ivr(fails=True).stderr
    assert said.startswith(
        f"Error: {NUMBER} has voice_application_sid AP{'0' * 32}, so the carrier ignores its webhooks"
    )
    assert at.number.hooks == BEFORE


def test_what_the_carrier_does_not_take_is_said(at: AtCarrier) -> None:
    at.desk.account.takes = ("voice_url", "voice_method")
    said = at.ivr(fails=True).stderr
    assert said.startswith(
        "Error: the carrier has not taken voice_fallback_url, status_callback, sms_url, sms_fallback"
    )
