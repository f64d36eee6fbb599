"""*History*: what was published, when, by whom and why; withdraw a scheduled revision; roll back."""

from itertools import pairwise

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.service.schedule.live import FROM_EVER, read_document
from ivr.service.schedule.refusals import EditError
from ivr.store import revisions as store
from ivr.store.db import read
from ivr.store.revisions import Revision
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import Refusal, editor, refusal
from ivr.web.ops.guard import allowed
from ivr.web.ops.i18n import _, said
from schedules import DirectoryError
from schedules.difference import difference
from schedules.report import report, words
from sentences import Sentence

_ON_A_PAGE = 10


@ops.get("/hours/history")
def history() -> ResponseReturnValue:
    """List the revisions."""
    now, before = console().clock.now(), request.args.get("before", type=int)
    everything = read(console().engine, store.history)
    valid = [each for each in everything if each.withdrawn_at is None]
    wanted = [each for each in everything if before is None or each.number < before]
    shown = wanted[:_ON_A_PAGE]
    earlier = {late.number: early for late, early in pairwise(valid)}
    return render_template(
        "ops/history.html",
        entries=[(each, _changes(earlier.get(each.number), each)) for each in shown],
        in_force=next((each.number for each in valid if each.effective_at <= now), None),
        pending=[each for each in valid if each.effective_at > now],
        from_ever=FROM_EVER,
        more=shown[-1].number if len(wanted) > len(shown) else None,
    )


@ops.get("/hours/history/<int:number>")
def roll_back(number: int) -> ResponseReturnValue:
    """Show what a rollback to a revision would change."""
    return _ask(number)


@ops.post("/hours/history/<int:number>")
@allowed(Role.EDITOR)
def rolled_back(number: int) -> ResponseReturnValue:
    """Publish an earlier revision again."""
    now = console().clock.now()
    try:
        editor().roll_back(number, request.form.get("reason", "").strip(), now)
    except (EditError, DirectoryError) as error:
        return _ask(number, refusal(error))
    console().schedule.refresh()
    flash(_("Revision %(number)s is live again.", number=number), "done")
    return redirect(url_for("ops.history"), 303)


@ops.post("/hours/history/withdraw")
@allowed(Role.EDITOR)
def withdraw() -> ResponseReturnValue:
    """Withdraw the revisions that have not taken effect yet."""
    now = console().clock.now()
    numbers = editor().withdraw(now)
    console().schedule.refresh()
    if numbers:
        flash(_("Withdrawn: revision %(numbers)s.", numbers=", ".join(map(str, numbers))), "done")
    else:
        flash(_("No scheduled revisions."), "wrong")
    return redirect(url_for("ops.history"), 303)


def _ask(number: int, refused: Refusal | None = None) -> ResponseReturnValue:
    """Show the confirmation of a rollback, with what it would change."""
    now, found = console().clock.now(), read(console().engine, store.revision, number)
    if found is None:
        abort(404)
    changes: list[Sentence] = []
    try:
        changes = report(console().timetable(now).directory, read_document(found.document), now.date())
    except DirectoryError as error:
        refused = refused or refusal(error)
    return render_template(
        "ops/rollback.html",
        revision=found,
        changes=[said(each) for each in changes],
        pending=[
            each
            for each in read(console().engine, store.history)
            if each.effective_at > now and each.withdrawn_at is None
        ],
        refused=refused,
        reason=request.form.get("reason")
        or _("restored revision %(number)s: %(reason)s", number=number, reason=said(found.reason))[:500],
    ), 422 if refused else 200


def _changes(before: Revision | None, after: Revision) -> list[str]:
    """Return what a revision changed; empty for the first one, and if a document can't be read."""
    if before is None:
        return []
    try:
        was, becomes = read_document(before.document), read_document(after.document)
    except DirectoryError:
        return []
    return [said(words(each)) for each in difference(was, becomes)]
