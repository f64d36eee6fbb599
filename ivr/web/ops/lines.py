"""Lines as objects: add one, change what it is, hide it, let it end, and try it with the telephone of the demo."""

from datetime import datetime

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.carrier.calling import Calls, PlaceError, calls_of
from ivr.core.roles import Role
from ivr.service.schedule.drafting import Change
from ivr.service.schedule.refusals import EditError
from ivr.service.trials import Trials
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import Refusal, Working, editor, refusal, working
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, language, said
from ivr.web.ops.line_form import LineForm, changed, empty, of_form, of_line
from profiles.numbers import a_landline
from prompts import LANGUAGES
from schedules import Line, dialled, home_date
from schedules.edits import add_line, change_line

PHONE = "PHONE_PAGE"
"""The name under which the application has the address of a telephone to try it with; only the demo has one."""


@ops.get("/hours/new-line")
@allowed(Role.EDITOR)
def new_line() -> ResponseReturnValue:
    """Show the form for a new line."""
    now = console().clock.now()
    return _page(working(now), None, empty(home_date(now)))


@ops.post("/hours/new-line")
@allowed(Role.EDITOR)
def save_new_line() -> ResponseReturnValue:
    """Add a line to the draft."""
    now, form = console().clock.now(), of_form(request.form)
    work = working(now)
    line = form.line(work.directory)
    if line:
        form.check_dialled(line, console().dialling)
    if line is None or form.errors:
        return _page(work, None, form, _marked())
    return _saved(work, None, form, lambda directory: add_line(directory, line), now)


@ops.get("/hours/lines/<line_id>/details")
def line_details(line_id: str) -> ResponseReturnValue:
    """Show what a line is, to edit."""
    work = working(console().clock.now())
    line = work.directory.line(line_id) or abort(404)
    return _page(work, line, of_line(line))


@ops.post("/hours/lines/<line_id>/details")
@allowed(Role.EDITOR)
def save_line_details(line_id: str) -> ResponseReturnValue:
    """Save what a line is in the draft."""
    now, form = console().clock.now(), of_form(request.form)
    work = working(now)
    line = work.directory.line(line_id) or abort(404)
    values = form.values()
    if form.errors:
        return _page(work, line, form, _marked())
    changes = changed(line, values)
    if not changes.keys().isdisjoint({"number", "dial", "charged"}):
        form.check_dialled(change_line(work.directory, line_id, changes).line(line_id) or line, console().dialling)
    if form.errors:
        return _page(work, line, form, _marked())
    return _saved(work, line, form, lambda directory: change_line(directory, line_id, changes), now)


@ops.post("/hours/lines/<line_id>/test-dial")
@allowed(Role.EDITOR)
def test_dial(line_id: str) -> ResponseReturnValue:
    """Call a person's telephone, and dial a line when it is answered."""
    now, calls = console().clock.now(), _calls()
    work = working(now)
    line = work.directory.line(line_id)
    if line is None or calls is None:
        abort(404)
    trials = Trials(console().engine, calls, console().dialling, console().settings.phone_number)
    try:
        trials.dial(line, request.form.get("telephone", ""), console().timetable(now), person().name, now)
    except (EditError, PlaceError) as error:
        return _page(work, line, of_line(line), trial=Refusal(said(error)))
    flash(_("Your telephone rings now. When you answer, the line is dialled."), "done")
    return redirect(url_for("ops.line_details", line_id=line_id), 303)


def _calls() -> Calls | None:
    """Return what makes test dials; None in a demo, whose telephone is a page."""
    return None if current_app.config.get(PHONE) else calls_of(console().settings)


def _saved(work: Working, line: Line | None, form: LineForm, change: Change, now: datetime) -> ResponseReturnValue:
    """Make a change to the draft; show the form again if it is refused."""
    try:
        editor().edit(change, now, request.form.get("token"))
    except (EditError, ValueError) as error:
        return _page(work, line, form, refusal(error))
    flash(_("Saved in the draft. It goes live when the draft is published."), "done")
    return redirect(url_for("ops.draft"), 303)


def _marked() -> Refusal:
    return Refusal(_("Nothing is saved yet. Correct what is marked."))


def _page(
    work: Working, line: Line | None, form: LineForm, refused: Refusal | None = None, trial: Refusal | None = None
) -> ResponseReturnValue:
    return render_template(
        "ops/line_details.html",
        line=line,
        form=form,
        refused=refused,
        token=work.token,
        agencies=list(dict.fromkeys(each.agency for each in work.directory.lines)),
        codes=list(LANGUAGES),
        number=next((each.number for each in work.directory.lines), a_landline()),
        test_phone=_test_phone(line) if line else "",
        own_number=console().settings.phone_number if line and _calls() else "",
        telephone=request.form.get("telephone", ""),
        trial=trial,
    ), 422 if refused or trial else 200


def _test_phone(line: Line) -> str:
    """Return the address of the telephone to try a line with; empty if there is none."""
    page = current_app.config.get(PHONE)
    if not page:
        return ""
    first = next(code for code in LANGUAGES if code in line.languages)
    number, keys = dialled(line.number).removeprefix("+"), "".join(LANGUAGES[first].keys)
    return f"{page}?line={number}&keys={keys}&language={language()}"
