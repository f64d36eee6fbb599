"""*Plans*: what takes effect at a later moment, of the schedule and of the words; words alone for a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.clock import parse_moment
from ivr.core.roles import Role
from ivr.service.prompts.editor import SentenceEditor
from ivr.service.prompts.mistakes import LONGEST_REASON
from ivr.service.prompts.planning import PlannedWords, WordPlanner
from ivr.service.prompts.problems import PromptsError
from ivr.service.schedule.live import read_document
from ivr.store import revisions as store
from ivr.store.db import read
from ivr.store.revisions import Revision
from ivr.store.word_plans import WordPlan
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, know_names, language_names, said, when
from ivr.web.ops.messages import tell
from ivr.web.ops.words import told
from prompts.collection import RECORDED
from schedules import DirectoryError, home_time
from schedules.difference import difference
from schedules.report import words


@dataclass(frozen=True, slots=True)
class PlannedMoment:
    """What takes effect at one moment: revisions of the schedule, each with what it changes, and plans of words."""

    moment: datetime
    revisions: tuple[tuple[Revision, list[str]], ...]
    words: tuple[WordPlan, ...]

    @property
    def typed(self) -> str:
        """The moment as a form takes it."""
        return home_time(self.moment).strftime("%Y-%m-%dT%H:%M")


@ops.get("/hours/plans")
def plans() -> ResponseReturnValue:
    """List what is planned."""
    return _page()


@ops.post("/hours/plans/words")
@allowed(Role.EDITOR)
def plan_words() -> ResponseReturnValue:
    """Plan the person's drafted sentences, and switches of spoken languages, for a moment."""
    now, form = console().clock.now(), request.form
    spoken = {code: form[f"spoken-{code}"] == "yes" for code in RECORDED if form.get(f"spoken-{code}") in ("yes", "no")}
    planned = PlannedWords(word_planner().drafted() if form.get("words") == "yes" else {}, spoken)
    try:
        at = parse_moment(form.get("at", "").strip())
        made = word_planner().plan(planned, form.get("reason", "").strip(), console().timetable(at), now, at)
    except PromptsError as error:
        return _page([told(each) for each in error.problems])
    except ValueError as error:
        return _page([said(error)])
    console().book.refresh()
    tell(_("Planned for %(moment)s. Callers hear it from then on.", moment=when(made.effective_at)))
    return redirect(url_for("ops.plans"), 303)


@ops.post("/hours/plans/words/<int:number>/withdraw")
@allowed(Role.EDITOR)
def withdraw_words(number: int) -> ResponseReturnValue:
    """Withdraw planned words."""
    try:
        word_planner().withdraw(number, console().clock.now())
    except PromptsError as error:
        return _page([told(each) for each in error.problems])
    console().book.refresh()
    tell(_("Withdrawn. The sentences are in the draft of their author again."))
    return redirect(url_for("ops.plans"), 303)


def word_planner() -> WordPlanner:
    """Return what plans words for the signed-in person."""
    return WordPlanner(SentenceEditor(console().engine, console().book, person().name))


def drafted_words_of_all() -> PlannedWords:
    """Return the signed-in person's drafted sentences of all languages."""
    return PlannedWords(word_planner().drafted())


def _page(problems: Sequence[str] = ()) -> ResponseReturnValue:
    drafted = drafted_words_of_all()
    return render_template(
        "ops/planned.html",
        moments=_moments(console().clock.now()),
        problems=problems,
        drafted=drafted,
        recorded=[code for code in RECORDED if code not in console().book.voices],
        form=request.form,
        language_names=language_names,
        longest_reason=LONGEST_REASON,
    ), 422 if problems else 200


def _moments(now: datetime) -> list[PlannedMoment]:
    line = read(console().engine, store.standing, now)
    waiting = [each for each in word_planner().standing() if each.effective_at > now]
    changes = {after.number: _changes(before, after) for before, after in pairwise(line)}
    moments = sorted({*(each.effective_at for each in line[1:]), *(each.effective_at for each in waiting)})
    return [
        PlannedMoment(
            moment,
            tuple((each, changes[each.number]) for each in line[1:] if each.effective_at == moment),
            tuple(each for each in waiting if each.effective_at == moment),
        )
        for moment in moments
    ]


def _changes(before: Revision, after: Revision) -> list[str]:
    """Return what a revision changes; empty if a document can't be read."""
    try:
        was, becomes = read_document(before.document), read_document(after.document)
    except DirectoryError:
        return []
    know_names(becomes)
    return [said(words(each)) for each in difference(was, becomes)]
