"""Manual overrides that open or close lines: two clicks from *Today* and *Hours*."""

from datetime import datetime

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from ivr.clock import parse_moment
from ivr.core.roles import Role
from ivr.service.schedule import overrides
from ivr.service.schedule.refusals import EditError
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import editor, refusal, scopes
from ivr.web.ops.guard import allowed
from ivr.web.ops.i18n import _, said, scope_name
from ivr.web.ops.navigation import own_path
from schedules import parse_scope


@ops.post("/hold")
@allowed(Role.EDITOR)
def hold() -> ResponseReturnValue:
    """Open or close lines now."""
    now, form = console().clock.now(), request.form
    opened = form.get("state") == "open"
    directory = console().timetable(now).directory
    try:
        until = _until(form.get("life", ""), form.get("until", ""))
        override = overrides.hold(
            editor(),
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
    console().schedule.refresh()
    scope = scope_name(override.scope, directory)
    done = _("Open now: %(scope)s.", scope=scope) if opened else _("Closed now: %(scope)s.", scope=scope)
    flash(done, "done")
    return redirect(own_path(form.get("next")), 303)


@ops.post("/release")
@allowed(Role.EDITOR)
def release() -> ResponseReturnValue:
    """End an override."""
    now, scope = console().clock.now(), request.form.get("scope", "")
    try:
        overrides.release(editor(), scope, now)
    except EditError as error:
        flash(said(error), "wrong")
    else:
        console().schedule.refresh()
        name = scope_name(parse_scope(scope), console().timetable(now).directory)
        flash(_("Back on the schedule: %(scope)s.", scope=name), "done")
    return redirect(own_path(request.form.get("next")), 303)


@ops.context_processor
def for_hold_form() -> dict[str, object]:
    """Return the variables of the form for overrides."""
    return {"hold_scopes": lambda: scopes(console().timetable(console().clock.now()).directory)}


def _until(life: str, text: str) -> datetime | None:
    if life == "moment":
        return parse_moment(text)
    if life not in ("change", "reset"):
        raise ValueError(
            _("Choose when it ends: at the next scheduled change, at a date and time, or when somebody ends it.")
        )
    return None
