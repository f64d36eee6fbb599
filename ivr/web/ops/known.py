"""Browsers in which somebody has signed in before, marked by a cookie, in which guesses from elsewhere do not count."""

import secrets

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from ivr.store.accounts import digest, key_of

_FOR = 180 * 24 * 3600
"""Seconds for which a browser is known after a sign-in."""


def known_browser(name: str) -> str:
    """Return the id of this browser if somebody of this name has signed in with it; else an empty text."""
    try:
        whose, browser = _signer().loads(request.cookies.get(_cookie(), ""), max_age=_FOR)
    except (BadSignature, ValueError, TypeError):
        return ""
    return str(browser) if whose == digest(key_of(name)) else ""


def remember_browser(response: Response, name: str) -> None:
    """Mark this browser as one in which somebody has signed in. The cookie has a hash of the name, and a random id."""
    marked = _signer().dumps([digest(key_of(name)), known_browser(name) or secrets.token_hex(8)])
    config = current_app.config
    response.set_cookie(
        _cookie(),
        str(marked),
        max_age=_FOR,
        path=config["SESSION_COOKIE_PATH"],
        secure=config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}_known"


def _signer() -> URLSafeTimedSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeTimedSerializer(keys, salt="known browser")
