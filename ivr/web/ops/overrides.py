"""Manual overrides that open or close lines: two clicks from *Today* and *Hours*."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from ivr.clock import parse_moment
from ivr.core.roles import Role
from ivr.service.schedule.refusals import EditError
from ivr.web.ops.console import Console
from ivr.web.ops.editing import editor, refusal, scopes
from ivr.web.ops.guard import allowed
from ivr.web.ops.i18n import _, said, scope_name
from ivr.web.ops.navigation import own_path
from schedules import parse_scope


def override_pages(blueprint: Blueprint, desk: Console) -> None:
    """Make and end overrides."""

    @blueprint.post("/hold")
    @allowed(Role.EDITOR)
    def hold() -> ResponseReturnValue:
        now, form = desk.clock.now(), request.form
        opened = form.get("state") == "open"
        directory = desk.timetable(now).directory
        try:
            until = _until(form.get("life", ""), form.get("until", ""))
            override = editor(desk).hold(
                form.get("scope", ""),
                form.get("reason", "").strip(),
                now,
                opened=opened,
                until=until,
                reset=form.get("life") == "reset",
            )
        except (EditError, ValueError) as error:
            return render_template(
                "ops/holding.html", form=form, opened=opened, refused=refusal(error), choices=scopes(directory)
            ), 422
        desk.schedule.refresh()
        scope = scope_name(override.scope, directory)
        done = _("Open now: %(scope)s.", scope=scope) if opened else _("Closed now: %(scope)s.", scope=scope)
        flash(done, "done")
        return redirect(own_path(form.get("next")), 303)

    @blueprint.post("/release")
    @allowed(Role.EDITOR)
    def release() -> ResponseReturnValue:
        now, scope = desk.clock.now(), request.form.get("scope", "")
        try:
            editor(desk).reset(scope, now)
        except EditError as error:
            flash(said(error), "wrong")
        else:
            desk.schedule.refresh()
            name = scope_name(parse_scope(scope), desk.timetable(now).directory)
            flash(_("Back on the schedule: %(scope)s.", scope=name), "done")
        return redirect(own_path(request.form.get("next")), 303)

    @blueprint.app_context_processor
    def context() -> dict[str, object]:
        return {"hold_scopes": lambda: scopes(desk.timetable(desk.clock.now()).directory)}


def _until(life: str, text: str) -> datetime | None:
    if life == "moment":
        return parse_moment(text)
    if life not in ("change", "reset"):
        raise ValueError(
            _("Choose when it ends: at the next scheduled change, at a date and time, or when somebody ends it.")
        )
    return None
