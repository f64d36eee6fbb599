"""The *Draft*: show what it would change, publish it now or at a moment, rebase or discard it."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.clock import parse_moment
from ivr.core.roles import Role
from ivr.service.schedule.live import read_document
from ivr.service.schedule.refusals import EditError
from ivr.store.db import read
from ivr.store.revisions import Draft, read_draft
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import Refusal, editor, refusal
from ivr.web.ops.guard import allowed
from ivr.web.ops.i18n import _, know_lines, said, when
from schedules import DirectoryError
from schedules.difference import difference
from schedules.report import report, words

_LONGEST_REASON = 500


@ops.get("/hours/draft")
def draft() -> ResponseReturnValue:
    """Show the draft and what it would change."""
    return _page(console().clock.now())


@ops.post("/hours/draft/publish")
@allowed(Role.EDITOR)
def publish() -> ResponseReturnValue:
    """Publish the draft, now or at a later time."""
    now, form, saved = console().clock.now(), request.form, read(console().engine, read_draft)
    if saved is not None and form.get("token") != saved.token:
        changed = _(
            "Somebody else changed the draft while you were editing. This is the current draft. Check it, then publish."
        )
        return _page(now, Refusal(changed))
    try:
        at = parse_moment(form.get("at", "")) if form.get("when") == "at" else None
        made = editor().publish_draft(form.get("reason", "").strip(), now, at)
    except (EditError, DirectoryError, ValueError) as error:
        return _page(now, refusal(error))
    console().schedule.refresh()
    if made.effective_at > now:
        flash(_("Published. It takes effect on %(moment)s.", moment=when(made.effective_at)), "done")
    else:
        flash(_("Published. It is live for callers now."), "done")
    return redirect(url_for("ops.hours"), 303)


@ops.post("/hours/draft/discard")
@allowed(Role.EDITOR)
def discard() -> ResponseReturnValue:
    """Discard the draft."""
    now = console().clock.now()
    if not editor().discard(now, request.form.get("token", "")):
        return _page(now, Refusal(_("Somebody else changed, published or discarded the draft while you were editing.")))
    flash(_("Draft discarded. Nothing changed for callers."), "done")
    return redirect(url_for("ops.hours"), 303)


@ops.post("/hours/draft/rebase")
@allowed(Role.EDITOR)
def rebase() -> ResponseReturnValue:
    """Rebase the draft on the latest published revision."""
    now = console().clock.now()
    try:
        editor().rebase(now)
    except EditError as error:
        return _page(now, refusal(error))
    flash(_("The draft is now based on the published version."), "done")
    return redirect(url_for("ops.draft"), 303)


@ops.context_processor
def for_banner() -> dict[str, object]:
    """Return the variables of the banner that shows an open draft."""
    return {"open_draft": lambda: read(console().engine, read_draft)}


def _page(now: datetime, refused: Refusal | None = None) -> ResponseReturnValue:
    saved = read(console().engine, read_draft)
    if saved is None:
        return render_template("ops/draft.html", draft=None, refused=refused), 422 if refused else 200
    edit, form = editor(), request.form
    head, base = edit.head(now), edit.revision(saved.base)
    was, becomes = read_document(base.document), read_document(saved.document)
    know_lines(becomes)
    changes = [said(each) for each in report(was, becomes, now.date())]
    return render_template(
        "ops/draft.html",
        draft=saved,
        refused=refused,
        changes=changes,
        head=head,
        stale=saved.base != head.number,
        reason=form.get("reason") or _reason(saved, [said(words(each)) for each in difference(was, becomes)]),
        at=form.get("at", ""),
    ), 422 if refused else 200


def _reason(draft: Draft, changes: list[str]) -> str:
    """Return the proposed reason: the changes, cut to :data:`_LONGEST_REASON` characters."""
    text = "; ".join(changes) or _("draft by %(name)s", name=draft.author)
    return text if len(text) <= _LONGEST_REASON else f"{text[: _LONGEST_REASON - 1]}…"
