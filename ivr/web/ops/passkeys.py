"""Signing in with a passkey, and adding and removing one's own.

A challenge stays in the browser's signed cookie until it is answered. ``static/passkeys.js`` asks the browser, puts its
answer into a form of the page, and sends the form.
"""

from datetime import datetime

from flask import abort, jsonify, render_template, request, session
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.service.people.credentials import AccountError, PasskeyError, TooManyError
from ivr.service.people.passkeys import Challenge, check_called, new_challenge
from ivr.web.ops.account import account_page, back_to_account, recovery_page, unconfirmed
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import address, allowed, open_to_all, person
from ivr.web.ops.i18n import _, said
from ivr.web.ops.sign_in import come_in, refused_sign_in

_ASKED, _ALLOWED = "passkey_asked", "passkey_allowed"
"""In the session: the challenge of a sign-in; the one of a new passkey, after the password was right, and its name."""


@ops.get("/sign-in/passkey")
@open_to_all
def passkey_challenge() -> ResponseReturnValue:
    """Return what the browser is asked at sign-in."""
    if console().passkeys.site is None:
        abort(404)
    challenge = new_challenge(console().watch.now())
    session[_ASKED] = _kept(challenge)
    return jsonify(console().passkeys.to_prove(challenge))


@ops.post("/sign-in/passkey")
@open_to_all
def enter_by_passkey() -> ResponseReturnValue:
    """Sign in with a passkey."""
    challenge, answer = _challenge(*session.pop(_ASKED, ())), request.form.get("credential", "")
    agent, now = request.user_agent.string, console().watch.now()
    try:
        token, name = console().passkeys.sign_in(challenge, answer, address(), agent, now)
    except (PasskeyError, TooManyError) as error:
        return refused_sign_in(error)
    return come_in(token, name)


@ops.post("/account/passkeys")
@allowed(Role.VIEWER)
def name_passkey() -> ResponseReturnValue:
    """Check the password and the passkey's name, and show the page on which the browser makes the passkey."""
    called, challenge = " ".join(request.form.get("called", "").split()), new_challenge(console().watch.now())
    if refused := unconfirmed("passkey_password"):
        return refused
    try:
        check_called(called)
        options = console().passkeys.to_make(person().name, challenge)
    except AccountError as error:
        return account_page(passkey=said(error)), 422
    session[_ALLOWED] = [called, *_kept(challenge)]
    return render_template("ops/passkey.html", called=called, options=options)


@ops.post("/account/passkeys/add")
@allowed(Role.VIEWER)
def add_passkey() -> ResponseReturnValue:
    """Add the passkey that the browser has made."""
    me, now, answer = person(), console().watch.now(), request.form.get("credential", "")
    called, *kept = session.pop(_ALLOWED, ("",))
    try:
        codes = console().passkeys.add(me.name, called, _challenge(*kept), answer, now, me.session)
    except (AccountError, PasskeyError) as error:
        return account_page(passkey=said(error)), 422
    return recovery_page(codes) if codes else back_to_account(_("The passkey is added."))


@ops.post("/account/passkeys/remove")
@allowed(Role.VIEWER)
def remove_passkey() -> ResponseReturnValue:
    """Remove a passkey."""
    me = person()
    if refused := unconfirmed("passkey"):
        return refused
    try:
        console().passkeys.remove(me.name, request.form.get("passkey", ""), console().watch.now(), me.session)
    except AccountError as error:
        return account_page(passkey=said(error)), 422
    return back_to_account(_("The passkey is removed. Delete it on the device as well."))


def _kept(challenge: Challenge) -> tuple[str, str]:
    return challenge.text, challenge.made_at.isoformat()


def _challenge(text: str = "", made_at: str = "2000-01-01T00:00:00Z") -> Challenge:
    """Return the challenge that this browser has kept; without one, a challenge that has ended."""
    return Challenge(text, datetime.fromisoformat(made_at))
