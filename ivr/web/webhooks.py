"""The webhooks: a WSGI application for the carrier's requests, without the pages' sessions, templates and forms.

Each request is checked first: its method, its size and shape, and the carrier's signature.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

from ivr.carrier.signature import SETTINGS_HEADER, Signature
from ivr.core.call.actions import Answer
from ivr.core.call.step import Call
from ivr.core.caller import Caller, identify
from ivr.core.requests import Refused
from ivr.web.headers import headers_of_all
from ivr.web.request import query_of
from ivr.web.traffic import Traffic

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST = 64 * 1024
"""Bytes of a body; a carrier's webhook has some two thousand."""
_MOST_FIELDS = 200
"""A carrier's webhook has some thirty."""
_METHODS = ("GET", "HEAD", "POST")
_FORM = "application/x-www-form-urlencoded"
_SPARE = "ErrorUrl"
"""The field by which the carrier names the webhook that has failed, when it calls the spare one (Twilio, "Availability
and Reliability")."""
_OUTBOUND = "outbound-api"
"""The ``Direction`` of a call that was made with the carrier's API."""
NOT_SIGNED = "not signed by the carrier: CARRIER, PUBLIC_URL and the signing key must be those that it uses"


@dataclass(frozen=True, slots=True)
class Hook:
    """A request that the carrier has signed; of a repeated field the first value. ``path`` starts with one slash."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]

    def field(self, name: str, longest: int = 64) -> str:
        """Return a form field without control characters, cut to ``longest`` characters; empty if it is missing."""
        text = self.form.get(name, "")[:longest]
        return (text if text.isprintable() else "".join(filter(str.isprintable, text))).strip()

    def caller(self, texted: tuple[str, ...]) -> Caller:
        """Return who calls, is called or texts; ``texted`` as in :func:`ivr.core.caller.identify`.

        In a call that the service has made the person is the one who is called (Twilio, "TwiML for Voice").
        """
        return _identified(self.field("To" if self.field("Direction") == _OUTBOUND else "From"), texted)


_identified = lru_cache(512)(identify)
"""A call has several steps, and each comes with its number."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. Without a body it has no content type; ``failed``: it is the one for the case that a step fails.

    ``step`` is what was asked and decided, if it answers a step of a call.
    """

    status: HTTPStatus = HTTPStatus.NO_CONTENT
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    failed: bool = False
    step: tuple[Call, Answer] | None = None


def xml(document: str, *, failed: bool = False, step: tuple[Call, Answer] | None = None) -> Reply:
    """Return a TwiML answer."""
    return Reply(HTTPStatus.OK, document, "text/xml; charset=utf-8", failed, step)


NOT_FOUND = Reply(HTTPStatus.NOT_FOUND, "there is no such webhook\n")


class Webhooks:
    """The application. It answers the paths whose first part is one of ``parts``, each by a function of its own.

    ``refused`` is told of each request that is not the carrier's, ``traffic`` of all others. With ``https`` the answers
    have the header of HSTS.
    """

    def __init__(
        self,
        signature: Signature,
        refused: Callable[[Refused], None],
        https: bool,
        parts: Mapping[str, Callable[[Hook], Reply]],
        traffic: Traffic | None = None,
    ) -> None:
        self._signature = signature
        self._signed = _key(signature.header)
        self._refused = refused
        self._headers = [*headers_of_all(https).items()]
        self.parts = parts
        self.traffic = traffic or Traffic({})

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        """Answer a request."""
        began = perf_counter()
        reply = self._reply(environ)
        if not 400 <= reply.status < 500:
            took = perf_counter() - began
            self.traffic.answered(environ.get("PATH_INFO", ""), took, failed=reply.failed)
        body, headers = reply.body.encode(), self._headers
        if body:
            headers = [*headers, ("Content-Type", reply.content_type), ("Content-Length", str(len(body)))]
        if reply.status is HTTPStatus.METHOD_NOT_ALLOWED:
            headers = [*headers, ("Allow", ", ".join(_METHODS))]
        start_response(f"{reply.status} {reply.status.phrase}", headers)
        return [body] if environ["REQUEST_METHOD"] != "HEAD" else []

    def _reply(self, environ: "WSGIEnvironment") -> Reply:
        method, written, query = environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""), query_of(environ)
        if method not in _METHODS:
            return Reply(HTTPStatus.METHOD_NOT_ALLOWED, "webhooks are requested by POST\n")
        posted = method == "POST"
        said = environ.get("CONTENT_LENGTH") or ""
        length = int(said[:18]) if posted and said.isascii() and said.isdigit() else 0
        if length > LARGEST:
            return Reply(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the request is too large\n")
        body = environ["wsgi.input"].read(length) if environ.get("CONTENT_TYPE", "").startswith(_FORM) else b""
        if max(body.count(b"&"), query.count("&")) >= _MOST_FIELDS:
            return Reply(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too many fields\n")
        form, address = fields_of(body.decode("utf-8", "replace")), quote(written, encoding="latin-1")
        if not self._is_signed(environ, posted, f"{address}?{query}" if query else address, form):
            return Reply(HTTPStatus.FORBIDDEN, f"{NOT_SIGNED}\n")
        path = f"/{written.lstrip('/')}"
        hook = Hook(method, path, _first(fields_of(query)), _first(form))
        if _SPARE in hook.form:
            self.traffic.asked_as_spare()
        return self.parts[part_of(path)](hook)

    def _is_signed(
        self, environ: "WSGIEnvironment", posted: bool, address: str, form: Sequence[tuple[str, str]]
    ) -> bool:
        given, settings = environ.get(self._signed), environ.get(_key(SETTINGS_HEADER))
        if posted:
            valid = self._signature.is_valid(address, form, given, settings)
        else:
            valid = self._signature.is_valid_get(address, given, settings)
        if not valid:
            self._refused(Refused.WRONG_SIGNATURE if given else Refused.UNSIGNED)
        return valid


def part_of(path: str) -> str:
    """Return the first part of a path."""
    return path.lstrip("/").partition("/")[0]


def fields_of(text: str) -> list[tuple[str, str]]:
    """Return the fields of a form or a query, as ``urllib.parse.parse_qsl`` with ``keep_blank_values``.

    That decodes each name and each value, of which most need no decoding, and takes four times as long.
    """
    return [_field(each) for each in text.split("&") if each]


def _field(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return (_decoded(name), _decoded(value)) if "%" in text or "+" in text else (name, value)


def _decoded(text: str) -> str:
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace") if "%" in text or "+" in text else text


def _first(fields: Sequence[tuple[str, str]]) -> dict[str, str]:
    return dict(reversed(fields))


def _key(header: str) -> str:
    """Return the name of a header in WSGI's environment (PEP 3333)."""
    return f"HTTP_{header.upper().replace('-', '_')}"
