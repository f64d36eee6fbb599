"""Carriers on this machine that differ from Twilio as others do."""

import uuid
from collections.abc import Mapping

from ivr.phone.carrier import DeskCarrier
from ivr.phone.signing import sign

SIGNING_KEY = "PSK_signing"


class SignalWireDesk(DeskCarrier):
    """Its API stands below another path, its ids have another form, and its receipts are signed in its own way."""

    prefix = "/api/laml"

    def new_sid(self) -> str:
        return str(uuid.uuid4())

    def signed(self, url: str, form: Mapping[str, str]) -> dict[str, str]:
        return {"X-SignalWire-Signature": sign(SIGNING_KEY, url, form)}


class SomlengDesk(DeskCarrier):
    """Its ids have another form, and its list has the texts to everybody."""

    def new_sid(self) -> str:
        return str(uuid.uuid4())

    def listed_to(self) -> str | None:
        return None
