"""Signing in and out, and one's own account: password, second factor, sessions."""

import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from ivr.core.roles import Role
from ivr.service.people import second_factor as second_factor_codes
from ivr.service.people.credentials import AccountError, SignInError, TooManyError
from ivr.web.ops.console import Console
from ivr.web.ops.guard import address, allowed, leave, open_to_all, person, sign_in_as, token
from ivr.web.ops.i18n import _, said
from ivr.web.ops.navigation import own_path

_PENDING = "pending_second_factor"


def signin_pages(blueprint: Blueprint, desk: Console) -> None:
    """Sign in and out."""

    @blueprint.get("/sign-in")
    @open_to_all
    def sign_in() -> ResponseReturnValue:
        return render_template("ops/signin.html", name="", error="", next=request.args.get("next", ""))

    @blueprint.post("/sign-in")
    @open_to_all
    def enter() -> ResponseReturnValue:
        form, now = request.form, desk.watch.now()
        name = form.get("name", "")
        try:
            made = desk.accounts.sign_in(
                name, form.get("password", ""), form.get("code", ""), address(), request.user_agent.string, now
            )
        except (SignInError, TooManyError) as error:
            status = 429 if isinstance(error, TooManyError) else 403
            page = render_template("ops/signin.html", name=name, error=said(error), next=form.get("next", ""))
            return page, status
        sign_in_as(made)
        return redirect(own_path(form.get("next")), 303)

    @blueprint.post("/sign-out")
    @open_to_all
    def sign_out() -> ResponseReturnValue:
        if known := token():
            desk.accounts.sign_out(known, desk.watch.now())
        leave()
        return redirect(url_for("ops.sign_in"), 303)

    _account_pages(blueprint, desk)


def _account_pages(blueprint: Blueprint, desk: Console) -> None:
    @blueprint.get("/account")
    def account() -> ResponseReturnValue:
        return _account(desk)

    @blueprint.post("/account/password")
    @allowed(Role.VIEWER)
    def change_password() -> ResponseReturnValue:
        me, form = person(), request.form
        if not _knows_password(desk, form.get("current", "")):
            return _account(desk, error_current=_("The current password is wrong.")), 422
        if form.get("password", "") != form.get("again", ""):
            return _account(desk, error_again=_("The new passwords do not match.")), 422
        try:
            desk.accounts.set_password(me.name, form.get("password", ""), me.name, desk.watch.now(), me.session)
        except AccountError as error:
            return _account(desk, error_password=said(error)), 422
        return _back(_("Password changed. Your other sessions have ended."))

    @blueprint.post("/account/sessions/end")
    @allowed(Role.VIEWER)
    def end_session() -> ResponseReturnValue:
        me, only = person(), request.form.get("session") or None
        but = None if only else me.session
        desk.accounts.end_sessions(me.name, me.name, desk.watch.now(), only=only, but=but)
        return _back(_("Session ended."))

    _second_factor_pages(blueprint, desk)


def _second_factor_pages(blueprint: Blueprint, desk: Console) -> None:
    @blueprint.post("/account/second-factor")
    @allowed(Role.VIEWER)
    def second_factor() -> ResponseReturnValue:
        me, secret = person(), session.get(_PENDING, "")
        try:
            codes = desk.accounts.turn_on(me.name, secret, request.form.get("code", ""), desk.watch.now(), me.session)
        except AccountError as error:
            return _account(desk, error_code=said(error)), 422
        session.pop(_PENDING, None)
        return render_template("ops/recovery.html", codes=codes)

    @blueprint.post("/account/second-factor/off")
    @allowed(Role.VIEWER)
    def second_factor_off() -> ResponseReturnValue:
        if not _knows_password(desk, request.form.get("current", "")):
            return _account(desk, error_off=_("The current password is wrong.")), 422
        me = person()
        desk.accounts.turn_off(me.name, me.name, desk.watch.now(), me.session)
        return _back(_("Your second factor is off."))

    @blueprint.post("/account/recovery-codes")
    @allowed(Role.VIEWER)
    def recovery_codes() -> ResponseReturnValue:
        if desk.accounts.account(person().name).second_factor is None:
            return redirect(url_for("ops.account"), 303)
        return render_template(
            "ops/recovery.html", codes=desk.accounts.new_recovery_codes(person().name, desk.watch.now())
        )


def _account(desk: Console, **errors: str) -> str:
    me, now = person(), desk.watch.now()
    account = desk.accounts.account(me.name)
    secret = ""
    if account.second_factor is None:
        # Kept in the browser's signed cookie until its code has been seen; nothing depends on it before.
        secret = session.setdefault(_PENDING, second_factor_codes.new_secret())
    return render_template(
        "ops/account.html",
        account=account,
        sessions=desk.accounts.sessions(me.name, now),
        codes_left=desk.accounts.recovery_codes_left(me.name),
        secret=secret,
        qr=_qr(second_factor_codes.address_of(me.name, secret)) if secret else "",
        **{"error_current": "", "error_password": "", "error_again": "", "error_code": "", "error_off": "", **errors},
    )


def _knows_password(desk: Console, password: str) -> bool:
    """Asks for the password again, since somebody else may use a browser that is signed in."""
    return desk.accounts.is_password(person().name, password)


def _qr(text: str) -> Markup:
    drawn = segno.make(text, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass="qr")
    return Markup(drawn)  # noqa: S704 - drawn here, of black and white squares


def _back(message: str) -> ResponseReturnValue:
    flash(message, "done")
    return redirect(url_for("ops.account"), 303)
