"""Sentences that are drafted: their difference, publish with a reason, undo, history; a translator's PO file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.service.prompts.catalogues import changes_in, export_catalogue
from ivr.service.prompts.cost import Cost
from ivr.service.prompts.mistakes import LONGEST_REASON, becoming, check
from ivr.service.prompts.problems import PromptsError
from ivr.service.prompts.recordings import lost_recordings
from ivr.service.prompts.words import Entry
from ivr.store import prompts as store
from ivr.store.db import read
from ivr.store.prompts import Change, Publish, Version
from ivr.store.word_plans import standing
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, ngettext, said
from ivr.web.ops.messages import Button, tell
from ivr.web.ops.words import check_language, entries_of, names, told, words_editor
from prompts import CatalogueError, Collection
from sentences import Sentence

LARGEST_FILE = 5 * 1024 * 1024
"""Bytes of an upload."""
_ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Drafting:
    """A sentence of the reader's draft: its problems with what is published by now, and its cost by text."""

    entry: Entry
    change: Change
    problems: Sequence[Sentence]
    cost: Cost | None
    theirs: Version | None
    """The version that somebody has published since the draft was written."""
    planned: datetime | None
    """From when on another sentence is planned."""


@ops.get("/prompts/<language>/draft")
def words_draft(language: str) -> ResponseReturnValue:
    """Show the reader's draft of a language, and what publishing it would change."""
    check_language(language)
    return _page(language, only=request.args.get("only", ""))


@ops.post("/prompts/<language>/draft/publish")
@allowed(Role.EDITOR)
def publish_words(language: str) -> ResponseReturnValue:
    """Publish the chosen sentences of the reader's draft."""
    check_language(language)
    now, reason = console().clock.now(), request.form.get("reason", "").strip()
    try:
        made = words_editor().publish_draft(language, _tokens(), reason, console().timetable(now), now)
    except PromptsError as error:
        return _page(language, error.problems)
    console().book.refresh()
    undo = Button(_("Undo"), url_for("ops.undo_words", language=language), {"number": str(made.number)})
    tell(_("Published. Callers hear it within two seconds."), button=undo)
    return redirect(url_for("ops.words", language=language), 303)


@ops.post("/prompts/<language>/draft/discard")
@allowed(Role.EDITOR)
def discard_words(language: str) -> ResponseReturnValue:
    """Remove the chosen sentences from the reader's draft."""
    check_language(language)
    number = words_editor().discard(language, _tokens(), console().clock.now())
    tell(
        ngettext(
            "%(count)s sentence was removed from your draft.",
            "%(count)s sentences were removed from your draft.",
            number,
        )
    )
    return redirect(url_for("ops.words_draft", language=language), 303)


@ops.get("/prompts/<language>/history")
def words_history(language: str) -> ResponseReturnValue:
    """List what was published in a language."""
    check_language(language)
    return _history(language)


@ops.post("/prompts/<language>/undo")
@allowed(Role.EDITOR)
def undo_words(language: str) -> ResponseReturnValue:
    """Publish the versions that a publish has replaced."""
    check_language(language)
    now, number = console().clock.now(), request.form.get("number", 0, int)
    try:
        made = words_editor().undo(number, console().timetable(now), now)
    except PromptsError as error:
        return _history(language, error.problems)
    console().book.refresh()
    redo = Button(_("Publish it again"), url_for("ops.undo_words", language=language), {"number": str(made.number)})
    tell(_("Undone. Callers hear the sentences of before."), button=redo)
    return redirect(url_for("ops.words_history", language=language), 303)


@ops.get("/prompts/<language>.po")
def catalogue(language: str) -> ResponseReturnValue:
    """Download the PO file of a language."""
    check_language(language)
    response = Response(
        export_catalogue(language, console().book, console().engine), content_type="text/x-gettext-translation"
    )
    response.headers["Content-Disposition"] = f"attachment; filename=tsunagu-{language}.po"
    return response


@ops.post("/prompts/<language>/file")
@allowed(Role.EDITOR, largest=LARGEST_FILE)
def upload_catalogue(language: str) -> ResponseReturnValue:
    """Take a translator's PO file into the reader's draft."""
    check_language(language)
    now, file = console().clock.now(), request.files.get("file")
    if language == "en" or file is None:
        return _page(language, [_("Choose a PO file of a language other than English.")])
    book, engine, author = console().book, console().engine, person().name
    try:
        taken, changes = changes_in(language, file.read(), book, engine, console().timetable(now), author)
        words_editor().take(language, changes, now)
    except PromptsError as error:
        return _page(language, error.problems)
    except CatalogueError as error:
        return _page(language, [said(error)])
    tell(_("The file is in your draft. Sentences that differ: %(count)s.", count=taken.changed), "drafted")
    return redirect(url_for("ops.words_draft", language=language), 303)


def _tokens() -> dict[str, str]:
    """Return the tokens of the chosen sentences, by prompt."""
    pairs = (each.partition(" ") for each in request.form.getlist("chosen"))
    return {prompt: token for prompt, _, token in pairs}


def _page(language: str, problems: Sequence[object] = (), only: str = "") -> ResponseReturnValue:
    collection = console().book.editable()
    listed = entries_of(language, collection)
    drafting = _drafting(language, collection, [each for each in listed if each.own])
    sound = [each.change for each in drafting if not each.problems]
    directory = console().timetable(console().clock.now()).directory
    ticked = {only} if only else set(_tokens()) or {each.entry.prompt for each in drafting if not each.theirs}
    return render_template(
        "ops/prompts/draft.html",
        code=language,
        drafting=drafting,
        ticked=ticked,
        others=[(entry, each) for entry in listed for each in entry.others],
        lost=lost_recordings(language, becoming(language, sound), collection, directory),
        problems=[told(each) for each in problems],
        reason=request.form.get("reason") or _reason([each.entry for each in drafting if each.entry.prompt in ticked]),
        longest_reason=LONGEST_REASON,
        **names(),
    ), 422 if problems else 200


def _drafting(language: str, collection: Collection, listed: Sequence[Entry]) -> list[Drafting]:
    changes = [each.own.change for each in listed if each.own]
    checked = check(language, changes, collection, console().timetable(console().clock.now()))
    published = read(console().engine, store.as_of, language)
    plans = reversed(read(console().engine, standing))
    planned = {change.prompt: plan.effective_at for plan in plans for change in plan.words.get(language, ())}
    found = []
    for entry, change in zip(listed, changes, strict=True):
        version = published.get(entry.prompt)
        theirs = version if version and version.id != change.seen else None
        problems = checked.problems.get(entry.prompt, ())
        found.append(
            Drafting(entry, change, problems, checked.costs.get(entry.prompt), theirs, planned.get(entry.prompt))
        )
    return found


def _reason(listed: Sequence[Entry]) -> str:
    """Return the proposed reason: the English of the sentences, cut to :data:`LONGEST_REASON` characters."""
    text = _("Changed: %(sentences)s", sentences="; ".join(each.english for each in listed))
    return text if len(text) <= LONGEST_REASON else f"{text[: LONGEST_REASON - 1]}…"


def _history(language: str, problems: Sequence[Sentence] = ()) -> ResponseReturnValue:
    before, engine = request.args.get("before", type=int), console().engine
    wanted = [each for each in read(engine, store.publishes_of, language) if before is None or each.number < before]
    shown = wanted[:_ON_A_PAGE]
    versions = read(engine, store.versions_of, [each.number for each in shown])
    present = read(engine, store.as_of, language)
    by_publish: dict[int | None, list[Version]] = {}
    for each in versions:
        by_publish.setdefault(each.publish, []).append(each)
    return render_template(
        "ops/prompts/words_history.html",
        code=language,
        entries=[(each, by_publish.get(each.number, [])) for each in shown],
        undoable={each.number for each in shown if _is_current(each, by_publish, present)},
        english=console().book.collection.sentences["en"].by_id,
        more=shown[-1].number if len(wanted) > len(shown) else None,
        problems=[told(each) for each in problems],
    ), 422 if problems else 200


def _is_current(
    each: Publish, by_publish: Mapping[int | None, Sequence[Version]], present: Mapping[str, Version]
) -> bool:
    """Whether no sentence of a publish was edited since."""
    return all(present[version.prompt].id == version.id for version in by_publish.get(each.number, ()))
