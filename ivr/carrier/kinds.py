"""The supported carriers, and the one that the settings name."""

from dataclasses import dataclass

from ivr.carrier import Carrier
from ivr.carrier.signature import HEADER, Signature
from ivr.carrier.simulated import SimulatedCarrier
from ivr.carrier.twilio import TwilioCarrier
from ivr.clock import SystemClock
from ivr.settings import SIGNALWIRE, SIMULATED, SOMLENG, TWILIO, Settings


@dataclass(frozen=True, slots=True)
class Kind:
    """What sets a carrier apart.

    Attributes:
        name: as in ``CARRIER``.
        header: where its webhooks have their signature.
        api_url: where its API is; empty: ``TWILIO_API_URL`` says it, or there is none.
    """

    name: str
    header: str
    api_url: str


KINDS = {
    kind.name: kind
    for kind in (
        Kind(TWILIO, HEADER, "https://api.twilio.com"),
        Kind(SIGNALWIRE, "X-SignalWire-Signature", ""),  # each space has an address of its own
        Kind(SOMLENG, HEADER, "https://api.somleng.org"),
        Kind(SIMULATED, HEADER, ""),
    )
}


def make_carrier(settings: Settings, receipts_url: str) -> Carrier:
    """The carrier that texts leave by. Its receipts come to ``receipts_url``."""
    if settings.carrier == SIMULATED:
        return SimulatedCarrier(SystemClock(), bool(settings.sms_spare_sender))
    return TwilioCarrier(
        settings.account_sid,
        settings.auth_token,
        settings.api_url or KINDS[settings.carrier].api_url,
        settings.sms_sender,
        receipts_url,
        settings.sms_spare_sender,
    )


def make_signature(settings: Settings) -> Signature:
    """The check of what the carrier signs."""
    key = settings.signing_key or settings.auth_token
    return Signature(key, settings.public_url, KINDS[settings.carrier].header)
