"""Manual overrides that open or close lines: two clicks from *Today* and *Hours*, and what they mean for callers."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
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
from ivr.web.ops.messages import Button, tell
from ivr.web.ops.navigation import own_path
from prompts import LANGUAGES
from schedules import Override, Scope, Timetable, home_date


@ops.get("/hold")
@allowed(Role.EDITOR)
def holding() -> ResponseReturnValue:
    """Show the form that holds several lines."""
    return _page(console().clock.now())


@ops.post("/hold")
@allowed(Role.EDITOR)
def hold() -> ResponseReturnValue:
    """Open or close lines now. The message has a button that undoes it."""
    now, form = console().clock.now(), request.form
    opened, before = form.get("state") == "open", console().timetable(now)
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
    scopes = [each.scope for each in made]
    done = _("Open now: %(scope)s.") if opened else _("Closed now: %(scope)s.")
    return _changed(done, scopes, _undo(scopes, _held(before, scopes, now)))


@ops.post("/release")
@allowed(Role.EDITOR)
def release() -> ResponseReturnValue:
    """End overrides. The message has a button that undoes it."""
    now, form = console().clock.now(), request.form
    before = console().timetable(now)
    try:
        scopes = overrides.release_all(editor(), form.getlist("scope"), now)
    except EditError as error:
        flash(said(error), "wrong")
        return redirect(own_path(form.get("next")), 303)
    return _changed(_("Back on the schedule: %(scope)s."), scopes, _again(_held(before, scopes, now)))


def _changed(template: str, scopes: Sequence[Scope], undo: Button | None) -> ResponseReturnValue:
    """Put a change in force, and return to the page it came from with a message."""
    console().schedule.refresh()
    directory = console().timetable(console().clock.now()).directory
    tell(template % {"scope": ", ".join(scope_name(scope, directory) for scope in scopes)}, button=undo)
    return redirect(own_path(request.form.get("next")), 303)


@ops.context_processor
def for_banner_of_holds() -> dict[str, object]:
    """Return what the banner and the forms of overrides need: whom one affects, and the date of tomorrow."""
    return {"hold_effects": _effects, "tomorrow": lambda: home_date(console().clock.now()) + timedelta(days=1)}


def _held(timetable: Timetable, scopes: Collection[Scope], now: datetime) -> list[Override]:
    """Return the overrides in force of scopes."""
    return [each for each in timetable.in_force(now) if each.scope in scopes]


def _undo(scopes: Sequence[Scope], before: Sequence[Override]) -> Button | None:
    """Return the button that undoes a hold: it ends it, or puts back the override that was in force before."""
    if before:
        return _again(before) if len(scopes) == 1 else None
    return Button(_("Undo"), url_for("ops.release"), {"scope": [*map(str, scopes)], **_back()})


def _again(ended: Sequence[Override]) -> Button | None:
    """Return the button that puts an override back that has just ended; None if there are several."""
    if len(ended) != 1:
        return None
    (override,) = ended
    fields = {
        "scope": str(override.scope),
        "state": "open" if override.open else "closed",
        "life": "change" if override.changes else "moment" if override.until else "reset",
        "until": override.until.isoformat() if override.until else "",
        "reason": override.reason,
    }
    return Button(_("Undo"), url_for("ops.hold"), fields | _back())


def _back() -> dict[str, str]:
    """Return the field with the page to which the button of a message returns."""
    return {"next": own_path(request.form.get("next"))}


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
