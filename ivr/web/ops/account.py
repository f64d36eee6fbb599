"""One's own account: password, second factor, recovery codes, sessions. Passkeys: :mod:`ivr.web.ops.passkeys`."""

from urllib.parse import urlsplit

import segno
from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from ivr.core.roles import Role
from ivr.service.people import second_factor as second_factor_codes
from ivr.service.people.credentials import AccountError, TooManyError, WrongPasswordError
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import address, allowed, person
from ivr.web.ops.i18n import _, said

_PENDING = "pending_second_factor"


@ops.get("/account")
def account() -> ResponseReturnValue:
    """Show the person's own account."""
    return account_page()


@ops.post("/account/password")
@allowed(Role.VIEWER)
def change_password() -> ResponseReturnValue:
    """Change the person's own password."""
    me, form = person(), request.form
    if refused := unconfirmed("current"):
        return refused
    if form.get("password", "") != form.get("again", ""):
        return account_page(again=_("The new passwords do not match.")), 422
    if form.get("password", "") == form.get("current", ""):
        return account_page(password=_("This is your password already.")), 422
    try:
        console().accounts.set_password(me.name, form.get("password", ""), me.name, console().watch.now(), me.session)
    except AccountError as error:
        return account_page(password=said(error)), 422
    return back_to_account(_("Password changed. Your other sessions have ended."))


@ops.post("/account/sessions/end")
@allowed(Role.VIEWER)
def end_session() -> ResponseReturnValue:
    """End one of the person's sessions, or all others."""
    me, only = person(), request.form.get("session") or None
    but = None if only else me.session
    console().accounts.end_sessions(me.name, me.name, console().watch.now(), only=only, but=but)
    return back_to_account(_("Session ended."))


@ops.post("/account/second-factor")
@allowed(Role.VIEWER)
def second_factor() -> ResponseReturnValue:
    """Turn on the second factor."""
    me, secret = person(), session.get(_PENDING, "")
    if refused := unconfirmed("on"):
        return refused
    try:
        codes = console().accounts.turn_on(
            me.name, secret, request.form.get("code", ""), console().watch.now(), me.session
        )
    except AccountError as error:
        return account_page(code=said(error)), 422
    session.pop(_PENDING, None)
    return recovery_page(codes)


@ops.post("/account/second-factor/off")
@allowed(Role.VIEWER)
def second_factor_off() -> ResponseReturnValue:
    """Turn off the second factor."""
    if refused := unconfirmed("off"):
        return refused
    me = person()
    console().accounts.turn_off(me.name, me.name, console().watch.now(), me.session)
    return back_to_account(_("Your second factor is off."))


@ops.post("/account/recovery-codes")
@allowed(Role.VIEWER)
def recovery_codes() -> ResponseReturnValue:
    """Make new recovery codes and show them once."""
    if not console().accounts.account(person().name).protected:
        return redirect(url_for("ops.account"), 303)
    if refused := unconfirmed("codes"):
        return refused
    return recovery_page(console().accounts.new_recovery_codes(person().name, console().watch.now()))


def recovery_page(codes: list[str]) -> str:
    """Return the page that shows new recovery codes once."""
    service = urlsplit(console().settings.public_url).netloc
    return render_template("ops/recovery.html", codes=codes, made=console().watch.now(), service=service)


def account_page(**errors: str) -> str:
    """Return the page of the person's own account, with what is wrong at its fields."""
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
        passkeys=console().passkeys.of(me.name),
        passkeys_work=console().passkeys.site is not None,
        public_url=console().settings.public_url,
        secret=secret,
        qr=_qr(second_factor_codes.address_of(me.name, secret)) if secret else "",
        error=errors,
    )


def unconfirmed(field: str) -> ResponseReturnValue | None:
    """Return the page that says at a field why the password in the form is not accepted; None if it is right."""
    try:
        console().accounts.confirm(person().name, request.form.get("current", ""), address(), console().watch.now())
    except (WrongPasswordError, TooManyError) as error:
        status = 429 if isinstance(error, TooManyError) else 422
        return account_page(**{field: said(error)}), status
    return None


def back_to_account(message: str) -> ResponseReturnValue:
    """Return to the page of the account, with a message of what was done."""
    flash(message, "done")
    return redirect(url_for("ops.account"), 303)


def _qr(text: str) -> Markup:
    drawn = segno.make(text, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass="qr")
    return Markup(drawn)  # noqa: S704 - drawn here, of black and white squares
