"""*Prompts*: the state of each prompt in each language; download and upload of PO files."""

from collections import Counter

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.service.prompts.catalogues import export_catalogue, take_catalogue
from ivr.service.prompts.problems import PromptsError, states_of
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, said
from prompts import LANGUAGES, CatalogueError, Collection
from prompts.collection import RECORDED
from prompts.status import State, Text, Voice

LARGEST_FILE = 5 * 1024 * 1024
"""Bytes of an upload."""


@ops.get("/prompts")
def prompts() -> ResponseReturnValue:
    """Show every language and prompt with its state."""
    return _matrix(console().book.fresh())


@ops.get("/prompts/<language>.po")
def catalogue(language: str) -> ResponseReturnValue:
    """Download the PO file of a language."""
    if language not in LANGUAGES:
        abort(404)
    response = Response(
        export_catalogue(language, console().book, console().engine), content_type="text/x-gettext-translation"
    )
    response.headers["Content-Disposition"] = f"attachment; filename=tsunagu-{language}.po"
    return response


@ops.post("/prompts/catalogue")
@allowed(Role.EDITOR, largest=LARGEST_FILE)
def upload_catalogue() -> ResponseReturnValue:
    """Take a translator's PO file."""
    now, language, file = console().clock.now(), request.form.get("language", ""), request.files.get("file")
    if language not in LANGUAGES or language == "en" or file is None:
        return _matrix(console().book.fresh(), [_("Choose a language and a PO file.")])
    content, timetable = file.read(), console().timetable(now)
    try:
        taken = take_catalogue(language, content, console().book, console().engine, timetable, person().name, now)
    except PromptsError as error:
        return _matrix(console().book.fresh(), [said(each) for each in error.problems])
    except CatalogueError as error:
        return _matrix(console().book.fresh(), [said(error)])
    flash(_("The file was imported. Sentences changed: %(count)s.", count=taken.changed), "done")
    return redirect(url_for("ops.prompts"), 303)


def _matrix(collection: Collection, problems: list[str] | None = None) -> ResponseReturnValue:
    directory = console().timetable(console().clock.now()).directory
    rows = {code: states_of(code, collection, directory) for code in LANGUAGES}
    shown = request.args.get("show", "")
    prompts = [each for each in collection.english if not shown or any(_matches(rows[c][each], shown) for c in rows)]
    return render_template(
        "ops/prompts/matrix.html",
        prompts=prompts,
        rows=rows,
        counts={code: _counts(states) for code, states in rows.items()},
        recorded=RECORDED,
        by_carrier=collection.voices,
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
    """Return the name of each state of a sentence."""
    return {
        Text.DATA: "",
        Text.SOURCE: _("source"),
        Text.DRAFT: _("draft"),
        Text.CONFIRMED: _("confirmed"),
    }


def _voices() -> dict[Voice, str]:
    """Return the name of each kind of voice."""
    return {
        Voice.CARRIER: _("carrier's voice"),
        Voice.RECORDED: _("recorded"),
        Voice.SYNTHETIC: _("synthetic draft"),
        Voice.MISSING: _("not recorded"),
        Voice.WRITTEN: _("by text"),
    }
