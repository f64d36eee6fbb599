"""`/.well-known/security.txt`: whom to tell of a weakness of the service (RFC 9116)."""

from datetime import timedelta

from flask import Blueprint, Response, abort

from ivr.clock import Clock
from ivr.web.caching import public_answer

_VALID = timedelta(days=180)
"""RFC 9116 advises less than a year."""
_FRESH = 86_400
"""Seconds."""


def security_txt_blueprint(contact: str, site: str, clock: Clock) -> Blueprint:
    """Return the blueprint. ``contact`` is a web address or `mailto:`; if it is empty, the answer is 404."""
    blueprint = Blueprint("security_txt", __name__)

    @blueprint.get("/.well-known/security.txt")
    def security_txt() -> Response:
        if not contact:
            abort(404)
        lines = {
            "Contact": contact,
            "Expires": f"{clock.now() + _VALID:%Y-%m-%dT00:00:00Z}",
            "Preferred-Languages": "en, ja",
            "Canonical": f"{site}/.well-known/security.txt",
        }
        text = "".join(f"{name}: {value}\n" for name, value in lines.items())
        return public_answer(text.encode(), "text/plain; charset=utf-8", _FRESH)

    return blueprint
