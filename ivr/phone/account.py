"""The account at the simulated carrier: its numbers, messaging services and permissions, as Twilio's APIs show them."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

from flask import Flask, Response, abort, jsonify, request

from ivr.phone.answers import API, page, refusal

HOOKS = (
    "voice_url",
    "voice_method",
    "voice_fallback_url",
    "voice_fallback_method",
    "status_callback",
    "status_callback_method",
    "sms_url",
    "sms_method",
    "sms_fallback_url",
    "sms_fallback_method",
)
"""The fields of a number that can be set."""
_SERVICE_HOOKS = ("inbound_request_url", "inbound_method", "fallback_url", "fallback_method")
_NOT_VALID = 21502
"""Twilio's code for a voice address that is not valid."""


def _hex(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


@dataclass
class Number:
    """A number of the account.

    Attributes:
        number: in E.164.
        hooks: its webhooks, by the names of :data:`HOOKS`. A new number has none.
        texts: whether it can send and receive texts.
        application: the id of the application that answers its calls in place of the webhooks, or empty.
    """

    number: str
    hooks: dict[str, str] = field(default_factory=dict)
    texts: bool = True
    application: str = ""
    sid: str = field(default_factory=lambda: _hex("PN"))
    made: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_json(self, account: str) -> dict[str, object]:
        """Return the resource with the fields that Twilio documents."""
        hooks = {name: "POST" if name.endswith("method") else "" for name in HOOKS} | self.hooks
        return {
            "sid": self.sid,
            "account_sid": account,
            "friendly_name": self.number,
            "phone_number": self.number,
            **hooks,
            "voice_application_sid": self.application,
            "sms_application_sid": "",
            "trunk_sid": None,
            "voice_caller_id_lookup": False,
            "voice_receive_mode": "voice",
            "capabilities": {"voice": True, "sms": self.texts, "mms": False, "fax": False},
            "date_created": format_datetime(self.made),
            "date_updated": format_datetime(self.made),
            "address_requirements": "none",
            "address_sid": None,
            "identity_sid": None,
            "bundle_sid": None,
            "emergency_status": "Inactive",
            "emergency_address_sid": None,
            "emergency_address_status": "unregistered",
            "beta": False,
            "origin": "twilio",
            "status": "in-use",
            "type": "local",
            "api_version": API,
            "uri": f"/{API}/Accounts/{account}/IncomingPhoneNumbers/{self.sid}.json",
        }


@dataclass
class Service:
    """A messaging service of the account; ``hooks`` as those of a number."""

    hooks: dict[str, str] = field(default_factory=dict)
    left_to_numbers: bool = False
    sid: str = field(default_factory=lambda: _hex("MG"))
    made: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_json(self, account: str) -> dict[str, object]:
        """Return the resource with the fields that Twilio documents."""
        at, url = self.made.strftime("%Y-%m-%dT%H:%M:%SZ"), f"https://messaging.twilio.com/v1/Services/{self.sid}"
        hooks = {name: "POST" if name.endswith("method") else None for name in _SERVICE_HOOKS} | self.hooks
        return {
            "sid": self.sid,
            "account_sid": account,
            "friendly_name": "texts",
            **hooks,
            "use_inbound_webhook_on_number": self.left_to_numbers,
            "status_callback": None,
            "validity_period": 36000,
            "date_created": at,
            "date_updated": at,
            "url": url,
            "links": {"phone_numbers": f"{url}/PhoneNumbers"},
        }


@dataclass
class Account:
    """The account.

    Attributes:
        status: ``active``, ``suspended`` or ``closed``.
        kind: ``Full`` or ``Trial``.
        numbers: its numbers.
        services: its messaging services.
        countries: the codes of the countries that may be called.
        takes: the fields of a number that can be set; others are ignored.
        plus: whether numbers are written with +.
        rules: which settings a webhook has by its address, as Twilio's Webhooks configuration API shows them.
        settings: these settings, by the key that signs.
    """

    status: str = "active"
    kind: str = "Full"
    numbers: list[Number] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    countries: set[str] = field(default_factory=lambda: {"JP"})
    takes: tuple[str, ...] = HOOKS
    plus: bool = True
    rules: list[dict[str, object]] = field(default_factory=list)
    settings: list[dict[str, object]] = field(default_factory=list)

    def serve(self, app: Flask, prefix: str, authenticate: Callable[[str], None]) -> None:
        """Add the resources of the account to an application; ``authenticate`` refuses wrong credentials."""
        root = f"{prefix}/{API}/Accounts/<account>"

        @app.get(f"{root}.json")
        def account_itself(account: str) -> Response:
            authenticate(account)
            return jsonify(sid=account, status=self.status, type=self.kind, friendly_name="account")

        @app.get(f"{root}/IncomingPhoneNumbers.json")
        def numbers(account: str) -> Response:
            authenticate(account)
            wanted = request.args.get("PhoneNumber", "").lstrip("+")
            found = [self._shown(each, account) for each in self.numbers if wanted in each.number]
            return page("incoming_phone_numbers", found, 0, 50)

        @app.post(f"{root}/IncomingPhoneNumbers/<sid>.json")
        def change_number(account: str, sid: str) -> Response:
            authenticate(account)
            number = next((each for each in self.numbers if each.sid == sid), None) or abort(_nothing())
            number.hooks |= _given(self.takes)
            return jsonify(self._shown(number, account))

        @app.route("/v1/Services/<sid>", methods=["GET", "POST"])
        def service(sid: str) -> Response:
            account = _login()
            authenticate(account)
            found = next((each for each in self.services if each.sid == sid), None) or abort(_nothing())
            if request.method == "POST":
                found.hooks |= _given(_SERVICE_HOOKS)
            return jsonify(found.as_json(account))

        @app.get("/v1/DialingPermissions/Countries/<code>")
        def country(code: str) -> Response:
            authenticate(_login())
            return jsonify(
                iso_code=code,
                low_risk_numbers_enabled=code in self.countries,
                high_risk_special_numbers_enabled=False,
                high_risk_tollfraud_numbers_enabled=False,
            )

        @app.get("/v1/Webhooks/<kind>")
        def configured(kind: str) -> Response:
            authenticate(_login())
            rows = {"Rules": self.rules, "Settings": self.settings}.get(kind) or []
            at = request.args.get("pageToken", 0, type=int)
            meta = {"key": kind.lower(), "pageSize": 1, "nextToken": str(at + 1) if at + 1 < len(rows) else None}
            return jsonify({"meta": meta, kind.lower(): rows[at : at + 1]})

    def _shown(self, number: Number, account: str) -> Mapping[str, object]:
        shown = number.as_json(account)
        return shown if self.plus else shown | {"phone_number": number.number.lstrip("+")}


def _login() -> str:
    return (request.authorization and request.authorization.username) or ""


def _nothing() -> Response:
    return refusal(404, 20404, f"The requested resource {request.path} was not found")


def _given(fields: tuple[str, ...]) -> dict[str, str]:
    """Return the fields that the form sets, by their names in answers. Addresses have to be web addresses."""
    names = {"".join(map(str.capitalize, name.split("_"))): name for name in fields}
    given = {names[key]: value for key, value in request.form.items() if key in names}
    for name, value in given.items():
        if not name.endswith("method") and not value.startswith(("http://", "https://")):
            abort(refusal(400, _NOT_VALID, f"{name} is not valid"))
    return given
