"""*Prompts*: what is said and written in each language, edited here and live in every process."""

from collections import Counter
from datetime import date, time

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.core.writing import MOST_SEGMENTS
from ivr.service.catalogues import export_catalogue, take_catalogue
from ivr.service.cost import Cost, cost_of
from ivr.service.prompts import PromptsError, states_of
from ivr.service.sentences import LONGEST, SentenceConflictError, SentenceEditor
from ivr.web.ops.desk import Desk
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.words import _, said
from prompts import LANGUAGES, Book, CatalogueError, Closing, Collection, Dated, Day, Digits, Name, Passage, Prompt
from prompts.book import Value
from prompts.clips import is_spoken, is_texted
from prompts.collection import RECORDED
from prompts.load import placeholders, problems_in
from prompts.status import State, Text, Voice

LARGEST_FILE = 5 * 1024 * 1024
"""Bytes of an upload."""
_EXAMPLE = date(2026, 12, 1)


def prompts_pages(blueprint: Blueprint, desk: Desk) -> None:
    """The matrix, and the page of one sentence in one language."""

    def editor() -> SentenceEditor:
        return SentenceEditor(desk.engine, desk.book, person().name)

    catalogue_pages(blueprint, desk)

    @blueprint.get("/prompts")
    def prompts() -> ResponseReturnValue:
        return _matrix(desk.book.fresh(), desk)

    @blueprint.get("/prompts/<language>/<prompt>")
    def sentence(language: str, prompt: str) -> ResponseReturnValue:
        return page(_known(desk.book.fresh(), language, prompt), language, prompt)

    @blueprint.post("/prompts/<language>/<prompt>")
    @allowed(Role.EDITOR)
    def save_sentence(language: str, prompt: str) -> ResponseReturnValue:
        collection, now = _known(desk.book.fresh(), language, prompt), desk.clock.now()
        typed, seen = " ".join(request.form.get("sentence", "").split()), request.form.get("seen", 0, int)
        confirmed = request.form.get("confirmed") == "yes"
        timetable = desk.timetable(now)
        try:
            changed = editor().edit(language, prompt, typed, timetable, now, seen=seen, confirmed=confirmed)
        except PromptsError as error:
            return page(collection, language, prompt, typed=typed, error=error)
        flash(
            _("Saved. Callers hear and read it within two seconds.") if changed else _("Nothing was changed."), "done"
        )
        return redirect(url_for("ops.sentence", language=language, prompt=prompt), 303)

    @blueprint.post("/prompts/<language>/<prompt>/confirm")
    @allowed(Role.EDITOR)
    def confirm_sentence(language: str, prompt: str) -> ResponseReturnValue:
        collection, seen = _known(desk.book.fresh(), language, prompt), request.form.get("seen", 0, int)
        try:
            editor().confirm(language, prompt, desk.clock.now(), seen=seen)
        except PromptsError as error:
            return page(collection, language, prompt, error=error)
        flash(_("Confirmed by %(name)s as a native speaker.", name=person().name), "done")
        return redirect(url_for("ops.sentence", language=language, prompt=prompt), 303)

    @blueprint.post("/prompts/<language>/<prompt>/revert")
    @allowed(Role.EDITOR)
    def revert_sentence(language: str, prompt: str) -> ResponseReturnValue:
        collection, seen = _known(desk.book.fresh(), language, prompt), request.form.get("seen", 0, int)
        try:
            editor().revert(language, prompt, desk.clock.now(), seen=seen)
        except PromptsError as error:
            return page(collection, language, prompt, error=error)
        flash(_("The sentence that ships is back."), "done")
        return redirect(url_for("ops.sentence", language=language, prompt=prompt), 303)

    @blueprint.get("/prompts/<language>/<prompt>/preview")
    def preview_sentence(language: str, prompt: str) -> ResponseReturnValue:
        collection = _known(desk.book.fresh(), language, prompt)
        typed = " ".join(request.args.get("sentence", "").split())[:LONGEST]
        return render_template("ops/prompts/preview.html", **preview(collection, language, prompt, typed))

    def preview(collection: Collection, language: str, prompt: str, typed: str) -> dict[str, object]:
        problems = list(problems_in({prompt: typed}, {prompt: collection.english[prompt]}))
        cost: Cost | None = None
        heard = ""
        if not problems:
            cost = cost_of(collection.book, desk.timetable(desk.clock.now()), language, prompt, typed)
            heard = _example(collection.book, language, prompt, typed)
        return {"problems": problems, "cost": cost, "heard": heard, "most": MOST_SEGMENTS, "language_code": language}

    def page(
        collection: Collection, language: str, prompt: str, typed: str | None = None, error: PromptsError | None = None
    ) -> ResponseReturnValue:
        history = editor().history(language, prompt)
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
            **preview(collection, language, prompt, shown),
        ), 422 if error else 200


def catalogue_pages(blueprint: Blueprint, desk: Desk) -> None:
    """Catalogues out to translators and back."""

    @blueprint.get("/prompts/<language>.po")
    def catalogue(language: str) -> ResponseReturnValue:
        if language not in LANGUAGES:
            abort(404)
        response = Response(
            export_catalogue(language, desk.book, desk.engine), content_type="text/x-gettext-translation"
        )
        response.headers["Content-Disposition"] = f"attachment; filename=tsunagu-{language}.po"
        return response

    @blueprint.post("/prompts/catalogue")
    @allowed(Role.EDITOR, largest=LARGEST_FILE)
    def upload_catalogue() -> ResponseReturnValue:
        now, language, file = desk.clock.now(), request.form.get("language", ""), request.files.get("file")
        if language not in LANGUAGES or language == "en" or file is None:
            return _matrix(desk.book.fresh(), desk, [_("Choose a language and a PO file.")])
        content, timetable = file.read(), desk.timetable(now)
        try:
            taken = take_catalogue(language, content, desk.book, desk.engine, timetable, person().name, now)
        except PromptsError as error:
            return _matrix(desk.book.fresh(), desk, [said(each) for each in error.problems])
        except CatalogueError as error:
            return _matrix(desk.book.fresh(), desk, [said(error)])
        flash(_("The file was taken in; %(count)s sentences have changed.", count=taken.changed), "done")
        return redirect(url_for("ops.prompts"), 303)


def _known(collection: Collection, language: str, prompt: str) -> Collection:
    if language not in LANGUAGES or prompt not in collection.english:
        abort(404)
    return collection


def _matrix(collection: Collection, desk: Desk, problems: list[str] | None = None) -> ResponseReturnValue:
    directory = desk.timetable(desk.clock.now()).directory
    rows = {code: states_of(code, collection, directory) for code in LANGUAGES}
    shown = request.args.get("show", "")
    prompts = [each for each in collection.english if not shown or any(_matches(rows[c][each], shown) for c in rows)]
    return render_template(
        "ops/prompts/matrix.html",
        prompts=prompts,
        rows=rows,
        counts={code: _counts(states) for code, states in rows.items()},
        recorded=RECORDED,
        unused=collection.unused,
        shown=shown,
        texts=_texts(),
        voices=_voices(),
        manifests=collection.manifests,
        problems=problems or [],
    ), 422 if problems else 200


def _matches(state: State, shown: str) -> bool:
    return shown in (state.text.name.lower(), state.voice.name.lower())


def _counts(states: dict[str, State]) -> Counter[str]:
    texts = Counter(state.text.name for state in states.values())
    return texts + Counter(state.voice.name for state in states.values())


def _texts() -> dict[Text, str]:
    """What a sentence's state is called."""
    return {
        Text.DATA: "",
        Text.SOURCE: _("source"),
        Text.DRAFT: _("draft"),
        Text.CONFIRMED: _("confirmed"),
    }


def _voices() -> dict[Voice, str]:
    """What a voice is called."""
    return {
        Voice.CARRIER: _("carrier's voice"),
        Voice.RECORDED: _("recorded"),
        Voice.SYNTHETIC: _("synthetic draft"),
        Voice.MISSING: _("not recorded"),
        Voice.WRITTEN: _("by text"),
    }


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
