"""What we ask of Twilio's account APIs, and what the carrier of our tests answers, by an extract of their reference.

A server answers as the reference has it, with its examples, and notes what it is asked. The extract,
`twilio_account.json`, is of our own making. To judge by all of Twilio's OpenAPI documents, with Prism, is done by hand.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, jsonify, request

from ivr.carrier.account import Account
from ivr.carrier.kinds import KINDS
from ivr.clock import SystemClock
from ivr.core.findings import line
from ivr.phone.account import HOOKS, Number, Service
from ivr.service.doctor.carrier import AtCarrier
from ivr.service.provision import set_hooks, standing, targets
from ivr.settings import Settings
from tests.support.carriers import a_desk
from tests.support.json_schema import WITH_JSON_SCHEMA, faults
from tests.support.listening import Listening

pytestmark = WITH_JSON_SCHEMA

SCHEMA = json.loads(Path(__file__).with_name("twilio_account.json").read_text("utf-8"))
ACCOUNT, TOKEN, NUMBER, SENDER = "AC" + "0a" * 16, "token", "+815031234567", "+815039876543"
SERVICE = "MG" + "1b" * 16
ROOT = f"/2010-04-01/Accounts/{ACCOUNT}"
OVERRIDES = KINDS["twilio"].overrides
URL = "https://hotline.example.org"

EXAMPLE: dict[str, Any] = {
    "account_sid": ACCOUNT,
    "address_requirements": "none",
    "address_sid": "AD" + "3d" * 16,
    "api_version": "2010-04-01",
    "beta": None,
    "bundle_sid": None,
    "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
    "date_created": "Thu, 30 Jul 2015 23:19:04 +0000",
    "date_updated": "Thu, 30 Jul 2015 23:19:04 +0000",
    "emergency_status": "Active",
    "emergency_address_sid": "AD" + "3d" * 16,
    "emergency_address_status": "registered",
    "friendly_name": "050-3123-4567",
    "identity_sid": "RI" + "4e" * 16,
    "origin": "twilio",
    "phone_number": NUMBER,
    "sid": "PN" + "2c" * 16,
    "sms_application_sid": "",
    "sms_fallback_method": "POST",
    "sms_fallback_url": "",
    "sms_method": "POST",
    "sms_url": "",
    "status": "in-use",
    "status_callback": "",
    "status_callback_method": "POST",
    "trunk_sid": None,
    "type": "local",
    "uri": f"{ROOT}/IncomingPhoneNumbers/PN{'2c' * 16}.json",
    "voice_application_sid": "",
    "voice_caller_id_lookup": False,
    "voice_fallback_method": "POST",
    "voice_fallback_url": None,
    "voice_method": "POST",
    "voice_receive_mode": "voice",
    "voice_url": None,
}
"""The example of the reference, with our number."""
SERVICE_EXAMPLE: dict[str, Any] = {
    "account_sid": ACCOUNT,
    "sid": SERVICE,
    "date_created": "2015-07-30T20:12:31Z",
    "date_updated": "2015-07-30T20:12:33Z",
    "friendly_name": "My Service!",
    "inbound_request_url": "https://www.example.com/",
    "inbound_method": "POST",
    "fallback_url": None,
    "fallback_method": "POST",
    "status_callback": "https://www.example.com",
    "validity_period": 600,
    "use_inbound_webhook_on_number": False,
    "url": f"https://messaging.twilio.com/v1/Services/{SERVICE}",
    "links": {"phone_numbers": f"https://messaging.twilio.com/v1/Services/{SERVICE}/PhoneNumbers"},
}
COUNTRY = {
    "iso_code": "JP",
    "name": "Japan",
    "country_codes": ["+81"],
    "continent": "ASIA",
    "low_risk_numbers_enabled": True,
    "high_risk_special_numbers_enabled": False,
    "high_risk_tollfraud_numbers_enabled": False,
    "url": "https://voice.twilio.com/v1/DialingPermissions/Countries/JP",
    "links": {},
}


def problems(name: str, value: Any) -> list[str]:
    """What the reference has against a value."""
    return faults({**SCHEMA, "$ref": f"#/$defs/{name}"}, value)


def page(*numbers: dict[str, Any]) -> dict[str, Any]:
    uri = f"{ROOT}/IncomingPhoneNumbers.json?Page=0"
    size = {"page": 0, "page_size": 50, "start": 0, "end": 0}
    uris = {"uri": uri, "first_page_uri": uri, "previous_page_uri": None, "next_page_uri": None}
    return {"incoming_phone_numbers": list(numbers), **size, **uris}


class Reference:
    """An application that answers as the reference has it. ``wrong`` is what the reference has against requests."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.number, self.service = dict(EXAMPLE), dict(SERVICE_EXAMPLE)
        self.app = Flask("reference", static_folder=None)
        self.app.before_request(self._note)

        @self.app.get(f"{ROOT}.json")
        def account() -> Response:
            return jsonify(sid=ACCOUNT, status="active", type="Full", friendly_name="ours")

        @self.app.get(f"{ROOT}/IncomingPhoneNumbers.json")
        def numbers() -> Response:
            self.wrong += problems("list", request.args.to_dict())
            return jsonify(page(self.number))

        @self.app.post(f"{ROOT}/IncomingPhoneNumbers/{EXAMPLE['sid']}.json")
        def change() -> Response:
            self.wrong += problems("update_number", request.form.to_dict())
            self.number |= _fields(request.form.to_dict())
            return jsonify(self.number)

        @self.app.route(f"/v1/Services/{SERVICE}", methods=["GET", "POST"])
        def service() -> Response:
            if request.method == "POST":
                self.wrong += problems("update_service", request.form.to_dict())
                self.service |= _fields(request.form.to_dict())
            return jsonify(self.service)

        @self.app.get("/v1/DialingPermissions/Countries/JP")
        def country() -> Response:
            return jsonify(COUNTRY)

    def _note(self) -> None:
        self.asked.append(f"{request.method} {request.path}")
        login = request.authorization
        if login is None or (login.username, login.password) != (ACCOUNT, TOKEN):
            self.wrong.append("no credentials")


def _fields(form: dict[str, str]) -> dict[str, str]:
    """The form's fields by the names that they have in answers."""
    names = {"".join(map(str.capitalize, name.split("_"))): name for name in (*EXAMPLE, *SERVICE_EXAMPLE)}
    return {names[key]: value for key, value in form.items()}


@pytest.fixture
def reference() -> Reference:
    return Reference()


@pytest.fixture
def settings(reference: Reference) -> Iterator[Settings]:
    listening = Listening(reference.app)
    yield settings_for(listening.url)
    listening.close()


def settings_for(api: str) -> Settings:
    return Settings(
        public_url=URL,
        secret_key="0" * 32,
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        phone_number=NUMBER,
        sms_sender=SERVICE,
        api_url=api,
    )


def test_the_reference_takes_its_own_answers() -> None:
    assert problems("page", page(EXAMPLE)) == problems("service", SERVICE_EXAMPLE) == problems("country", COUNTRY) == []
    assert problems("page", page(EXAMPLE | {"voice_method": "PUT"})) != []
    assert problems("update_number", {}) != []
    assert problems("update_number", {"VoiceUrl": "hotline"}) != []
    assert problems("update_number", {"VoiceURL": URL}) != []


def test_provision_asks_as_the_reference_says(reference: Reference, settings: Settings) -> None:
    account = Account(settings)
    found = [standing(account, target, OVERRIDES) for target in targets(settings)]
    assert [len(each.changes) for each in found] == [5, 2]
    left = [set_hooks(account, each, OVERRIDES).changes for each in found]
    assert (left, reference.wrong) == ([[], []], [])
    assert reference.number["voice_url"] == f"{URL}/voice#{OVERRIDES}"
    assert reference.service["inbound_request_url"] == f"{URL}/sms#{OVERRIDES}"
    assert len(reference.asked) == 4


def test_doctor_asks_as_the_reference_says_and_reads_its_answers(reference: Reference, settings: Settings) -> None:
    checks = AtCarrier(settings, SystemClock())
    found = [line(each) for check in (checks.account, checks.numbers, checks.permissions) for each in check()]
    failed = [each for each in found if each.startswith("FAIL")]
    assert [each.partition(". ")[0] for each in failed] == [
        f"FAIL  number: {NUMBER}: when a call comes in, voice_url is not set; it should be {URL}/voice",
        f"FAIL  number: {NUMBER}: when a text comes in, sms_url is not set; it should be {URL}/sms",
        f"FAIL  number: {SERVICE}: when a text comes in, inbound_request_url is https://www.example.com/, "
        f"not {URL}/sms",
    ]
    assert reference.wrong == []
    assert {each.split()[0] for each in reference.asked} == {"GET"}, "nothing is changed"


def test_the_desk_carrier_answers_as_the_reference_says() -> None:
    desk = a_desk(
        "twilio", Number(NUMBER), Number(SENDER, dict.fromkeys(HOOKS, "POST") | {"sms_url": URL}), token=TOKEN
    )
    service = Service()
    desk.account.services.append(service)
    for name in HOOKS:
        if not name.endswith("method"):
            desk.account.numbers[1].hooks[name] = f"{URL}/voice#{OVERRIDES}"
    client, login = desk.application().test_client(), (ACCOUNT, TOKEN)
    number = desk.account.numbers[0].sid
    for path, name in (
        (f"{ROOT}.json", "account_itself"),
        (f"{ROOT}/IncomingPhoneNumbers.json", "page"),
        (f"{ROOT}/IncomingPhoneNumbers.json?PhoneNumber=%2B815039876543", "page"),
        (f"{ROOT}/IncomingPhoneNumbers.json?PhoneNumber=%2B810000000000", "page"),
        (f"/v1/Services/{service.sid}", "service"),
        ("/v1/DialingPermissions/Countries/JP", "country"),
        ("/v1/Services/MG0", "error"),
    ):
        shown = client.get(path, auth=login)
        assert (problems(name, shown.json), shown.status_code) == ([], 404 if name == "error" else 200), path
        assert problems("error", client.get(path, auth=(ACCOUNT, "another")).json) == []
    for path, form, name in (
        (f"{ROOT}/IncomingPhoneNumbers/{number}.json", {"VoiceUrl": f"{URL}/voice"}, "number"),
        (f"{ROOT}/IncomingPhoneNumbers/{number}.json", {"VoiceUrl": "hotline"}, "error"),
        (f"{ROOT}/IncomingPhoneNumbers/PN0.json", {"VoiceUrl": URL}, "error"),
        (f"/v1/Services/{service.sid}", {"InboundRequestUrl": f"{URL}/sms"}, "service"),
    ):
        assert problems(name, client.post(path, data=form, auth=login).json) == [], path
