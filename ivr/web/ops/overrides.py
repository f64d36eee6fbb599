"""Manual overrides that open or close lines: two clicks from *Today* and *Hours*, and what they mean for callers."""

from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from ivr.clock import parse_moment
from ivr.core.held import Effect, effects, end_of
from ivr.core.roles import Role
from ivr.service.schedule import overrides
from ivr.service.schedule.refusals import EditError
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import Refusal, editor, refusal, scopes
from ivr.web.ops.guard import allowed
from ivr.web.ops.i18n import _, clock, language_names, line_name, said, scope_name, when
from ivr.web.ops.navigation import own_path
from prompts import LANGUAGES
from schedules import Override, home_date, parse_scope


@ops.get("/hold")
@allowed(Role.EDITOR)
def holding() -> ResponseReturnValue:
    """Show the form that holds several lines."""
    return _page(console().clock.now())


@ops.post("/hold")
@allowed(Role.EDITOR)
def hold() -> ResponseReturnValue:
    """Open or close lines now."""
    now, form = console().clock.now(), request.form
    opened = form.get("state") == "open"
    try:
        life = form.get("life", "")
        made = overrides.hold_all(
            editor(),
            form.getlist("scope"),
            form.get("reason", "").strip(),
            now,
            opened=opened,
            until=_until(life, form.get("until", ""), now),
            reset=life == "reset",
        )
    except (EditError, ValueError) as error:
        return _page(now, refusal(error))
    console().schedule.refresh()
    directory = console().timetable(now).directory
    scope = ", ".join(scope_name(each.scope, directory) for each in made)
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
def for_banner_of_holds() -> dict[str, object]:
    """Return what the banner and the forms of overrides need: whom one affects, and the date of tomorrow."""
    return {"hold_effects": _effects, "tomorrow": lambda: home_date(console().clock.now()) + timedelta(days=1)}


def _page(now: datetime, refused: Refusal | None = None) -> ResponseReturnValue:
    return render_template(
        "ops/holding.html",
        form=request.values,
        chosen=request.values.getlist("scope"),
        opened=request.values.get("state") == "open",
        refused=refused,
        choices=scopes(console().timetable(now).directory),
    ), 422 if refused else 200


def _until(life: str, text: str, now: datetime) -> datetime | None:
    """Return the end that was chosen; None: the next scheduled change, or when somebody ends it.

    Raises:
        ValueError: no end was chosen, or the moment can't be parsed.
    """
    if life == "moment":
        if not text.strip():
            raise ValueError(_("Enter the date and time at which it ends."))
        return parse_moment(text)
    until = end_of(life, now)
    if until is None and life not in ("change", "reset"):
        raise ValueError(
            _("Choose when it ends: after a time, at the next scheduled change, or when somebody ends it.")
        )
    return until


def _effects(override: Override) -> list[str]:
    """Return sentences that say what callers get because of an override in force."""
    now = console().clock.now()
    found = effects(console().timetable(now), override, now, LANGUAGES)
    return [_in_words(each, now) for each in found] or [_("No caller notices it: the lines would be the same.")]


def _in_words(effect: Effect, now: datetime) -> str:
    callers = language_names(effect.languages) if len(effect.languages) < len(LANGUAGES) else _("All")
    (line, until), *later = effect.gets
    moment = _time(until, now)
    if line is None:
        text = _("%(languages)s callers get a text instead until %(moment)s", languages=callers, moment=moment)
    else:
        text = _(
            "%(languages)s callers reach %(line)s instead until %(moment)s",
            languages=callers,
            line=line_name(line),
            moment=moment,
        )
    if later:
        after = later[0][0]
        text += _("; after that %(line)s", line=line_name(after)) if after else _("; after that a text")
    if effect.begins > now:
        text = _("From %(moment)s: %(text)s", moment=_time(effect.begins, now), text=text)
    return _("%(text)s.", text=text)


def _time(moment: datetime, now: datetime) -> str:
    """Return a time of day; with its date if it is not today."""
    return clock(moment) if home_date(moment) == home_date(now) else when(moment)
