"""Checks before every webhook: the carrier's signature, and the shape of the form and the query."""

from urllib.parse import quote

from flask import Blueprint, Response, abort, request

from ivr.carrier.signature import SETTINGS_HEADER, Signature
from ivr.web.refusals import Refused, note_refused

_MOST_FIELDS = 200
"""A carrier's webhook has some thirty."""


def guard(blueprint: Blueprint, signature: Signature) -> None:
    """Refuse requests that the carrier has not signed (403), or with too many fields (413).

    The fields are counted first, each value of a repeated one too: the check of a signature takes time for each.
    """

    @blueprint.before_request
    def check() -> None:
        query = request.query_string.decode("latin-1")
        if sum(map(len, request.form.listvalues())) > _MOST_FIELDS or query.count("&") >= _MOST_FIELDS:
            abort(Response("too many fields\n", 413, content_type="text/plain"))
        address = quote(request.path) + ("?" + query if query else "")
        signed, settings = request.headers.get(signature.header), request.headers.get(SETTINGS_HEADER)
        valid = (
            signature.is_valid_get(address, signed, settings)
            if request.method == "GET"
            else signature.is_valid(address, request.form, signed, settings)
        )
        if not valid:
            note_refused(Refused.WRONG_SIGNATURE if signed else Refused.UNSIGNED)
            reason = "not signed by the carrier: CARRIER, PUBLIC_URL and the signing key must be those that it uses\n"
            abort(Response(reason, 403, content_type="text/plain"))


def xml(document: str) -> Response:
    """Return a TwiML response."""
    return Response(document, content_type="text/xml; charset=utf-8")


def field(name: str, longest: int = 64) -> str:
    """Return a form field without control characters, cut to ``longest`` characters; empty if it is missing."""
    return "".join(filter(str.isprintable, request.form.get(name, "")[:longest])).strip()
