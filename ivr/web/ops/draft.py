"""The *Draft*: show what it would change, publish it now or at a moment, share it, discard it."""

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.clock import parse_moment
from ivr.core.roles import Role
from ivr.service.prompts.problems import PromptsError
from ivr.service.schedule.editor import Along, ScheduleEditor
from ivr.service.schedule.live import read_document
from ivr.service.schedule.plans import UNASKED, Proposal, UndecidedError
from ivr.service.schedule.refusals import EditError, NoDraftError
from ivr.store.confirmations import of_draft
from ivr.store.db import read
from ivr.store.drafts import Draft
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import Refusal, answers, editor, refusal, work_on, working
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, know_names, language_names, said, when
from ivr.web.ops.messages import planned, published, tell
from ivr.web.ops.plans import drafted_words_of_all, word_planner
from ivr.web.ops.words import told
from schedules import Directory, DirectoryError, Timetable
from schedules.blanks import blanks
from schedules.report import report, words

_LONGEST_REASON = 500


@ops.get("/hours/draft")
def draft() -> ResponseReturnValue:
    """Show a draft and what it would change."""
    return _page(console().clock.now())


@ops.post("/hours/draft/publish")
@allowed(Role.EDITOR)
def publish() -> ResponseReturnValue:
    """Publish a draft, now or at a later time."""
    now, form = console().clock.now(), request.form
    edit = editor(_owner())
    there = edit.draft()
    if there is not None and form.get("token") != there.token:
        changed = _("The draft was changed meanwhile. This is the current draft. Check it, then publish.")
        return _page(now, Refusal(changed))
    try:
        at = _moment() if form.get("when") == "at" else None
        reason = form.get("reason", "").strip()
        along = _words(edit, reason, now, at) if form.get("words") == "yes" else None
        made = edit.publish_draft(reason, now, at, answers(), form.get("token"), along)
    except UndecidedError as error:
        return _page(now, refusal(error), error.proposal)
    except PromptsError as error:
        return _page(now, Refusal(said(error), tuple(map(told, error.problems))))
    except (EditError, DirectoryError, ValueError) as error:
        return _page(now, refusal(error))
    console().schedule.refresh()
    console().book.refresh()
    work_on("")
    published(_when(made.begun(now), made.effective_at), made)
    return redirect(url_for("ops.hours"), 303)


@ops.post("/hours/draft/discard")
@allowed(Role.EDITOR)
def discard() -> ResponseReturnValue:
    """Discard a draft."""
    now = console().clock.now()
    if not editor(_owner()).discard(now, request.form.get("token", "")):
        return _page(now, Refusal(_("Somebody else changed, published or discarded the draft while you were editing.")))
    work_on("")
    tell(_("Draft discarded. Nothing changed for callers."))
    return redirect(url_for("ops.hours"), 303)


@ops.post("/hours/draft/rebase")
@allowed(Role.EDITOR)
def rebase() -> ResponseReturnValue:
    """Save in the draft what holds where it and the published version change the same part."""
    now = console().clock.now()
    try:
        editor(_owner()).rebase(now, answers())
    except EditError as error:
        return _page(now, refusal(error))
    tell(_("The draft is now based on the published version."))
    return redirect(url_for("ops.draft", of=_owner()), 303)


@ops.post("/hours/draft/share")
@allowed(Role.EDITOR)
def share() -> ResponseReturnValue:
    """Let colleagues see and edit the draft, or no longer."""
    now, shared = console().clock.now(), request.form.get("shared") == "yes"
    try:
        editor("").share(now, shared=shared)
    except NoDraftError as error:
        return _page(now, refusal(error))
    tell(_("Your colleagues can now see and change this draft.") if shared else _("Only you can see this draft now."))
    return redirect(url_for("ops.draft", of=person().name), 303)


@ops.post("/hours/draft/work")
@allowed(Role.EDITOR)
def work_on_draft() -> ResponseReturnValue:
    """Work on a colleague's draft, or on one's own again."""
    owner = request.form.get("of", "")
    if owner not in ("", person().name) and editor(owner).draft() is None:
        return _page(console().clock.now(), Refusal(_("%(name)s shares no draft.", name=owner)))
    work_on(owner)
    return redirect(url_for("ops.draft"), 303)


@ops.context_processor
def for_banner() -> dict[str, object]:
    """Return the variables of the banner that shows an open draft."""
    return {"open_draft": lambda: editor().draft()}


def _owner() -> str | None:
    """Return whose draft the form or the address means; None: the one that the person works on."""
    return request.values.get("of") or None


def _moment() -> datetime:
    """Return the moment in the form.

    Raises:
        ValueError: there is none, or it can't be parsed. The message is in the reader's language.
    """
    text = request.form.get("at", "").strip()
    if not text:
        raise ValueError(_("Choose the date and time at which it takes effect, or “Publish now”."))
    return parse_moment(text)


def _page(now: datetime, refused: Refusal | None = None, asked: Proposal | None = None) -> ResponseReturnValue:
    """Show a draft. ``asked`` is a proposal with open questions, by default that to publish the draft now."""
    working(now)
    edit, form = editor(_owner()), request.form
    saved, mine = edit.draft(), person().name
    others = [each for each in edit.drafts() if each.owner not in (mine, saved.owner if saved else mine)]
    if saved is None:
        page = render_template("ops/draft.html", draft=None, refused=refused, others=others, whose=edit.whose, me=mine)
        return page, 422 if refused else 200
    proposal = asked or edit.propose_draft(now, answers=answers() if form else UNASKED)
    know_names(proposal.directory)
    was = edit.work(now).head
    changes = list(proposal.changes)
    return render_template(
        "ops/draft.html",
        draft=saved,
        refused=refused,
        others=others,
        whose=saved.owner,
        worked_on=editor().whose,
        answer=read(console().engine, of_draft, saved.owner),
        me=mine,
        proposal=proposal,
        changes=[said(each) for each in report(*_directories(proposal), now.date())],
        planned=planned,
        words=words,
        newer=was if proposal.own and not proposal.own.is_open else None,
        language_names=language_names,
        blanks=blanks(proposal.directory),
        words_along=drafted_words_of_all(),
        with_words=form.get("words") == "yes",
        reason=form.get("reason") or _reason(saved, [said(words(each)) for each in changes]),
        at=form.get("at", ""),
    ), 422 if refused else 200


def _directories(proposal: Proposal) -> tuple[Directory, Directory]:
    return read_document(proposal.before.document), proposal.directory


def _words(edit: ScheduleEditor, reason: str, now: datetime, at: datetime | None) -> Along:
    """Return what plans the person's drafted sentences with the draft, after checking them.

    Raises:
        PromptsError: they can't be published.
    """
    planned, planner = drafted_words_of_all(), word_planner()
    moment = at or now
    planner.check(planned, reason, Timetable(edit.propose_draft(now, at, answers()).directory), moment)
    return planner.along(planned, reason, now)


def _when(at_once: bool, moment: datetime) -> str:
    if at_once:
        return _("Published. It is live for callers now.")
    return _("Published. It takes effect on %(moment)s.", moment=when(moment))


def _reason(draft: Draft, changes: list[str]) -> str:
    """Return the proposed reason: the changes, cut to :data:`_LONGEST_REASON` characters."""
    text = "; ".join(changes) or _("draft by %(name)s", name=draft.owner)
    return text if len(text) <= _LONGEST_REASON else f"{text[: _LONGEST_REASON - 1]}…"
