"""Check of what the carrier asks when this service does not answer: a second site, or a page that is kept elsewhere."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit
from xml.etree import ElementTree

import requests

from ivr.carrier.kinds import KINDS
from ivr.carrier.signature import Signature
from ivr.core.findings import Fail, Finding, Ok, Warn
from ivr.core.hooks import second_site
from ivr.service.doctor.address import reached, why
from ivr.settings import SIMULATED, Settings
from ivr.twiml import filled

_TIMEOUT = (3, 8)
"""Seconds to connect and to wait for an answer."""
_BIN = re.compile(r"/twiml/EH[0-9a-f]{32}")
"""The path of a TwiML Bin. Twilio shows it to whoever signs the request (support article 223132187)."""
_ELSEWHERE = "Let the page of `ivr fallback` be served elsewhere (docs/fallback.md)"
_PUT_IT_THERE = "Write it with `ivr fallback` and put it there (docs/fallback.md)"


def fallback(settings: Settings, expected: Callable[[], list[str]]) -> Iterator[Finding]:
    """Yield whether FALLBACK_URL will help. ``expected`` returns the documents of which one should be there.

    It returns none if the database can't be read.
    """
    address = settings.fallback_url
    if settings.carrier == SIMULATED:
        return
    if not KINDS[settings.carrier].spares:
        said = f"{settings.carrier} asks nothing else if this service does not answer: the call ends"
        yield Warn("fallback", said, "Put two web servers behind PUBLIC_URL (docs/fallback.md)")
    elif not address:
        said = "FALLBACK_URL is not set: if this service does not answer, the carrier says so, and the call ends"
        yield Warn("fallback", said, _ELSEWHERE)
    elif (site := second_site(address)) == settings.public_url:
        said = "FALLBACK_URL is this service itself: if it does not answer, it is asked once more, and the call ends"
        yield Warn("fallback", said, _ELSEWHERE)
    elif site:
        other = settings.model_copy(update={"public_url": site})
        yield from (replace(finding, subject="fallback") for finding in reached(other))
    else:
        yield _page(settings, expected)


def _page(settings: Settings, expected: Callable[[], list[str]]) -> Finding:
    address = settings.fallback_url
    try:
        answer = _asked(settings)
    except requests.RequestException as error:
        return Fail("fallback", f"{address} does not answer: {why(error)}", "Look at the server of the page")
    kind = answer.headers.get("Content-Type", "nothing")
    if answer.status_code != requests.codes.ok:
        return Fail("fallback", f"{address} answers {answer.status_code}", _PUT_IT_THERE)
    if not kind.startswith(("text/xml", "application/xml")):
        return Fail("fallback", f"{address} is served as {kind}", "Let it be served as text/xml (error 12300)")
    documents = expected()
    if not documents:
        return Warn("fallback", f"{address} is not compared without the database", "Mend the database first")
    served = answer.content.decode("utf-8", "replace")  # for text/xml the library would take it for ISO 8859-1
    if _canonical(served) in map(_canonical, map(filled, documents)):
        return Ok("fallback", f"{address} has the hours, numbers and sentences in force")
    return Warn("fallback", f"{address} does not have the hours, numbers and sentences in force", _PUT_IT_THERE)


def _asked(settings: Settings) -> requests.Response:
    parts, address, headers = urlsplit(settings.fallback_url), settings.fallback_url, {}
    if _BIN.fullmatch(parts.path):
        path = f"{parts.path}?AccountSid={settings.account_sid}"
        origin = f"{parts.scheme}://{parts.netloc}"
        signature = Signature(settings.auth_token, origin)
        address, headers = origin + path, {signature.header: signature.sign(path, ())}
    return requests.get(address, headers=headers, timeout=_TIMEOUT)


def _canonical(document: str) -> str:
    """Return a document without what makes no difference; a text that is no XML as it is."""
    try:
        return ElementTree.canonicalize(document.strip(), strip_text=True)
    except ElementTree.ParseError:
        return document
