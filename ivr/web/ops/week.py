"""The editor of one line's weekly hours: fields for each day, a drawing, and text, which show the same hours.

The server reads all three, so that what is shown is what will be saved. Without JavaScript each button sends the form.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.service.schedule.refusals import EditError
from ivr.web.ops import week_form
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import Refusal, Working, day_names, editor, read_day, refusal, working
from ivr.web.ops.guard import allowed
from ivr.web.ops.i18n import _, said
from ivr.web.ops.i18n import hours as written
from schedules import Hours, HoursError, Line, Week, read_hours, suggest_hours
from schedules.difference import difference
from schedules.edits import ChangeError, remove_hours, set_hours
from schedules.hours import minutes_open, print_hours
from schedules.report import week_changes, words
from sentences import Sentence


@dataclass(frozen=True)
class Entered:
    """What a person has entered.

    Attributes:
        days: the fields.
        text: the text, and ``shown`` the one that text and fields showed alike before it.
        week: the hours that it means; None: there is a mistake.
        problem, marked, meant: a mistake of the text, its place, and the hours that it probably means.
    """

    days: week_form.Days
    text: str
    shown: str
    week: Week | None
    problem: str = ""
    marked: tuple[str, str, str] | None = None
    meant: str = ""


@ops.get("/hours/lines/<line_id>")
def line(line_id: str) -> ResponseReturnValue:
    """Show the weekly hours of one line, to edit."""
    work, found, version = _found(line_id, console().clock.now())
    proposed = request.args.get("hours")  # of an agency's page; nothing is saved before the form is sent
    return _page(work, found, version, _of_text(proposed, None, "") if proposed else _of_week(version.week))


@ops.post("/hours/lines/<line_id>")
@allowed(Role.EDITOR)
def save_line(line_id: str) -> ResponseReturnValue:
    """Save weekly hours in the draft; or, at another button, show the form with what the button does."""
    now, form = console().clock.now(), request.form
    work, found, version = _found(line_id, now)
    act = form.get("act", "save")
    entered = _entered(act)
    if act not in ("save", "remove"):
        return _page(work, found, version, entered)
    if act == "save" and entered.week is None:
        return _page(work, found, version, entered, Refusal(_("Nothing is saved yet. Correct what is marked.")))
    try:
        start, since = read_day(form.get("from", "")), read_day(form.get("version", ""))
        if act == "remove":
            change = partial(remove_hours, line_id=line_id, since=since)
        else:
            change = partial(set_hours, line_id=line_id, text=print_hours(entered.week or ()), since=start or since)
        editor().edit(change, now, form.get("token"))
    except (EditError, ValueError) as error:
        return _page(work, found, version, entered, refusal(error))
    flash(_("Saved in the draft. It goes live when the draft is published."), "done")
    return redirect(url_for("ops.draft"), 303)


def _found(line_id: str, now: datetime) -> tuple[Working, Line, Hours]:
    """Return the directory, the line, and the hours that the request names, or else those in force."""
    work = working(now)
    line = work.directory.line(line_id)
    if line is None:
        abort(404)
    return work, line, _version(line, request.values.get("version"), now.astimezone(line.zone).date())


def _page(
    work: Working, line: Line, version: Hours, entered: Entered, refused: Refusal | None = None
) -> ResponseReturnValue:
    bars = entered.week or tuple(day.windows for day in entered.days)
    return render_template(
        "ops/line.html",
        line=line,
        version=version,
        start=request.form.get("from", ""),
        entered=entered,
        bars=[(bars[day], [each for each in bars[day - 1] if each.passes_midnight]) for day in range(7)],
        total=_total(entered.week) if entered.week else "",
        changes=_changes(work, line, version, entered.week),
        names=day_names(),
        refused=refused,
        token=work.token,
    ), 422 if refused else 200


def _entered(act: str) -> Entered:
    """Read what was entered, after what a button does."""
    form = request.form
    days, text, shown = week_form.of_form(form), form.get("text", ""), form.get("shown", "")
    if act == "fix-text":
        meant = suggest_hours(text)
        return _of_week(meant) if meant else _of_text(text, days, shown)
    as_text = week_form.was_typed_as_text(days, text, shown)
    if days is None or as_text:
        return _of_text(text, days, shown)
    if as_text is None:
        told = _("The fields and the typed hours were both changed, and differ. Make them the same.")
        return Entered(week_form.checked(days)[0], text, shown, None, told)
    days, week = week_form.checked(week_form.changed_by(days, act, form, form.getlist(act.replace("copy", "to"))))
    shown = written(week) if week else shown
    return Entered(days, shown, shown, week)


def _of_week(week: Week) -> Entered:
    return Entered(week_form.of_week(week), written(week), written(week), week)


def _of_text(text: str, days: week_form.Days | None, shown: str) -> Entered:
    try:
        week = read_hours(text)
    except HoursError as error:
        meant, end = suggest_hours(text), error.begins + error.length
        marked = (text[: error.begins], text[error.begins : end], text[end:]) if error.length else None
        days = days or week_form.of_week(((),) * 7)
        return Entered(days, text, shown, None, said(error), marked, written(meant) if meant else "")
    return Entered(week_form.of_week(week), text, text, week)


def _changes(work: Working, line: Line, version: Hours, week: Week | None) -> list[str]:
    """Describe how the entered hours differ from those of the draft, or of the published schedule without one."""
    if week is None:
        return []
    try:
        since = read_day(request.form.get("from", "")) or version.since
        becomes = set_hours(work.directory, line.id, print_hours(week), since)
    except (ChangeError, ValueError) as error:
        return [said(error)]
    changed = [words(each) for each in difference(work.directory, becomes)]
    on = console().clock.now().astimezone(line.zone).date()
    return [said(each) for each in (*changed, *(each.said() for each in week_changes(work.directory, becomes, on)))]


def _version(line: Line, asked: str | None, today: date) -> Hours:
    """Return the hours with the start date that was asked for; by default those in force."""
    for each in line.hours:
        if asked is not None and asked == (each.since.isoformat() if each.since else ""):
            return each
    in_force = [each for each in line.hours if each.since is None or each.since <= today]
    return in_force[-1] if in_force else line.hours[0]


def _total(week: Week) -> str:
    return said(Sentence("{length} a week", length=timedelta(minutes=sum(map(minutes_open, week)))))
