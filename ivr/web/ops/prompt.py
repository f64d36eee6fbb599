"""One sentence in one language: what stands around it, what it costs, its recordings, and its draft."""

from collections.abc import Mapping
from datetime import date, time

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.call.surroundings import surroundings
from ivr.core.roles import Role
from ivr.core.text.writer import MOST_SEGMENTS
from ivr.service.prompts.mistakes import LONGEST, check
from ivr.service.prompts.problems import EXAMPLE_PAGES, PromptsError, sample_week
from ivr.service.prompts.recordings import lost_recordings
from ivr.service.prompts.words import Entry, drafted_words, neighbours
from ivr.store.prompts import Change
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _
from ivr.web.ops.messages import tell
from ivr.web.ops.recordings import clips_of
from ivr.web.ops.words import address, chosen, entries_of, names, told, words_editor
from profiles import profile
from prompts import LANGUAGES, Book, Closing, Collection, Dated, Day, Digits, Name, Passage, Prompt
from prompts.book import Value
from prompts.clips import is_spoken, is_texted
from prompts.collection import RECORDED
from prompts.load import load_notes, placeholders
from schedules import Directory

_EXAMPLE = date(2026, 12, 1)


@ops.get("/prompts/<language>/<prompt>")
def sentence(language: str, prompt: str) -> ResponseReturnValue:
    """Show one sentence, to edit."""
    return _page(language, prompt)


@ops.get("/prompts/<language>/<prompt>/edit")
@allowed(Role.EDITOR)
def edit_in_place(language: str, prompt: str) -> ResponseReturnValue:
    """Return the editor of a sentence, as a part of the list."""
    collection = _known(language, prompt)
    entry = next(each for each in entries_of(language, collection) if each.prompt == prompt)
    editing = _editing(collection, language, entry)
    return render_template("ops/prompts/row_editor.html", in_place=True, **editing, **_surroundings(language, prompt))


@ops.get("/prompts/<language>/<prompt>/preview")
def preview_sentence(language: str, prompt: str) -> ResponseReturnValue:
    """Return the preview of a typed sentence and its cost, as a part of the page."""
    collection, typed = _known(language, prompt), _one_line(request.args.get("sentence", ""))[: LONGEST + 1]
    return render_template("ops/prompts/preview.html", **_preview(collection, language, prompt, typed))


@ops.post("/prompts/<language>/<prompt>")
@allowed(Role.EDITOR)
def save_sentence(language: str, prompt: str) -> ResponseReturnValue:
    """Save a sentence in the draft of the signed-in person: as typed, confirmed as it is, or the default."""
    form, now = request.form, console().clock.now()
    default = form.get("act") == "default"
    typed = None if default else _one_line(form.get("sentence", ""))
    confirmed = not default and (form.get("confirmed") == "yes" or form.get("act") == "confirm")
    try:
        changed = words_editor().save(
            language,
            prompt,
            typed,
            console().timetable(now),
            now,
            seen=form.get("seen", 0, int),
            token=form.get("token", ""),
            confirmed=confirmed,
        )
    except PromptsError as error:
        return _page(language, prompt, typed, error)
    if changed:
        tell(_("Saved in your draft. Callers hear it after you publish."), "drafted")
    else:
        tell(_("The same as what is published: nothing is in your draft."), "note")
    return redirect(_following(language, prompt, changed), 303)


def _following(language: str, prompt: str, changed: bool) -> str:
    """Return where the button that was pressed leads after the sentence is saved."""
    match request.form.get("then"):
        case "publish" if changed:
            return url_for("ops.words_draft", language=language, only=prompt)
        case "next":
            following = request.form.get("next", "")
            if following in console().book.collection.english:
                return address("sentence", language, prompt=following)
    return f"{address('words', language)}#{prompt}"


def _page(
    language: str, prompt: str, typed: str | None = None, error: PromptsError | None = None
) -> ResponseReturnValue:
    collection = _known(language, prompt)
    listed = entries_of(language, collection)
    entry = next(each for each in listed if each.prompt == prompt)
    before, after = neighbours(listed, prompt, *chosen())
    return render_template(
        "ops/prompts/sentence.html",
        source=collection.english[prompt],
        note=load_notes().get(prompt, ""),
        unused=collection.unused.get((language, prompt)),
        history=words_editor().history(language, prompt),
        number=listed.index(entry) + 1,
        total=len(listed),
        before=before,
        after=after,
        **_editing(collection, language, entry, typed, error),
        **_surroundings(language, prompt),
    ), 422 if error else 200


def _editing(
    collection: Collection,
    language: str,
    entry: Entry,
    typed: str | None = None,
    error: PromptsError | None = None,
) -> dict[str, object]:
    """Return what the editor of a sentence needs."""
    prompt = entry.prompt
    drafted = drafted_words(language, entry.own) if entry.own else entry.sentence
    shown = drafted if typed is None else typed
    history = words_editor().history(language, prompt)
    return {
        "code": language,
        "entry": entry,
        "typed": shown,
        "chips": list(dict.fromkeys(placeholders(collection.english[prompt]))),
        "seen": history[0].id if history else 0,
        "edited": bool(history) and history[0].sentence is not None,
        "error": error,
        "longest": LONGEST,
        **(names() | _preview(collection, language, prompt, shown)),
    }


def _surroundings(language: str, prompt: str) -> dict[str, object]:
    """Return where a sentence is used, what stands around it in a call, and its recordings."""
    timetable = console().timetable(console().clock.now())
    return {
        "spoken": is_spoken(prompt),
        "texted": is_texted(prompt),
        "around": surroundings(console().book.collection.book, timetable, language, sample_week()).get(prompt),
        "clips": clips_of(language, prompt),
        "recorded_languages": RECORDED,
    }


def _preview(collection: Collection, language: str, prompt: str, typed: str) -> dict[str, object]:
    """Return what is wrong with a typed sentence; if nothing, how it is heard, its cost, and what it loses."""
    timetable = console().timetable(console().clock.now())
    change = Change(prompt, typed, collection.english[prompt], True, person().name, 0)
    others = [each.change for each in words_editor().own(language).values() if each.change.prompt != prompt]
    checked = check(language, [change], collection, timetable, others)
    sound = not checked.problems
    return {
        "problems": checked.mistakes,
        "cost": checked.costs.get(prompt),
        "heard": _example(collection.book, timetable.directory, language, prompt, typed) if sound else "",
        "lost": lost_recordings(language, {prompt: typed}, collection, timetable.directory) if sound else [],
        "most": MOST_SEGMENTS,
        "language_code": language,
        "told": told,
    }


def _example(book: Book, directory: Directory, language: str, prompt: str, sentence: str) -> str:
    """Return a sentence as it is heard or read, with example values."""
    catalogues = {**book.catalogues, language: {**book.catalogues[language], prompt: sentence}}
    agency, number = next(((line.agency, line.number) for line in directory.lines), ("…", "…"))
    examples: Mapping[str, Value] = {
        "agency": agency,
        "line": f"{agency} {number}",
        "time": Closing(time(19)),
        "day": Day(_EXAMPLE, _EXAMPLE),
        "date": Dated(_EXAMPLE),
        "number": Digits(number),
        "language": Name(language),
        "key": LANGUAGES[language].key,
        "titles": Passage({language: "…"}),
        "url": EXAMPLE_PAGES,
        "police": profile().police,
        "ambulance": profile().ambulance,
    }
    values = {name: examples.get(name, f"{{{name}}}") for name in placeholders(sentence)}
    put = Book(catalogues).sentence if is_spoken(prompt) else Book(catalogues).text
    return put(language, Prompt(prompt, values))


def _known(language: str, prompt: str) -> Collection:
    collection = console().book.editable()
    if language not in LANGUAGES or prompt not in collection.english:
        abort(404)
    return collection


def _one_line(text: str) -> str:
    return " ".join(text.split())
