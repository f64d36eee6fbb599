"""Signing in and out, and one's own account: password, second factor, sessions."""

import segno
from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from ivr.core.roles import Role
from ivr.service.people import second_factor as second_factor_codes
from ivr.service.people.credentials import AccountError, SignInError, TooManyError, WrongPasswordError, printable
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import address, allowed, leave, open_to_all, person, sign_in_as, token
from ivr.web.ops.i18n import _, said
from ivr.web.ops.known import known_browser, remember_browser
from ivr.web.ops.navigation import LONGEST_PATH, own_path

_PENDING = "pending_second_factor"


@ops.get("/sign-in")
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Show the sign-in form."""
    return render_template("ops/signin.html", name="", error="", next=request.args.get("next", "")[:LONGEST_PATH])


@ops.post("/sign-in")
@open_to_all
def enter() -> ResponseReturnValue:
    """Sign in."""
    form, now = request.form, console().watch.now()
    name = form.get("name", "")
    try:
        made = console().accounts.sign_in(
            name,
            form.get("password", ""),
            form.get("code", ""),
            address(),
            request.user_agent.string,
            now,
            known_browser(name),
        )
    except (SignInError, TooManyError) as error:
        status = 429 if isinstance(error, TooManyError) else 403
        shown, after = printable(name), form.get("next", "")[:LONGEST_PATH]
        page = render_template("ops/signin.html", name=shown, error=said(error), next=after)
        return page, status
    sign_in_as(made)
    response = make_response(redirect(own_path(form.get("next")), 303))
    remember_browser(response, name)
    return response


@ops.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    if known := token():
        console().accounts.sign_out(known, console().watch.now())
    leave()
    return redirect(url_for("ops.sign_in"), 303)


@ops.get("/account")
def account() -> ResponseReturnValue:
    """Show the person's own account."""
    return _account()


@ops.post("/account/password")
@allowed(Role.VIEWER)
def change_password() -> ResponseReturnValue:
    """Change the person's own password."""
    me, form = person(), request.form
    if refused := _unconfirmed("current"):
        return refused
    if form.get("password", "") != form.get("again", ""):
        return _account(again=_("The new passwords do not match.")), 422
    if form.get("password", "") == form.get("current", ""):
        return _account(password=_("This is your password already.")), 422
    try:
        console().accounts.set_password(me.name, form.get("password", ""), me.name, console().watch.now(), me.session)
    except AccountError as error:
        return _account(password=said(error)), 422
    return _back(_("Password changed. Your other sessions have ended."))


@ops.post("/account/sessions/end")
@allowed(Role.VIEWER)
def end_session() -> ResponseReturnValue:
    """End one of the person's sessions, or all others."""
    me, only = person(), request.form.get("session") or None
    but = None if only else me.session
    console().accounts.end_sessions(me.name, me.name, console().watch.now(), only=only, but=but)
    return _back(_("Session ended."))


@ops.post("/account/second-factor")
@allowed(Role.VIEWER)
def second_factor() -> ResponseReturnValue:
    """Turn on the second factor."""
    me, secret = person(), session.get(_PENDING, "")
    if refused := _unconfirmed("on"):
        return refused
    try:
        codes = console().accounts.turn_on(
            me.name, secret, request.form.get("code", ""), console().watch.now(), me.session
        )
    except AccountError as error:
        return _account(code=said(error)), 422
    session.pop(_PENDING, None)
    return render_template("ops/recovery.html", codes=codes)


@ops.post("/account/second-factor/off")
@allowed(Role.VIEWER)
def second_factor_off() -> ResponseReturnValue:
    """Turn off the second factor."""
    if refused := _unconfirmed("off"):
        return refused
    me = person()
    console().accounts.turn_off(me.name, me.name, console().watch.now(), me.session)
    return _back(_("Your second factor is off."))


@ops.post("/account/recovery-codes")
@allowed(Role.VIEWER)
def recovery_codes() -> ResponseReturnValue:
    """Make new recovery codes and show them once."""
    if console().accounts.account(person().name).second_factor is None:
        return redirect(url_for("ops.account"), 303)
    if refused := _unconfirmed("codes"):
        return refused
    return render_template(
        "ops/recovery.html", codes=console().accounts.new_recovery_codes(person().name, console().watch.now())
    )


def _account(**errors: str) -> str:
    me, now = person(), console().watch.now()
    account = console().accounts.account(me.name)
    secret = ""
    if account.second_factor is None:
        # The secret stays in the browser's signed cookie until a code of it was checked. It is not in use before.
        secret = session.setdefault(_PENDING, second_factor_codes.new_secret())
    return render_template(
        "ops/account.html",
        account=account,
        sessions=console().accounts.sessions(me.name, now),
        codes_left=console().accounts.recovery_codes_left(me.name),
        secret=secret,
        qr=_qr(second_factor_codes.address_of(me.name, secret)) if secret else "",
        error=errors,
    )


def _unconfirmed(field: str) -> ResponseReturnValue | None:
    """Return the page that says at a field why the password in the form is not accepted; None if it is right."""
    try:
        console().accounts.confirm(person().name, request.form.get("current", ""), address(), console().watch.now())
    except (WrongPasswordError, TooManyError) as error:
        status = 429 if isinstance(error, TooManyError) else 422
        return _account(**{field: said(error)}), status
    return None


def _qr(text: str) -> Markup:
    drawn = segno.make(text, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass="qr")
    return Markup(drawn)  # noqa: S704 - drawn here, of black and white squares


def _back(message: str) -> ResponseReturnValue:
    flash(message, "done")
    return redirect(url_for("ops.account"), 303)
