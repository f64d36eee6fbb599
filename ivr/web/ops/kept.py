"""Nothing typed is lost: a form that was sent when its session had ended is filled in again after signing in.

What was typed is kept for a day, encrypted, for the same person only. It is shown in its form to be looked at, never
sent by itself. Passwords, codes and files are not kept.
"""

import base64
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import Response, current_app, render_template, request, session, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from ivr.store import kept as store
from ivr.store.accounts import digest, key_of
from ivr.store.db import read, write
from ivr.web.ops.console import console
from ivr.web.ops.filling import Fields, fill

_WHOSE, _WHERE = "was", "kept"
"""Keys in the session, which outlive signing out: a digest of the name of who was signed in; whose form is kept where.
"""
_FORM_OF = "form_of"
"""The field of every form that says, signed, for whom the page was made."""
_SECRET = ("password", "secret", "recovery", "credential")
_SECRET_NAMES = ("code", "again", "current", "csrf_token", _FORM_OF)
_LONGEST = 1000
"""Characters of an address of a page."""


@dataclass(frozen=True)
class Typed:
    """A form that was sent: to which address, from which page, with which fields; whether it had files."""

    action: str
    page: str
    fields: list[tuple[str, str]]
    files: bool


def remember(name: str) -> None:
    """Mark in the session who is signed in, so that what they type later is kept for them."""
    if session.get(_WHOSE) != (whose := digest(key_of(name))):
        session[_WHOSE] = whose


def lasting() -> dict[str, str]:
    """Return what of the session outlives its end."""
    return {name: session[name] for name in (_WHOSE, _WHERE) if name in session}


def form_of(name: str) -> str:
    """Return the value of the field that says for whom a form was made."""
    return str(_signer().dumps(digest(key_of(name))))


def keep_form(now: datetime) -> str | None:
    """Keep the form of this request, and return the address at which it is filled in again; None if there is none.

    Only a form that a page of ours has sent is kept, and only in a browser in which somebody has been signed in: for
    whom the page was made, who need not be the one who is signed in by now.
    """
    whose = _typed_by() if session.get(_WHOSE) else None
    if request.method != "POST" or not whose or not _is_ours() or not request.accept_mimetypes.quality("text/html"):
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if not _is_secret(name)]
    typed = Typed(_without_kept(request.full_path), _without_kept(_page()), fields, bool(request.files))
    sealed = _fernet().encrypt(json.dumps(asdict(typed)).encode()).decode()
    try:
        kept_id = write(console().engine, store.keep, whose, sealed, now)
    except SQLAlchemyError:
        return None
    where = f"{typed.page}{'&' if '?' in typed.page else '?'}{urlencode({'kept': kept_id})}#kept"
    session[_WHERE] = [whose, where]
    return where if whose == session[_WHOSE] else None


def kept_at(name: str) -> str | None:
    """Return the address at which a person can look at a form that is kept; None if there is none or they have."""
    whose, where = session.get(_WHERE) or ("", "")
    return str(where) if whose == digest(key_of(name)) else None


def fill_again(response: Response, name: str, now: datetime) -> None:
    """Fill in the form that is kept, if the address of the page names one and it is the person's own."""
    kept_id = request.args.get("kept")
    if not kept_id or response.mimetype != "text/html" or response.status_code != 200:
        return
    try:
        sealed = read(console().engine, store.kept_form, kept_id, digest(key_of(name)), now)
    except SQLAlchemyError:  # the page is there, and the form can be looked at later
        return
    typed = _unsealed(sealed) if sealed else None
    if typed is None:
        return
    session.pop(_WHERE, None)

    def note(lost: Fields) -> str:
        return render_template("ops/kept.html", lost=lost, files=typed.files)

    page = response.get_data(as_text=True)
    filled = fill(page, typed.page, typed.action, typed.fields, note)
    response.set_data(filled or page.replace("<h1>", note([each for each in typed.fields if each[1]]) + "<h1>", 1))


def _unsealed(sealed: str) -> Typed | None:
    try:
        found = json.loads(_fernet().decrypt(sealed.encode()))
    except InvalidToken:  # SECRET_KEY has been changed since
        return None
    return Typed(**{**found, "fields": [(name, value) for name, value in found["fields"]]})


def _without_kept(address: str) -> str:
    """Return an address without the name of a form that was kept before."""
    parts = urlsplit(address)
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query, True) if name != "kept"])
    return f"{parts.path}?{query}" if query else parts.path


def _typed_by() -> str | None:
    """Return a digest of the name of the person for whom the page of the form was made."""
    try:
        return str(_signer().loads(request.form.get(_FORM_OF, "")))
    except BadSignature:
        return None


def _signer() -> URLSafeSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt="form of")


def _is_secret(name: str) -> bool:
    return name in _SECRET_NAMES or any(part in name.lower() for part in _SECRET)


def _is_ours() -> bool:
    """Whether a page of this console has sent the request, not one of somebody else: its CSRF token is not valid."""
    hosts = {request.host, urlsplit(console().settings.public_url).netloc}
    return urlsplit(request.headers.get("Origin", "")).netloc in hosts


def _page() -> str:
    """Return the page that the form is on: the one that sent it, or else the nearest one above its address."""
    sent = urlsplit(request.referrer or "")
    sent_from = f"{sent.path}?{sent.query}" if sent.query else sent.path
    path = request.path
    for each in (sent_from, request.form.get("next", "")):
        if each.startswith("/ops/") and len(each) <= _LONGEST and _is_page(each):
            return each
    while not _is_page(path):
        path = path.rpartition("/")[0]
    return path if path.startswith("/ops/") else url_for("ops.today")


def _is_page(address: str) -> bool:
    if address in ("", "/ops"):
        return True
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None, "there is a request"
    try:
        endpoint, _ = adapter.match(urlsplit(address).path, method="GET")
    except HTTPException:
        return False
    return endpoint not in ("ops.nowhere", "ops.sign_in")


def _fernet() -> MultiFernet:
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    derived = (hmac.digest(key, b"what is typed into forms", "sha256") for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(each)) for each in derived])
