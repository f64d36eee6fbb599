"""`ivr doctor` asks the carrier: each fault there is named in one line."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, Response

from ivr.clock import Clock, MovableClock, SystemClock
from ivr.core.findings import line
from ivr.core.hooks import OVERRIDES
from ivr.demo import ACCOUNT, NUMBER, TOKEN
from ivr.phone.account import Number, Service
from ivr.phone.carrier import DeskCarrier
from ivr.service.doctor.carrier import AtCarrier
from ivr.settings import Settings
from tests.support.carriers import SIGNING_KEY, a_desk
from tests.support.listening import Listening

URL = "https://hotline.example.org"
SENDER, SECRET = "+815039876543", "s" * 32
KINDS = ("twilio", "signalwire", "somleng")

Plant = Callable[[DeskCarrier], object]


def right(kind: str = "twilio", url: str = URL) -> dict[str, str]:
    """The webhooks that a number should have."""
    mark = f"#{OVERRIDES}" if kind == "twilio" else ""
    hooks = {
        "voice_url": f"{url}/voice{mark}",
        "status_callback": f"{url}/voice/status{mark}",
        "sms_url": f"{url}/sms{mark}",
    }
    spares = {"voice_fallback_url": f"{url}/voice{mark}", "sms_fallback_url": f"{url}/sms{mark}"}
    return hooks if kind == "somleng" else hooks | spares


def settings_for(api: str, kind: str = "twilio", **more: Any) -> Settings:
    given = {
        "public_url": URL,
        "secret_key": SECRET,
        "account_sid": ACCOUNT,
        "auth_token": TOKEN,
        "phone_number": NUMBER,
        "carrier": kind,
        "api_url": api,
        "signing_keys": (SIGNING_KEY,) if kind == "signalwire" else (),
    }
    return Settings(**(given | more))


def at_carrier(settings: Settings, clock: Clock | None = None) -> list[str]:
    """What the checks say that ask the carrier."""
    checks = AtCarrier(settings, clock or SystemClock())
    return [line(each) for check in (checks.account, checks.numbers, checks.permissions) for each in check()]


@pytest.fixture
def desk() -> DeskCarrier:
    return a_desk("twilio", Number(NUMBER, right()), token=TOKEN)


@pytest.fixture
def api(desk: DeskCarrier) -> Iterator[str]:
    listening = Listening(desk.application())
    yield listening.url
    listening.close()


GOOD = [
    "ok    carrier: twilio at {api} takes our credentials",
    "ok    clock: it agrees with the carrier's",
    f"ok    number: {NUMBER} has our webhooks",
    f"ok    sender: {NUMBER} can send texts, as far as the carrier says",
    "ok    permissions: calls to JP; those for texts are only in the console",
]


def test_nothing_is_wrong(api: str) -> None:
    assert at_carrier(settings_for(api)) == [text.format(api=api) for text in GOOD]


@pytest.mark.parametrize("kind", KINDS)
def test_nor_with_another_carrier(kind: str) -> None:
    desk = a_desk(kind, Number(NUMBER, right(kind)), token=TOKEN)
    listening = Listening(desk.application())
    found = at_carrier(settings_for(listening.url + desk.prefix, kind))
    listening.close()
    assert [text[:5] for text in found] == ["ok   "] * len(found)
    assert f"ok    number: {NUMBER} has our webhooks" in found


def hook(**fields: str) -> Plant:
    """Plants a fault in the webhooks of the number."""
    return lambda desk: desk.account.numbers[0].hooks.update(fields)


def off(**values: object) -> Plant:
    """Plants a fault in the number."""
    return lambda desk: vars(desk.account.numbers[0]).update(values)


FAULTS: dict[str, tuple[Plant, str]] = {
    "calls go elsewhere": (
        hook(voice_url="https://demo.example.org/voice"),
        f"FAIL  number: {NUMBER}: when a call comes in, voice_url is https://demo.example.org/voice, not {URL}/voice. "
        "Run `ivr provision --dry-run`, then `ivr provision`",
    ),
    "an address with a password": (
        hook(voice_url="https://name:secret@demo.example.org/"),
        f"FAIL  number: {NUMBER}: when a call comes in, voice_url is https://…@demo.example.org/, not {URL}/voice. ",
    ),
    "texts go nowhere": (
        hook(sms_url=""),
        f"FAIL  number: {NUMBER}: when a text comes in, sms_url is not set; it should be {URL}/sms. ",
    ),
    "by GET": (
        hook(voice_method="GET"),
        f"warn  number: {NUMBER}: when a call comes in, voice_method is GET, not POST. ",
    ),
    "no status callback": (
        hook(status_callback=""),
        f"warn  number: {NUMBER}: when a call's status changes, status_callback is not set; it should be "
        f"{URL}/voice/status. ",
    ),
    "no address for failures": (
        hook(voice_fallback_url=""),
        f"warn  number: {NUMBER}: when a call fails, voice_fallback_url is not set; it should be {URL}/voice. ",
    ),
    "no overrides": (
        hook(voice_url=f"{URL}/voice"),
        f"warn  number: {NUMBER}: when a call comes in, voice_url has no connection overrides, so that the carrier "
        "tries once. ",
    ),
    "an application answers": (
        off(application="AP" + "0" * 32),
        f"FAIL  number: {NUMBER} has voice_application_sid AP{'0' * 32}: the carrier ignores the webhooks of the ",
    ),
    "another number": (
        off(number="+815030000000"),
        f"FAIL  number: {NUMBER} is not in the account. Correct TWILIO_PHONE_NUMBER, or TWILIO_ACCOUNT_SID and ",
    ),
    "no texts": (
        off(texts=False),
        f"FAIL  sender: {NUMBER} can't send or receive texts, as the carrier says: every text is refused. Set ",
    ),
    "no permission": (
        lambda desk: desk.account.countries.clear(),
        "FAIL  permissions: the account may not call JP: nobody there is put through or called back. "
        "Look at the carrier's console: ",
    ),
    "a trial": (
        lambda desk: setattr(desk.account, "kind", "Trial"),
        "warn  carrier: the account is a trial: callers hear the carrier's message, texts reach verified ",
    ),
    "suspended": (
        lambda desk: setattr(desk.account, "status", "suspended"),
        "FAIL  carrier: the account is suspended. Ask the carrier",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_the_carrier_is_one_line(desk: DeskCarrier, api: str, fault: str) -> None:
    plant, said = FAULTS[fault]
    plant(desk)
    found = at_carrier(settings_for(api))
    wrong = [text for text in found if not text.startswith(("ok", "warn  number: not checked", "warn  permissions"))]
    assert [text.startswith(said) for text in wrong] == [True], found


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"auth_token": "another"},
            "FAIL  carrier: twilio refuses TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN (401, Authenticate). Copy both",
        ),
        ({"sms_sender": SENDER}, f"FAIL  number: {SENDER} is not in the account. Correct SMS_SENDER, or "),
        ({"sms_spare_sender": SENDER}, f"FAIL  number: {SENDER} is not in the account. Correct SMS_SPARE_SENDER, or "),
        ({"sms_sender": "MG" + "0" * 32}, f"FAIL  number: MG{'0' * 32} is not in the account. Correct SMS_SENDER, or"),
        ({"dial_countries": ("JP", "VN")}, "FAIL  permissions: the account may not call VN: nobody there is put "),
        ({"api_url": "http://127.0.0.1:1"}, "FAIL  carrier: the API at http://127.0.0.1:1 gives no answer: Connection"),
    ],
)
def test_a_fault_of_the_settings_is_one_line(api: str, given: dict[str, Any], said: str) -> None:
    found = at_carrier(settings_for(api, **given))
    failed = [text for text in found if text.startswith("FAIL")]
    assert [text.startswith(said) for text in failed] == [True], found


@pytest.mark.parametrize(("minutes", "side"), [(-4, "behind"), (4, "ahead of")])
def test_a_clock_that_is_wrong_is_one_line(api: str, minutes: int, side: str) -> None:
    found = at_carrier(settings_for(api), MovableClock(SystemClock().now() + timedelta(minutes=minutes)))
    (failed,) = [text for text in found if not text.startswith("ok")]
    assert re.match(f"FAIL  clock: the clock of this machine is 0:0[34]:.. {side} the carrier's. Let it be set", failed)


def test_a_messaging_service(desk: DeskCarrier, api: str) -> None:
    service = Service({"inbound_request_url": "https://demo.example.org"})
    desk.account.services.append(service)
    settings = settings_for(api, sms_sender=service.sid)
    said = f"FAIL  number: {service.sid}: when a text comes in, inbound_request_url is https://demo.example.org, not "
    assert [text.startswith(said) for text in at_carrier(settings) if text.startswith("FAIL")] == [True]
    service.left_to_numbers = True
    assert f"ok    number: {service.sid} has our webhooks" in at_carrier(settings)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, "<html>", "refuses: the answer is not JSON"),
        (500, "<html>", "refuses: 500, INTERNAL SERVER ERROR"),
        (302, "", "refuses: 302, FOUND"),
        (404, '{"message": "no account of +81 90-1234-5678"}', "refuses: 404, no account of (number)"),
    ],
)
def test_what_is_no_api_is_said(status: int, body: str, said: str) -> None:
    app = Flask("no api")
    app.add_url_rule("/<path:any>", view_func=lambda any: Response(body, status, {"Location": "/"}))  # noqa: A006
    listening = Listening(app)
    found = at_carrier(settings_for(listening.url))
    listening.close()
    assert found[0].startswith(f"FAIL  carrier: the API at {listening.url} {said}")
    assert len(found) == 3
    assert [text.split(".")[0] for text in found[1:]] == [
        "warn  number: not checked without the carrier",
        "warn  permissions: not checked without the carrier",
    ]


def test_answers_that_can_not_be_read_are_said() -> None:
    """Of a server that knows accounts only."""
    app = Flask("odd")

    @app.get("/<path:any>")
    def answer(any: str) -> tuple[dict[str, str], int]:  # noqa: A002
        return {"status": "active"}, 500 if any.startswith("v1/") else 200

    listening = Listening(app)
    found = at_carrier(settings_for(listening.url, sms_sender="MG" + "0" * 32))
    listening.close()
    assert [text.partition(". ")[0] for text in found[2:]] == [
        f"FAIL  number: {NUMBER} can't be read at the carrier: the list of numbers can't be read",
        f"FAIL  number: MG{'0' * 32} can't be read at the carrier: 500, INTERNAL SERVER ERROR",
        "warn  permissions: those for calls to JP can't be read: 500, INTERNAL SERVER ERROR",
    ]


SHARED: list[dict[str, object]] = [
    {"id": "webhooks_setting_1", "signature": {"type": "SHARED_KEY", "sharedKeyId": "SK1"}},
    {"id": "webhooks_setting_2", "signature": None},
]
OURS: dict[str, object] = {
    "matchType": "PREFIX_MATCH",
    "prefix": f"{URL}/voice",
    "settings": [{"settingId": "webhooks_setting_1"}],
}
REST: dict[str, object] = {"matchType": "DEFAULT", "settings": [{"settingId": "webhooks_setting_2"}]}


NONE = (
    f"FAIL  keys: a rule of Twilio lets the shared key SK1 sign {URL}/voice, and SIGNING_KEY has none. Set SIGNING_KEY"
)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("", NONE),
        (TOKEN, NONE),
        ("shared", f"FAIL  keys: no rule of Twilio lets a shared key sign {URL}/sms, and SIGNING_KEY lacks the auth"),
        (f"shared {TOKEN}", "ok    keys: webhooks may be signed with 2 keys, as Twilio's rules have it"),
    ],
)
def test_keys_that_do_not_fit_the_rules_are_one_line(desk: DeskCarrier, api: str, keys: str, said: str) -> None:
    desk.account.rules, desk.account.settings = [OURS, REST], SHARED
    (found,) = by_its_rules(settings_for(api, signing_keys=tuple(keys.split())))
    assert found.startswith(said)


def test_rules_that_can_not_be_read_are_said(desk: DeskCarrier, api: str) -> None:
    desk.account.rules = [{"matchType": "DEFAULT", "settings": "one"}]
    warned, found = by_its_rules(settings_for(api))
    assert "rules for shared keys can't be read: they have a form that is not known. Look at them" in warned
    assert found == "ok    keys: webhooks are signed with the auth token"


def by_its_rules(settings: Settings) -> list[str]:
    checks = AtCarrier(settings, SystemClock())
    assert [*checks.account()]
    return [line(each) for each in checks.signing()]
