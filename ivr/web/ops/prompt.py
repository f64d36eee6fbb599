"""One sentence in one language: preview, edit, confirm, restore the default."""

from collections.abc import Callable
from datetime import date, time

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.core.text.writer import MOST_SEGMENTS
from ivr.service.prompts.cost import Cost, cost_of
from ivr.service.prompts.editor import LONGEST, SentenceConflictError, SentenceEditor
from ivr.service.prompts.problems import PromptsError
from ivr.web.ops.console import Console
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _
from prompts import LANGUAGES, Book, Closing, Collection, Dated, Day, Digits, Name, Passage, Prompt
from prompts.book import Value
from prompts.clips import is_spoken, is_texted
from prompts.load import placeholders, problems_in

_EXAMPLE = date(2026, 12, 1)


def sentence_pages(blueprint: Blueprint, desk: Console) -> None:
    """Its page, the preview of what is typed there, and what the buttons do."""
    _button_pages(blueprint, desk)

    @blueprint.get("/prompts/<language>/<prompt>")
    def sentence(language: str, prompt: str) -> ResponseReturnValue:
        return _page(desk, language, prompt)

    @blueprint.get("/prompts/<language>/<prompt>/preview")
    def preview_sentence(language: str, prompt: str) -> ResponseReturnValue:
        collection, typed = _known(desk, language, prompt), _one_line(request.args.get("sentence", ""))[:LONGEST]
        return render_template("ops/prompts/preview.html", **_preview(desk, collection, language, prompt, typed))


def _button_pages(blueprint: Blueprint, desk: Console) -> None:
    """Save, confirm, restore the default."""

    @blueprint.post("/prompts/<language>/<prompt>")
    @allowed(Role.EDITOR)
    def save_sentence(language: str, prompt: str) -> ResponseReturnValue:
        typed, confirmed = _one_line(request.form.get("sentence", "")), request.form.get("confirmed") == "yes"
        now = desk.clock.now()
        timetable = desk.timetable(now)

        def save(editor: SentenceEditor, seen: int) -> str:
            changed = editor.edit(language, prompt, typed, timetable, now, seen=seen, confirmed=confirmed)
            return _("Saved. It goes live within two seconds.") if changed else _("Nothing changed.")

        return _change(desk, language, prompt, save, typed)

    @blueprint.post("/prompts/<language>/<prompt>/confirm")
    @allowed(Role.EDITOR)
    def confirm_sentence(language: str, prompt: str) -> ResponseReturnValue:
        def confirm(editor: SentenceEditor, seen: int) -> str:
            editor.confirm(language, prompt, desk.clock.now(), seen=seen)
            return _("%(name)s confirmed it as a native speaker.", name=person().name)

        return _change(desk, language, prompt, confirm)

    @blueprint.post("/prompts/<language>/<prompt>/revert")
    @allowed(Role.EDITOR)
    def revert_sentence(language: str, prompt: str) -> ResponseReturnValue:
        def revert(editor: SentenceEditor, seen: int) -> str:
            editor.revert(language, prompt, desk.clock.now(), seen=seen)
            return _("Default restored.")

        return _change(desk, language, prompt, revert)


def _change(
    desk: Console, language: str, prompt: str, change: Callable[[SentenceEditor, int], str], typed: str | None = None
) -> ResponseReturnValue:
    """Make a change to the version that was seen, and say what was done."""
    try:
        done = change(_editor(desk), request.form.get("seen", 0, int))
    except PromptsError as error:
        return _page(desk, language, prompt, typed, error)
    flash(done, "done")
    return redirect(url_for("ops.sentence", language=language, prompt=prompt), 303)


def _page(
    desk: Console, language: str, prompt: str, typed: str | None = None, error: PromptsError | None = None
) -> ResponseReturnValue:
    collection = _known(desk, language, prompt)
    history = _editor(desk).history(language, prompt)
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
        **_preview(desk, collection, language, prompt, shown),
    ), 422 if error else 200


def _preview(desk: Console, collection: Collection, language: str, prompt: str, typed: str) -> dict[str, object]:
    problems = list(problems_in({prompt: typed}, {prompt: collection.english[prompt]}))
    cost: Cost | None = None
    heard = ""
    if not problems:
        cost = cost_of(collection.book, desk.timetable(desk.clock.now()), language, prompt, typed)
        heard = _example(collection.book, language, prompt, typed)
    return {"problems": problems, "cost": cost, "heard": heard, "most": MOST_SEGMENTS, "language_code": language}


def _example(book: Book, language: str, prompt: str, sentence: str) -> str:
    """A sentence as it is heard or read, with values as an example."""
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


def _editor(desk: Console) -> SentenceEditor:
    return SentenceEditor(desk.engine, desk.book, person().name)


def _known(desk: Console, language: str, prompt: str) -> Collection:
    collection = desk.book.fresh()
    if language not in LANGUAGES or prompt not in collection.english:
        abort(404)
    return collection


def _one_line(text: str) -> str:
    return " ".join(text.split())
