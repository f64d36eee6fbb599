"""The console, ``/ops``: where ops staff edit the hours, in English and Japanese.

Pages are rendered on the server and work without JavaScript. Their actions are functions of :mod:`ivr.service`.
"""

import hashlib
import logging
from functools import cache, partial
from importlib.resources import files

from flask import Flask, abort, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from ivr.core.roles import Role
from ivr.store.carrier import Refusing, refusing
from ivr.store.db import UnconfirmedError, first_line, read
from ivr.web.ops import (  # noqa: F401 - each module adds its pages
    account,
    agency_pages,
    alerts,
    audit,
    benefit,
    call,
    call_backs,
    calls,
    confirmations,
    draft,
    history,
    holidays,
    hours,
    i18n,
    last_confirmed,
    lines,
    links,
    monthly,
    notices,
    overrides,
    palette,
    passkeys,
    people,
    plans,
    prompt,
    prompts,
    recordings,
    report_call_backs,
    report_figures,
    report_files,
    reports,
    sign_in,
    special_days,
    texts,
    today,
    troubles,
    week,
    what_if,
    words,
    words_draft,
)
from ivr.web.ops.console import Console, console, install, ops
from ivr.web.ops.guard import configure, may, open_to_all
from ivr.web.ops.i18n import _
from ivr.web.ops.kept import form_of, kept_at
from ivr.web.ops.navigation import navigation, own_path
from profiles import profile
from prompts import LANGUAGES
from prompts.load import CONSOLE_LANGUAGES
from schedules import DirectoryError

log = logging.getLogger(__name__)

__all__ = ["Console", "add_console"]


def add_console(app: Flask, parts: Console) -> None:
    """Add all pages of the console to an application; ``parts`` are what they use of it."""
    configure(app, parts.settings)
    install(app, parts)
    app.register_blueprint(ops)
    for each in (i18n.when, i18n.day, i18n.soon, i18n.clock, i18n.hours, i18n.days, i18n.notice_title):
        app.add_template_filter(each)
    app.add_template_global(_static, "static")  # for macros, which do not see the variables below


@ops.context_processor
def for_templates() -> dict[str, object]:
    """Return the variables of every template."""
    now = console().clock.now()
    timetable = console().timetable(now)
    return {
        "_": _,
        "ngettext": i18n.ngettext,
        "said": i18n.said,
        "language": i18n.language(),
        "languages": LANGUAGES,
        "language_name": i18n.language_name,
        "person": g.get("person"),
        "kept_at": kept_at,
        "may_edit": may(Role.EDITOR),
        "may_administer": may(Role.ADMIN),
        "navigation": navigation(),
        "held": timetable.in_force(now),
        "carrier_refuses": _carrier_refuses,
        "tour": console().tour,
        "line_name": i18n.line_name,
        "role_name": i18n.role_name,
        "scope_name": partial(i18n.scope_name, directory=timetable.directory),
        "now": now,
        "place": i18n.place(),
        "instead": i18n.instead(),
        "home": profile(),
        "csrf": _csrf_field,
    }


@ops.post("/language")
@open_to_all
def choose_language() -> ResponseReturnValue:
    """Store the chosen language in the session of the browser."""
    if request.form.get("language") in CONSOLE_LANGUAGES:
        session["language"] = request.form["language"]
    return redirect(own_path(request.form.get("next")), 303)


@ops.route("/<path:rest>")
def nowhere(rest: str) -> ResponseReturnValue:
    """Answer an unknown address with 404, as a page of the console."""
    abort(404)


@ops.errorhandler(HTTPException)
def refused(error: HTTPException) -> ResponseReturnValue:
    """Show an error as a page of the console, in the reader's language, that says what to do."""
    reason = _reasons().get(error.code or 500) or _("The request was rejected.")
    return render_template("ops/error.html", reason=reason), error.code or 500


@ops.errorhandler(SQLAlchemyError)
def no_database(error: SQLAlchemyError) -> ResponseReturnValue:
    """Say that the database does not answer."""
    log.error("a page of the console: the database does not answer: %s", first_line(error))
    g.setdefault("person", None)
    reason = _("The database does not answer. Calls continue with the cached hours. Try again in a minute.")
    return render_template("ops/error.html", reason=reason), 503


@ops.errorhandler(UnconfirmedError)
def unconfirmed(error: UnconfirmedError) -> ResponseReturnValue:
    """Say that the database waits for its standby before it confirms what was stored."""
    log.error("a page of the console: %s", error)
    g.setdefault("person", None)
    reason = _(
        "The database does not confirm that this is stored, because its standby is away. Calls continue. What you sent "
        "may be stored as soon as the standby is back: look before you send it again. Tell the people who run the "
        "service."
    )
    return render_template("ops/error.html", reason=reason), 503


@ops.errorhandler(DirectoryError)
def unreadable(error: DirectoryError) -> ResponseReturnValue:
    """Say that the published schedule is not valid, as after an upgrade that checks more."""
    log.error("a page of the console: the published schedule can't be read: %s", error)
    reason = _(
        "The published schedule can't be read: %(problem)s. The people who run the service must correct it.",
        problem=i18n.said(error),
    )
    return render_template("ops/error.html", reason=reason), 503


def _reasons() -> dict[int, str]:
    return {
        400: _("This form has expired. Go back, reload the page and try again."),
        403: _("Your account can view this but not change it. Ask an administrator for access."),
        404: _("Page not found."),
        405: _("This address accepts only its own form."),
        413: _("The upload is too large. Sound files can have up to 5 MB."),
    }


def _carrier_refuses() -> Refusing | None:
    """Return what the carrier says if it refuses us; None as well if the database does not answer."""
    try:
        return read(console().engine, refusing)
    except SQLAlchemyError:
        return None


def _csrf_field() -> Markup:
    token = Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
    found = g.get("person")
    return token + (
        Markup('<input type="hidden" name="form_of" value="{}">').format(form_of(found.name)) if found else ""
    )


def _static(name: str) -> str:
    return url_for("ops.static", filename=name, v=_version(name))


@cache
def _version(name: str) -> str:
    return hashlib.sha256(files(__name__).joinpath("static", name).read_bytes()).hexdigest()[:12]
