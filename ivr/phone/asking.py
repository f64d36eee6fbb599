"""How a carrier asks for a document: how long it waits, and when it asks again.

As Twilio documents it ("Webhooks: connection overrides", errors 11200 and 11205). An address may have overrides as its
fragment, such as ``#rc=2&rp=5xx,ct,rt&ct=2000&rt=4000``. They are not sent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from urllib.parse import parse_qs

import requests

RETRIEVAL, CONNECTION, SIZE, XML, CONTENT, SCHEMA = 11200, 11205, 11750, 12100, 12300, 12200
"""Twilio's codes of what may be wrong with an answer."""
_LEAST = 0.001
"""Seconds; a time-out of none is an error."""


class CallError(Exception):
    """A response of the service would have ended a real call. The message is one line, ``code`` is the carrier's."""

    def __init__(self, said: str, code: int = SCHEMA) -> None:
        super().__init__(said)
        self.code = code


@dataclass(frozen=True, slots=True)
class Manner:
    """How an address is asked, by default as Twilio does without overrides.

    Attributes:
        connect: seconds for a connection.
        read: seconds for the first byte, and between two.
        total: seconds for everything.
        repeats: how often it is asked again.
        when: after what: ``ct`` and ``rt`` are the time-outs, ``4xx`` and ``5xx`` the status.
    """

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    repeats: int = 1
    when: frozenset[str] = frozenset({"ct"})


def manner(fragment: str) -> Manner:
    """Return the manner that a fragment asks for."""
    given, usual = {name: values[0] for name, values in parse_qs(fragment).items()}, Manner()
    when = frozenset(given["rp"].split(",")) if "rp" in given else usual.when
    return Manner(
        connect=_seconds(given.get("ct"), usual.connect),
        read=_seconds(given.get("rt"), usual.read),
        total=_seconds(given.get("tt"), usual.total),
        repeats=int(given.get("rc", usual.repeats)),
        when=frozenset({"4xx", "5xx", "ct", "rt"}) if "all" in when else when,
    )


def ask(url: str, how: Manner, send: Callable[[tuple[float, float]], requests.Response]) -> requests.Response:
    """Send a request, again if need be, and return the answer, whatever its status. ``send`` is given the time-outs.

    Raises:
        CallError: there is none.
    """
    ends, left = monotonic() + how.total, how.repeats
    while True:
        rest = max(ends - monotonic(), _LEAST)
        answer, error = _asked(send, (min(how.connect, rest), min(how.read, rest)))
        wrong = _wrong(error) if error else f"{answer.status_code // 100}xx" if answer is not None else ""
        if wrong in how.when and left and monotonic() < ends:
            left -= 1
        elif answer is not None:
            return answer
        else:
            raise CallError(f"{url} does not answer: {error.__class__.__name__}", CONNECTION) from None


def _asked(
    send: Callable[[tuple[float, float]], requests.Response], timeouts: tuple[float, float]
) -> tuple[requests.Response | None, requests.RequestException | None]:
    try:
        return send(timeouts), None
    except requests.RequestException as error:
        return None, error


def _wrong(error: requests.RequestException) -> str:
    """Whether there was no connection (urllib3 then gives a reason), or no answer on one."""
    cause = error.args[0] if error.args else None
    return "ct" if isinstance(error, requests.ConnectTimeout) or hasattr(cause, "reason") else "rt"


def _seconds(milliseconds: str | None, usual: float) -> float:
    return usual if milliseconds is None else int(milliseconds) / 1000
