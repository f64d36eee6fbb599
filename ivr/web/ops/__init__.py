"""The console, ``/ops``: where ops staff edit the hours, in English and Japanese.

Pages are rendered here and work without JavaScript; what a page does is a use-case of :mod:`ivr.service`.
"""

import hashlib
import logging
from functools import cache, partial
from importlib.resources import files

from flask import Blueprint, abort, g, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from ivr.core.roles import Role
from ivr.store.db import first_line
from ivr.web.ops import i18n as words
from ivr.web.ops.audit import audit_pages
from ivr.web.ops.calls import calls_pages
from ivr.web.ops.console import Console
from ivr.web.ops.draft import draft_pages
from ivr.web.ops.guard import guard, may, open_to_all
from ivr.web.ops.history import history_pages
from ivr.web.ops.hours import hours_pages
from ivr.web.ops.i18n import _
from ivr.web.ops.navigation import navigation, own_path
from ivr.web.ops.notices import notices_pages
from ivr.web.ops.overrides import override_pages
from ivr.web.ops.people import people_pages
from ivr.web.ops.prompts import prompts_pages
from ivr.web.ops.recordings import recordings_pages
from ivr.web.ops.reports import reports_pages
from ivr.web.ops.sign_in import signin_pages
from ivr.web.ops.special_days import special_pages
from ivr.web.ops.texts import texts_pages
from ivr.web.ops.today import today_pages
from ivr.web.ops.what_if import whatif_pages
from prompts import LANGUAGES
from prompts.load import CONSOLE_LANGUAGES

_PAGES = (
    signin_pages,
    today_pages,
    hours_pages,
    special_pages,
    draft_pages,
    history_pages,
    override_pages,
    whatif_pages,
    prompts_pages,
    recordings_pages,
    notices_pages,
    calls_pages,
    texts_pages,
    reports_pages,
    people_pages,
    audit_pages,
)

log = logging.getLogger(__name__)


def ops_blueprint(desk: Console) -> Blueprint:
    """All pages of the console."""
    blueprint = Blueprint(
        "ops",
        __name__,
        url_prefix="/ops",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    guard(blueprint, desk)
    for pages in _PAGES:
        pages(blueprint, desk)

    _shared(blueprint, desk)
    _errors(blueprint)
    return blueprint


def _shared(blueprint: Blueprint, desk: Console) -> None:
    """What every template can use."""

    @blueprint.context_processor
    def context() -> dict[str, object]:
        now = desk.clock.now()
        timetable = desk.timetable(now)
        return {
            "_": _,
            "ngettext": words.ngettext,
            "said": words.said,
            "language": words.language(),
            "languages": LANGUAGES,
            "language_name": words.language_name,
            "person": g.get("person"),
            "may_edit": may(Role.EDITOR),
            "may_administer": may(Role.ADMIN),
            "navigation": navigation(),
            "held": timetable.in_force(now),
            "line_name": words.line_name,
            "role_name": words.role_name,
            "scope_name": partial(words.scope_name, directory=timetable.directory),
            "now": now,
            "csrf": _csrf_field,
            "static": _static,
        }

    @blueprint.record_once
    def filters(state: BlueprintSetupState) -> None:
        for each in (words.when, words.day, words.clock, words.hours):
            state.app.add_template_filter(each)

    @blueprint.post("/language")
    @open_to_all
    def choose_language() -> ResponseReturnValue:
        if request.form.get("language") in CONSOLE_LANGUAGES:
            session["language"] = request.form["language"]
        return redirect(own_path(request.form.get("next")), 303)


def _errors(blueprint: Blueprint) -> None:
    """Every error is a page of the console, in the reader's language, that says what to do."""

    @blueprint.route("/<path:rest>")
    def nowhere(rest: str) -> ResponseReturnValue:
        abort(404)

    @blueprint.errorhandler(HTTPException)
    def refused(error: HTTPException) -> ResponseReturnValue:
        reason = _reasons().get(error.code or 500) or _("The request was rejected.")
        return render_template("ops/error.html", reason=reason), error.code or 500

    @blueprint.errorhandler(SQLAlchemyError)
    def no_database(error: SQLAlchemyError) -> ResponseReturnValue:
        log.error("a page of the console: the database does not answer: %s", first_line(error))
        g.setdefault("person", None)
        reason = _("The database does not answer. Calls continue with the cached hours. Try again in a minute.")
        return render_template("ops/error.html", reason=reason), 503


def _reasons() -> dict[int, str]:
    return {
        400: _("This form has expired. Go back, reload the page and try again."),
        403: _("Your account can view this but not change it. Ask an administrator for access."),
        404: _("Page not found."),
        405: _("This address accepts only its own form."),
        413: _("The upload is too large. Sound files can have up to 5 MB."),
    }


def _csrf_field() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def _static(name: str) -> str:
    return url_for("ops.static", filename=name, v=_version(name))


@cache
def _version(name: str) -> str:
    return hashlib.sha256(files(__name__).joinpath("static", name).read_bytes()).hexdigest()[:12]
