"""The *Draft*: what it would change, in words and hours; published, now or at a moment, or discarded."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.clock import parse_moment
from ivr.core.roles import Role
from ivr.service.schedule.live import read_document
from ivr.service.schedule.refusals import EditError
from ivr.store.db import read
from ivr.store.revisions import Draft, read_draft
from ivr.web.ops.console import Console
from ivr.web.ops.editing import Refusal, editor, refusal
from ivr.web.ops.guard import allowed
from ivr.web.ops.i18n import _, said, when
from schedules import DirectoryError
from schedules.difference import difference
from schedules.report import report, words

_LONGEST_REASON = 500


def draft_pages(blueprint: Blueprint, desk: Console) -> None:
    """The draft that all editors share."""

    @blueprint.get("/hours/draft")
    def draft() -> ResponseReturnValue:
        return _page(desk, desk.clock.now())

    @blueprint.post("/hours/draft/publish")
    @allowed(Role.EDITOR)
    def publish() -> ResponseReturnValue:
        now, form, there = desk.clock.now(), request.form, read(desk.engine, read_draft)
        if there is not None and form.get("token") != there.token:
            changed = _(
                "Somebody else changed the draft while you were editing. This is the current draft. "
                "Check it, then publish."
            )
            return _page(desk, now, Refusal(changed))
        try:
            at = parse_moment(form.get("at", "")) if form.get("when") == "at" else None
            made = editor(desk).publish_draft(form.get("reason", "").strip(), now, at)
        except (EditError, DirectoryError, ValueError) as error:
            return _page(desk, now, refusal(error))
        desk.schedule.refresh()
        if made.effective_at > now:
            flash(_("Published. It takes effect on %(moment)s.", moment=when(made.effective_at)), "done")
        else:
            flash(_("Published. It is live for callers now."), "done")
        return redirect(url_for("ops.hours"), 303)

    @blueprint.post("/hours/draft/discard")
    @allowed(Role.EDITOR)
    def discard() -> ResponseReturnValue:
        now = desk.clock.now()
        if not editor(desk).discard(now, request.form.get("token", "")):
            return _page(
                desk, now, Refusal(_("Somebody else changed, published or discarded the draft while you were editing."))
            )
        flash(_("Draft discarded. Nothing changed for callers."), "done")
        return redirect(url_for("ops.hours"), 303)

    @blueprint.post("/hours/draft/rebase")
    @allowed(Role.EDITOR)
    def rebase() -> ResponseReturnValue:
        now = desk.clock.now()
        try:
            editor(desk).rebase(now)
        except EditError as error:
            return _page(desk, now, refusal(error))
        flash(_("The draft is now based on the published version."), "done")
        return redirect(url_for("ops.draft"), 303)

    @blueprint.app_context_processor
    def context() -> dict[str, object]:
        return {"open_draft": lambda: read(desk.engine, read_draft)}


def _page(desk: Console, now: datetime, refused: Refusal | None = None) -> ResponseReturnValue:
    there = read(desk.engine, read_draft)
    if there is None:
        return render_template("ops/draft.html", draft=None, refused=refused), 422 if refused else 200
    edit, form = editor(desk), request.form
    head, base = edit.head(now), edit.revision(there.base)
    was, becomes = read_document(base.document), read_document(there.document)
    changes = [said(each) for each in report(was, becomes, now.date())]
    return render_template(
        "ops/draft.html",
        draft=there,
        refused=refused,
        changes=changes,
        head=head,
        stale=there.base != head.number,
        reason=form.get("reason") or _reason(there, [said(words(each)) for each in difference(was, becomes)]),
        at=form.get("at", ""),
    ), 422 if refused else 200


def _reason(draft: Draft, changes: list[str]) -> str:
    """What is proposed as the reason: the changes themselves, as many as fit."""
    text = "; ".join(changes) or _("draft by %(name)s", name=draft.author)
    return text if len(text) <= _LONGEST_REASON else f"{text[: _LONGEST_REASON - 1]}…"
