"""Checks before every page of the console: session, role, and the form's token.

Nothing is open by default: a view needs a signed-in person, and a view that changes
something is refused until it names a role.
"""

import hmac
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from ivr.core.requests import Refused
from ivr.core.roles import Role
from ivr.privacy import is_whole
from ivr.service.people.signing_in import Person
from ivr.settings import Settings
from ivr.web.ops.console import console, ops
from ivr.web.ops.kept import fill_again, keep_form, lasting, remember
from ivr.web.refusals import note_refused

log = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

_SESSION = "signed_in"
_LARGEST_FORM = 256 * 1024
"""Bytes; a notice in fourteen languages has some forty thousand."""
_LARGEST_OPEN_FORM = 16 * 1024
"""Bytes of a form that anybody may send: a name, a password, a code, and the page to return to."""
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Referrer-Policy": "same-origin",
}
"""The headers in which the console differs from other answers."""
_FIRST_STEPS = ("ops.account", "ops.change_password", "ops.second_factor", "ops.name_passkey", "ops.add_passkey")
"""The views of somebody who has to change the password or to set up a second factor."""
_FOR_EVER = "public, max-age=31536000, immutable"

_csrf = CSRFProtect()


def allowed(role: Role, largest: int = _LARGEST_FORM, *, kept: bool = True) -> Callable[[View], View]:
    """Set the role that a view needs, its largest request in bytes, and whether its form is kept if a session ends."""
    return _marked(role=role, largest=largest, kept=kept)


def open_to_all(view: View) -> View:
    """Mark a view that needs no sign-in."""
    return _marked(open=True, largest=_LARGEST_OPEN_FORM)(view)


def person() -> Person:
    """Return the signed-in person, in a view that needs one."""
    found: Person | None = g.get("person")
    assert found is not None, "a view that is open to all has nobody signed in"
    return found


def may(role: Role) -> bool:
    """Whether the signed-in person has the rights of a role, to hide what they can't use.

    A view must still name its role with :func:`allowed`.
    """
    found: Person | None = g.get("person")
    return found is not None and found.role.covers(role)


def sign_in_as(token: str) -> None:
    """Start a new session in the browser."""
    leave()
    session[_SESSION] = token


def leave() -> None:
    """End the browser's session. The language stays, and who it was, in case that a form is still open."""
    stays = lasting()
    if chosen := session.get("language"):
        stays["language"] = chosen
    session.clear()
    session.update(stays)


def token() -> str | None:
    """Return the token of the browser's session, or None."""
    return session.get(_SESSION)


def address() -> str:
    """Return the IP address of the client; behind trusted proxies (TRUSTED_PROXIES), the one that they report."""
    return request.remote_addr or ""


@ops.before_request
def check() -> ResponseReturnValue | None:
    """Refuse a request whose session, role or CSRF token is wrong."""
    marks = getattr(current_app.view_functions[request.endpoint or ""], "marks", {})
    request.max_content_length = marks.get("largest", _LARGEST_FORM)
    if request.endpoint == "ops.static":
        return None
    known = token()
    now = console().watch.now()
    g.person = console().accounts.person(known, now) if known else None
    keeps = marks.get("kept", False)
    if g.person is None and not marks.get("open"):
        here = request.full_path.rstrip("?") if request.method == "GET" else keep_form(now) if keeps else None
        return _led_to("ops.sign_in", next=here)
    if g.person:
        remember(g.person.name)
    try:
        _check_form()
    except CSRFError:
        if g.person and keeps and (again := keep_form(now)):
            return redirect(again, 303)
        raise
    if g.person and g.person.owes and not marks.get("open") and request.endpoint not in _FIRST_STEPS:
        if keeps:
            keep_form(now)
        return _led_to("ops.account")
    if not marks.get("open") and not may(_needed(marks)):
        log.warning("refused to %s (%s): %s %s", g.person.name, g.person.role, request.method, request.endpoint)
        abort(403)
    return None


@ops.after_request
def add_headers(response: Response) -> Response:
    """Add the console's own headers, and fill in a form that is kept. Only versioned static files may be cached."""
    if found := g.get("person"):
        fill_again(response, found.name, console().watch.now())
    response.headers.update(_HEADERS)
    versioned = request.endpoint == "ops.static" and "v" in request.args
    response.headers["Cache-Control"] = _FOR_EVER if versioned else "no-store"
    return response


def _check_form() -> None:
    """Refuse a form without its CSRF token."""
    try:
        _csrf.protect()
    except CSRFError:
        note_refused(Refused.FORM)
        raise


def _needed(marks: dict[str, Any]) -> Role:
    """Return the role that a view needs; by default VIEWER. A view that changes something must name one, else 403."""
    if "role" not in marks and request.method not in ("GET", "HEAD", "OPTIONS"):
        abort(403)
    return Role(marks.get("role", Role.VIEWER))


def _marked(**marks: Any) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.marks = marks  # type: ignore[attr-defined]
        return view

    return mark


def _led_to(view: str, **values: Any) -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": url_for(view)})
    return redirect(url_for(view, **values), 303)


def configure(app: Flask, settings: Settings) -> None:
    """Set up sessions and CSRF protection: one cookie, signed with keys from SECRET_KEY.

    On HTTPS its name starts with ``__Host-``. Browsers take such a cookie from no other host and only for the path
    ``/``, so that no neighbour of the same domain can plant one (RFC 6265bis, section 4.1.3). On HTTP, as in the demo,
    browsers refuse that name.
    """
    secure = settings.public_url.startswith("https:")
    app.config.update(
        SECRET_KEY=_cookie_key(settings.secret_key),
        SECRET_KEY_FALLBACKS=[_cookie_key(key) for key in settings.old_secret_keys if is_whole(key)],
        SESSION_COOKIE_NAME="__Host-tsunagu_console" if secure else "tsunagu_console",
        SESSION_COOKIE_PATH="/" if secure else "/ops",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_CHECK_DEFAULT=False,  # webhooks are signed by the carrier; the console's forms are checked above
        WTF_CSRF_TIME_LIMIT=None,  # a form stays valid as long as its session
        WTF_CSRF_SSL_STRICT=secure,
    )
    _csrf.init_app(app)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies
        )


def _cookie_key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"cookies of the console", "sha256")
