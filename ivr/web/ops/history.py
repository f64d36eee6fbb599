"""*History*: what was published, when, by whom and why; withdraw a plan; revert one revision; roll back to one."""

from collections.abc import Callable

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.service.schedule import withdrawing
from ivr.service.schedule.live import FROM_EVER, read_document
from ivr.service.schedule.plans import Carried, Proposal, UndecidedError
from ivr.service.schedule.refusals import EditError
from ivr.store import revisions as store
from ivr.store.db import read
from ivr.store.revisions import Revision
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import Refusal, answers, editor, refusal
from ivr.web.ops.guard import allowed
from ivr.web.ops.i18n import _, said
from ivr.web.ops.messages import Button, planned, published, tell
from schedules import DirectoryError
from schedules.difference import difference
from schedules.report import report, words

_ON_A_PAGE = 10


@ops.get("/hours/history")
def history() -> ResponseReturnValue:
    """List the revisions."""
    now, before = console().clock.now(), request.args.get("before", type=int)
    everything = read(console().engine, store.history)
    valid = [each for each in everything if each.withdrawn_at is None]
    wanted = [each for each in everything if before is None or each.number < before]
    shown = wanted[:_ON_A_PAGE]
    return render_template(
        "ops/history.html",
        entries=[(each, _changes(_before(everything, each), each)) for each in shown],
        in_force=next((each.number for each in valid if each.begun(now)), None),
        pending=[each for each in valid if not each.begun(now)],
        became={each.carries: each.number for each in everything if each.carries},
        first=everything[-1].number if everything else None,
        from_ever=FROM_EVER,
        more=shown[-1].number if len(wanted) > len(shown) else None,
    )


@ops.get("/hours/history/<int:number>")
def roll_back(number: int) -> ResponseReturnValue:
    """Show what a rollback to a revision would change."""
    return _roll_back_page(number)


@ops.post("/hours/history/<int:number>")
@allowed(Role.EDITOR)
def rolled_back(number: int) -> ResponseReturnValue:
    """Publish an earlier revision again."""
    now = console().clock.now()
    try:
        made = editor().roll_back(number, request.form.get("reason", "").strip(), now, answers())
    except (EditError, DirectoryError) as error:
        return _roll_back_page(number, refusal(error))
    console().schedule.refresh()
    published(_("Revision %(number)s is live again.", number=number), made)
    return redirect(url_for("ops.history"), 303)


@ops.get("/hours/history/<int:number>/undo")
def undo(number: int) -> ResponseReturnValue:
    """Show what reverting a revision, or withdrawing a planned one, would change."""
    return _undo_page(number)


@ops.post("/hours/history/<int:number>/undo")
@allowed(Role.EDITOR)
def undone(number: int) -> ResponseReturnValue:
    """Revert a revision, or withdraw a planned one.

    The button of a message does it at once, unless something has to be looked at first.
    """
    now, at_once = console().clock.now(), request.form.get("at_once") == "yes"
    found = _found(number)
    try:
        if not found.begun(now):
            withdrawing.withdraw(editor(), number, now, answers())
            again = Button(_("Undo"), url_for("ops.plan_again", number=number))
            tell(_("Withdrawn: revision %(numbers)s.", numbers=number), button=again)
        elif at_once and editor().propose_revert(number, now).left:
            return redirect(url_for("ops.undo", number=number), 303)
        else:
            made = editor().revert(number, now, answers())
            published(_("Undone: revision %(number)s. It is live for callers now.", number=number), made)
    except UndecidedError as error:
        return redirect(url_for("ops.undo", number=number), 303) if at_once else _undo_page(number, refusal(error))
    except (EditError, DirectoryError) as error:
        return _undo_page(number, refusal(error))
    console().schedule.refresh()
    return redirect(url_for("ops.hours"), 303)


@ops.post("/hours/history/<int:number>/again")
@allowed(Role.EDITOR)
def plan_again(number: int) -> ResponseReturnValue:
    """Plan a revision again that was withdrawn."""
    now = console().clock.now()
    try:
        withdrawing.plan_again(editor(), number, now)
    except (EditError, DirectoryError) as error:
        tell(said(error), "wrong")
        return redirect(url_for("ops.history"), 303)
    console().schedule.refresh()
    tell(_("Planned again: what revision %(number)s changes.", number=number))
    return redirect(url_for("ops.hours"), 303)


@ops.post("/hours/history/withdraw")
@allowed(Role.EDITOR)
def withdraw() -> ResponseReturnValue:
    """Withdraw the revisions that have not taken effect yet."""
    now = console().clock.now()
    try:
        numbers = editor().withdraw(now)
    except EditError as error:
        tell(said(error), "wrong")
        return redirect(url_for("ops.history"), 303)
    console().schedule.refresh()
    if numbers:
        tell(_("Withdrawn: revision %(numbers)s.", numbers=", ".join(map(str, numbers))))
    else:
        tell(_("No scheduled revisions."), "wrong")
    return redirect(url_for("ops.history"), 303)


def _roll_back_page(number: int, refused: Refusal | None = None) -> ResponseReturnValue:
    """Show the confirmation of a rollback, with what it would change."""
    now, found = console().clock.now(), _found(number)
    proposal, refused = _proposed(lambda: editor().propose_roll_back(number, now, answers()), refused)
    reason = _("restored revision %(number)s: %(reason)s", number=number, reason=said(found.reason))[:500]
    return render_template(
        "ops/rollback.html",
        revision=found,
        proposal=proposal,
        changes=_told(proposal),
        refused=refused,
        reason=request.form.get("reason") or reason,
        planned=planned,
        words=words,
    ), 422 if refused and request.method == "POST" else 200


def _undo_page(number: int, refused: Refusal | None = None) -> ResponseReturnValue:
    """Show the confirmation of a revert or of a withdrawal, with what it would change."""
    now, found = console().clock.now(), _found(number)
    proposal: Proposal | None = None
    carried: tuple[Carried, ...] = ()
    if found.begun(now):
        proposal, refused = _proposed(lambda: editor().propose_revert(number, now, answers()), refused)
    else:
        try:
            carried = withdrawing.propose_withdrawal(editor(), number, now, answers())
        except (EditError, DirectoryError) as error:
            refused = refused or refusal(error)
    return render_template(
        "ops/undo.html",
        revision=found,
        begun=found.begun(now),
        proposal=proposal,
        carried=proposal.carried if proposal else carried,
        changes=_told(proposal) if found.begun(now) else _changes(read(console().engine, store.before, found), found),
        left="; ".join(said(words(each)) for each in (proposal.left if proposal else ())),
        refused=refused,
        planned=planned,
        words=words,
    ), 422 if refused and request.method == "POST" else 200


def _found(number: int) -> Revision:
    found = read(console().engine, store.revision, number)
    if found is None:
        abort(404)
    return found


def _proposed(propose: Callable[[], Proposal], refused: Refusal | None) -> tuple[Proposal | None, Refusal | None]:
    """Return a proposal; without one, why there is none."""
    try:
        return propose(), refused
    except (EditError, DirectoryError) as error:
        return None, refused or refusal(error)


def _told(proposal: Proposal | None) -> list[str]:
    """Return what a proposal changes for callers at once."""
    if proposal is None:
        return []
    was = read_document(proposal.before.document)
    return [said(each) for each in report(was, proposal.directory, console().clock.now().date())]


def _before(everything: list[Revision], made: Revision) -> Revision | None:
    """Return the revision that another was made from, of all, latest first; see :func:`ivr.store.revisions.before`."""
    earlier = (each for each in everything if each.number < made.number)
    return next((each for each in earlier if not each.withdrawn_at or each.withdrawn_at > made.made_at), None)


def _changes(before: Revision | None, after: Revision) -> list[str]:
    """Return what a revision changed; empty for the first one, and if a document can't be read."""
    if before is None:
        return []
    try:
        was, becomes = read_document(before.document), read_document(after.document)
    except DirectoryError:
        return []
    return [said(words(each)) for each in difference(was, becomes)]
