"""The page of a link by which somebody chooses a password. Whoever has the link sees it, and signs in afterwards."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.service.people.credentials import AccountError, LinkError, TooManyError
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import address, open_to_all
from ivr.web.ops.i18n import _, said
from sentences import SentenceError


@ops.get("/link/<token>")
@open_to_all
def link(token: str) -> ResponseReturnValue:
    """Show the form for the new password. Nothing changes, since programs open links as well."""
    try:
        return _form(console().links.whose(token, address(), console().watch.now()))
    except (LinkError, TooManyError) as error:
        return _invalid(error)


@ops.post("/link/<token>")
@open_to_all
def choose_password(token: str) -> ResponseReturnValue:
    """Change the password, and lead to the sign-in form."""
    links, form, now = console().links, request.form, console().watch.now()
    try:
        name = links.whose(token, address(), now)
        if form.get("password", "") != form.get("again", ""):
            return _form(name, again=_("The new passwords do not match.")), 422
        links.choose(token, form.get("password", ""), address(), now)
    except AccountError as error:
        return _form(name, password=said(error)), 422
    except (LinkError, TooManyError) as error:
        return _invalid(error)
    flash(_("Your password is set. Sign in with it."), "done")
    return redirect(url_for("ops.sign_in"), 303)


def _form(name: str, **errors: str) -> str:
    return render_template("ops/link.html", name=name, error=errors)


def _invalid(error: SentenceError) -> ResponseReturnValue:
    page = render_template("ops/link.html", name="", error={"link": said(error)})
    return page, 429 if isinstance(error, TooManyError) else 404
