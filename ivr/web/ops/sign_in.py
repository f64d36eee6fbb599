"""Signing in and out."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.service.people.credentials import SignInError, TooManyError, printable
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import address, leave, open_to_all, sign_in_as, token
from ivr.web.ops.i18n import said
from ivr.web.ops.known import known_browser, remember_browser
from ivr.web.ops.navigation import LONGEST_PATH, own_path
from sentences import SentenceError


@ops.get("/sign-in")
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Show the sign-in form."""
    return _form(request.args.get("next", ""))


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
        return refused_sign_in(error, printable(name))
    return come_in(made, name)


@ops.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    if known := token():
        console().accounts.sign_out(known, console().watch.now())
    leave()
    return redirect(url_for("ops.sign_in"), 303)


def come_in(token: str, name: str) -> ResponseReturnValue:
    """Start the session in the browser, and lead to the page that the form names."""
    sign_in_as(token)
    response = make_response(redirect(own_path(request.form.get("next")), 303))
    remember_browser(response, name)
    return response


def refused_sign_in(error: SentenceError, name: str = "") -> ResponseReturnValue:
    """Show the sign-in form, and why nobody was signed in."""
    return _form(request.form.get("next", ""), name, said(error)), 429 if isinstance(error, TooManyError) else 403


def _form(after: str, name: str = "", error: str = "") -> str:
    passkeys = console().passkeys.site is not None
    return render_template("ops/signin.html", name=name, error=error, next=after[:LONGEST_PATH], passkeys=passkeys)
