"""Simulated carriers that differ from Twilio as real ones do."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from flask import Flask, Response, abort, jsonify, request

from ivr.phone.account import Account, Number
from ivr.phone.answers import API, refusal
from ivr.phone.carrier import DeskCarrier
from ivr.phone.signing import sign

SIGNING_KEY = "PSK_signing"
SOMLENG_TAKES = ("voice_url", "voice_method", "sms_url", "sms_method", "status_callback", "status_callback_method")
"""The fields of a number that Somleng's API sets (its source, incoming_phone_number_request_schema.rb)."""


@dataclass
class SignalWireDesk(DeskCarrier):
    """SignalWire: its API has another path, its ids another form, and its receipts another signature header and key.

    It keeps documents in bins, which its API reads and writes.
    """

    prefix: ClassVar = "/api/laml"
    bins: dict[str, str] = field(default_factory=dict)

    def application(self) -> Flask:
        app = super().application()

        @app.route(f"{self.prefix}/{API}/Accounts/<account>/LamlBins/<sid>", methods=["GET", "POST"])
        def kept(account: str, sid: str) -> Response:
            self._authenticate(account)
            if sid not in self.bins:
                abort(refusal(404, 20404, "The requested resource was not found"))
            self.bins[sid] = request.form.get("Contents", self.bins[sid])
            return jsonify(sid=sid, account_sid=account, name="fallback", contents=self.bins[sid])

        return app

    def new_sid(self) -> str:
        return str(uuid.uuid4())

    def signed(self, url: str, form: Mapping[str, str]) -> dict[str, str]:
        return {"X-SignalWire-Signature": sign(SIGNING_KEY, url, form)}


class SomlengDesk(DeskCarrier):
    """Somleng: its ids have another form, and its list is not filtered by receiver."""

    def new_sid(self) -> str:
        return str(uuid.uuid4())

    def listed_to(self) -> str | None:
        return None


def a_desk(kind: str, *numbers: Number, token: str = "token") -> DeskCarrier:
    """Return a simulated carrier of a kind, with numbers in its account."""
    account = Account(numbers=list(numbers))
    match kind:
        case "signalwire":
            return SignalWireDesk(token, account=_with_uuids(account))
        case "somleng":
            account.takes, account.plus = SOMLENG_TAKES, False
            return SomlengDesk(token, account=_with_uuids(account))
        case _:
            return DeskCarrier(token, account=account)


def _with_uuids(account: Account) -> Account:
    for number in account.numbers:
        number.sid = str(uuid.uuid4())
    return account
