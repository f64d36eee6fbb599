"""Checks of PUBLIC_URL: its form, whether this service answers there, and whether it takes what the carrier signs."""

from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests

from ivr.carrier.kinds import make_signature
from ivr.core.findings import Fail, Finding, Ok, Warn
from ivr.settings import SIMULATED, Settings

_TIMEOUT = (3, 8)
"""Seconds to connect and to wait for an answer."""
_STATUS = "/voice/status"
_NOTHING = {"CallSid": "doctor", "CallStatus": "queued"}
"""The status of a call that has not begun, of which the service takes no note."""


def form(settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong with the address itself."""
    parts = urlsplit(settings.public_url)
    host = parts.hostname or ""
    kind = Warn if settings.carrier == SIMULATED else Fail
    wrong = False
    if parts.scheme != "https":
        wrong = True
        yield kind(
            "address",
            "PUBLIC_URL is not https: Twilio does not call such an address, and telephone numbers travel in clear",
            "Let a proxy do TLS, and set PUBLIC_URL to its https address",
        )
    if _is_local(host):
        wrong = True
        yield kind(
            "address",
            f"no carrier can reach {host}, which is not on the internet",
            "Set PUBLIC_URL to a public address",
        )
    if "_" in host:
        wrong = True
        yield kind("address", f"carriers call no host with an underscore: {host}", "Use another host name")
    if not wrong:
        yield Ok("address", settings.public_url)


def _is_local(host: str) -> bool:
    with suppress(ValueError):
        return not ip_address(host).is_global
    return host == "localhost" or "." not in host or host.endswith((".local", ".localhost", ".internal"))


def reached(settings: Settings) -> Iterator[Finding]:
    """Yield whether this service answers at PUBLIC_URL, and whether it takes a webhook that is signed with our key.

    The webhook is the status of a call that has not begun. It changes nothing.
    """
    url = settings.public_url
    try:
        answer = requests.get(f"{url}/healthz", timeout=_TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        yield not_there(url, error)
        return
    if answer.is_redirect:
        where = answer.headers["Location"]
        yield Fail("reached", f"{url} leads elsewhere, to {where}", "Set PUBLIC_URL to the address where it ends")
    elif answer.status_code != requests.codes.ok or answer.text.strip() != "ok":
        said = f"{url}/healthz answers {answer.status_code}, not as this service does"
        yield Fail("reached", said, "Set PUBLIC_URL to the address of this service, or mend the proxy")
    else:
        yield from _signed(settings)


def _signed(settings: Settings) -> Iterator[Finding]:
    signature, url = make_signature(settings), f"{settings.public_url}{_STATUS}"
    headers = {signature.header: signature.sign(_STATUS, _NOTHING.items())}
    try:
        answer = requests.post(url, data=_NOTHING, headers=headers, timeout=_TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        yield not_there(url, error)
        return
    if answer.status_code == requests.codes.no_content:
        yield Ok("reached", f"{settings.public_url} is this service, and takes webhooks signed with our key")
    elif answer.status_code == requests.codes.forbidden:
        yield Fail(
            "reached",
            f"{url} refuses a webhook that is signed with our key, as it would refuse the carrier's",
            "Restart `ivr serve` with these settings: CARRIER, PUBLIC_URL, TWILIO_AUTH_TOKEN and SIGNING_KEY must be "
            f"the same. The proxy must pass the path and the header {signature.header} unchanged",
        )
    else:
        said = f"{url} answers a signed webhook with {answer.status_code}"
        yield Fail("reached", said, "Look into the log of `ivr serve` and of the proxy")


def not_there(url: str, error: requests.RequestException) -> Fail:
    """Return what to do if nothing answers at our address."""
    if isinstance(error, requests.exceptions.SSLError):
        todo = "Look into the proxy's log: it has not got, or not renewed, the certificate of this name"
    else:
        todo = "Start `ivr serve`; check the name, the firewall and the proxy"
    return Fail("reached", f"{url} does not answer: {why(error)}", todo)


def why(error: requests.RequestException) -> str:
    """Return why there is no answer. Messages of the library have addresses of memory and repeat the whole request."""
    match error:
        case requests.exceptions.SSLError():
            return "its certificate is not accepted"
        case requests.Timeout():
            return "no answer in time"
        case _:
            return "no connection"
