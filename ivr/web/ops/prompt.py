"""One sentence in one language: preview, edit, confirm, restore the default."""

from collections.abc import Callable
from datetime import date, time

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.core.text.writer import MOST_SEGMENTS
from ivr.service.prompts.cost import Cost, cost_of
from ivr.service.prompts.editor import LONGEST, SentenceConflictError, SentenceEditor
from ivr.service.prompts.problems import PromptsError
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _
from prompts import LANGUAGES, Book, Closing, Collection, Dated, Day, Digits, Name, Passage, Prompt
from prompts.book import Value
from prompts.clips import is_spoken, is_texted
from prompts.load import placeholders, problems_in
from prompts.wording import doubts_in

_EXAMPLE = date(2026, 12, 1)


@ops.get("/prompts/<language>/<prompt>")
def sentence(language: str, prompt: str) -> ResponseReturnValue:
    """Show one sentence, to edit."""
    return _page(language, prompt)


@ops.get("/prompts/<language>/<prompt>/preview")
def preview_sentence(language: str, prompt: str) -> ResponseReturnValue:
    """Return the preview of a typed sentence and its cost, as a part of the page."""
    collection, typed = _known(language, prompt), _one_line(request.args.get("sentence", ""))[:LONGEST]
    return render_template("ops/prompts/preview.html", **_preview(collection, language, prompt, typed))


@ops.post("/prompts/<language>/<prompt>")
@allowed(Role.EDITOR)
def save_sentence(language: str, prompt: str) -> ResponseReturnValue:
    """Save a sentence."""
    typed, confirmed = _one_line(request.form.get("sentence", "")), request.form.get("confirmed") == "yes"
    now = console().clock.now()
    timetable = console().timetable(now)

    def save(editor: SentenceEditor, seen: int) -> str:
        changed = editor.edit(language, prompt, typed, timetable, now, seen=seen, confirmed=confirmed)
        return _("Saved. It goes live within two seconds.") if changed else _("Nothing changed.")

    return _change(language, prompt, save, typed)


@ops.post("/prompts/<language>/<prompt>/confirm")
@allowed(Role.EDITOR)
def confirm_sentence(language: str, prompt: str) -> ResponseReturnValue:
    """Record that a native speaker has confirmed a sentence."""

    def confirm(editor: SentenceEditor, seen: int) -> str:
        editor.confirm(language, prompt, console().clock.now(), seen=seen)
        return _("%(name)s confirmed it as a native speaker.", name=person().name)

    return _change(language, prompt, confirm)


@ops.post("/prompts/<language>/<prompt>/revert")
@allowed(Role.EDITOR)
def revert_sentence(language: str, prompt: str) -> ResponseReturnValue:
    """Restore the default sentence."""

    def revert(editor: SentenceEditor, seen: int) -> str:
        editor.revert(language, prompt, console().clock.now(), seen=seen)
        return _("Default restored.")

    return _change(language, prompt, revert)


def _change(
    language: str, prompt: str, change: Callable[[SentenceEditor, int], str], typed: str | None = None
) -> ResponseReturnValue:
    """Make a change to the version that the form has seen, and show the message that ``change`` returns."""
    try:
        done = change(_editor(), request.form.get("seen", 0, int))
    except PromptsError as error:
        return _page(language, prompt, typed, error)
    flash(done, "done")
    return redirect(url_for("ops.sentence", language=language, prompt=prompt), 303)


def _page(
    language: str, prompt: str, typed: str | None = None, error: PromptsError | None = None
) -> ResponseReturnValue:
    collection = _known(language, prompt)
    history = _editor().history(language, prompt)
    present = collection.sentences[language].by_id[prompt]
    shown = present if typed is None else typed
    return render_template(
        "ops/prompts/sentence.html",
        code=language,
        prompt=prompt,
        typed=shown,
        present=present,
        draft=prompt in collection.sentences[language].drafts,
        english=collection.sentences["en"].by_id[prompt],
        source=collection.english[prompt],
        chips=dict.fromkeys(placeholders(collection.english[prompt])),
        unused=collection.unused.get((language, prompt)),
        history=history,
        seen=history[0].id if history else 0,
        error=error,
        conflict=isinstance(error, SentenceConflictError),
        longest=LONGEST,
        spoken=is_spoken(prompt),
        texted=is_texted(prompt),
        **_preview(collection, language, prompt, shown),
    ), 422 if error else 200


def _preview(collection: Collection, language: str, prompt: str, typed: str) -> dict[str, object]:
    words, english = {prompt: typed}, {prompt: collection.english[prompt]}
    problems = [*problems_in(words, english), *doubts_in(language, words, english)]
    cost: Cost | None = None
    heard = ""
    if not problems:
        cost = cost_of(collection.book, console().timetable(console().clock.now()), language, prompt, typed)
        heard = _example(collection.book, language, prompt, typed)
    return {"problems": problems, "cost": cost, "heard": heard, "most": MOST_SEGMENTS, "language_code": language}


def _example(book: Book, language: str, prompt: str, sentence: str) -> str:
    """Return a sentence as it is heard or read, with example values."""
    catalogues = {**book.catalogues, language: {**book.catalogues[language], prompt: sentence}}
    examples: dict[str, Value] = {
        "agency": "OTIT",
        "line": "OTIT 0120-250-168",
        "time": Closing(time(19)),
        "day": Day(_EXAMPLE, _EXAMPLE),
        "date": Dated(_EXAMPLE),
        "number": Digits("0120-250-168"),
        "language": Name(language),
        "key": LANGUAGES[language].key,
        "titles": Passage({language: "…"}),
        "url": "https://www.otit.go.jp/",
        "police": "110",
        "ambulance": "119",
    }
    values = {name: examples.get(name, f"{{{name}}}") for name in placeholders(sentence)}
    put = Book(catalogues).sentence if is_spoken(prompt) else Book(catalogues).text
    return put(language, Prompt(prompt, values))


def _editor() -> SentenceEditor:
    return SentenceEditor(console().engine, console().book, person().name)


def _known(language: str, prompt: str) -> Collection:
    collection = console().book.fresh()
    if language not in LANGUAGES or prompt not in collection.english:
        abort(404)
    return collection


def _one_line(text: str) -> str:
    return " ".join(text.split())
