"""Requests that are refused by their head alone, before their body is read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ivr.core.requests import Refused
from ivr.server.lanes import Lane
from ivr.web.webhooks import NOT_SIGNED

_SIGNATURE = re.compile("[A-Za-z0-9+/]{27}=|[A-Za-z0-9+/]{43}=")
"""A SHA-1 or a SHA-256 in base64."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer without an effect: a status and a line that says why. It is counted by its kind."""

    status: int
    why: str
    kind: Refused


UNSIGNED = Refusal(403, NOT_SIGNED, Refused.UNSIGNED)
TOO_LARGE = Refusal(413, "the request is too large", Refused.TOO_LARGE)
BUSY = Refusal(503, "too many requests at once; try again in a moment", Refused.BUSY)


def refusal(lane: Lane, length: int | None, signature: str) -> Refusal | None:
    """Return why a request is refused, or None if it is not.

    ``length`` is that of the body, if the head says it; ``signature`` is what the carrier's header has, if anything.
    """
    if lane.signed and not _SIGNATURE.fullmatch(signature):
        return UNSIGNED
    return TOO_LARGE if length is not None and length > lane.largest else None


def length_of(headers: Mapping[str, str]) -> int | None:
    """Return the length of a body in bytes; None if the head does not say it, or not as a number."""
    if "Transfer-Encoding" in headers:
        return None
    said = headers.get("Content-Length", "0")
    return int(said[:18]) if said.isascii() and said.isdigit() else None


def client_of(peer: str, forwarded: str, proxies: int) -> str:
    """Return the address of a client: the peer's, or behind proxies the one that the first of them reports.

    ``forwarded`` is the header X-Forwarded-For, to which each of our ``proxies`` has added an address.
    """
    reported = [each.strip() for each in forwarded.split(",") if each.strip()]
    return reported[-proxies] if 0 < proxies <= len(reported) else peer
