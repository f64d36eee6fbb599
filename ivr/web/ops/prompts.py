"""*Prompts*: what is said and written in each language, edited here and live in every process."""

from collections import Counter

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.service.prompts.catalogues import export_catalogue, take_catalogue
from ivr.service.prompts.problems import PromptsError, states_of
from ivr.web.ops.console import Console
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, said
from ivr.web.ops.prompt import sentence_pages
from prompts import LANGUAGES, CatalogueError, Collection
from prompts.collection import RECORDED
from prompts.status import State, Text, Voice

LARGEST_FILE = 5 * 1024 * 1024
"""Bytes of an upload."""


def prompts_pages(blueprint: Blueprint, desk: Console) -> None:
    """The matrix, catalogues out and back, and the page of one sentence in one language."""
    sentence_pages(blueprint, desk)
    _catalogue_pages(blueprint, desk)

    @blueprint.get("/prompts")
    def prompts() -> ResponseReturnValue:
        return _matrix(desk.book.fresh(), desk)


def _catalogue_pages(blueprint: Blueprint, desk: Console) -> None:
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
        flash(_("The file was imported. Sentences changed: %(count)s.", count=taken.changed), "done")
        return redirect(url_for("ops.prompts"), 303)


def _matrix(collection: Collection, desk: Console, problems: list[str] | None = None) -> ResponseReturnValue:
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
