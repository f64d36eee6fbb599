"""The supported carriers, and construction of the configured one."""

from dataclasses import dataclass

from ivr.carrier import Carrier
from ivr.carrier.signature import HEADER, Signature
from ivr.carrier.simulated import SimulatedCarrier
from ivr.carrier.twilio import TwilioCarrier
from ivr.clock import SystemClock
from ivr.core.hooks import OVERRIDES
from ivr.settings import SIGNALWIRE, SIMULATED, SOMLENG, TWILIO, Settings


@dataclass(frozen=True, slots=True)
class Kind:
    """The properties of a carrier.

    Attributes:
        name: the value of the setting ``CARRIER``.
        header: the request header with the signature of a webhook.
        api_url: the base address of its API; empty if ``TWILIO_API_URL`` has to be set, or there is no API.
        spares: whether a number has addresses for the case that a webhook fails.
        overrides: what follows the addresses of a number's webhooks, as a fragment.
    """

    name: str
    header: str
    api_url: str
    spares: bool = False
    overrides: str = ""


KINDS = {
    kind.name: kind
    for kind in (
        Kind(TWILIO, HEADER, "https://api.twilio.com", spares=True, overrides=OVERRIDES),
        Kind(SIGNALWIRE, "X-SignalWire-Signature", "", spares=True),  # each SignalWire space has its own address
        Kind(SOMLENG, HEADER, "https://api.somleng.org"),
        Kind(SIMULATED, HEADER, ""),
    )
}


def make_carrier(settings: Settings, receipts_url: str) -> Carrier:
    """Return the configured carrier, which posts receipts to ``receipts_url``."""
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
    """Return the verifier of the configured carrier's webhooks."""
    key, *earlier = settings.signing_keys or (settings.auth_token,)
    return Signature(key, settings.public_url, KINDS[settings.carrier].header, earlier)
