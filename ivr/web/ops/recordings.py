"""Recordings of a language for which Twilio has no voice: play, upload or record them in the browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.phrases import clips_needed
from ivr.core.roles import Role
from ivr.service.prompts.problems import PromptsError
from ivr.service.prompts.recordings import Studio, clips_to_come
from ivr.store import recordings as store
from ivr.store.db import read
from ivr.web.ops.clip_names import clip_name
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, instead, said
from ivr.web.ops.words_draft import LARGEST_FILE
from prompts import Recording
from prompts.collection import RECORDED
from prompts.recordings import Kind
from sentences import Sentence


@dataclass(frozen=True, slots=True)
class ClipRow:
    """A clip.

    Attributes:
        name: what it says, in the reader's language.
        text: its words.
        recording: None: it has none with these words.
        ours: the recording was made here; it is not a shipped one.
        says: the words of an outdated recording; empty: there is none.
        since: from when on it is needed, if only what is planned needs it.
    """

    id: str
    name: str
    text: str
    recording: Recording | None
    ours: bool
    says: str
    since: datetime | None = None

    @property
    def group(self) -> str:
        """The first part of the id: a prompt, the digits, the hours."""
        return self.id.split(".")[0]

    @property
    def state(self) -> str:
        """``missing``, ``synthetic`` or ``recorded``."""
        return str(self.recording.kind) if self.recording else "missing"


@ops.get("/prompts/<language>/clips")
def clips(language: str) -> ResponseReturnValue:
    """List the clips that a language needs."""
    return _list(language)


@ops.post("/prompts/<language>/spoken")
@allowed(Role.EDITOR)
def speak(language: str) -> ResponseReturnValue:
    """Set whether callers hear the recordings of a language."""
    _recorded(language)
    spoken = request.form.get("spoken") == "yes"
    _studio().speak(language, spoken, console().clock.now())
    heard = _("Callers now hear the recordings.")
    flash(heard if spoken else _("Callers now hear %(instead)s.", instead=instead()), "done")
    return redirect(url_for("ops.clips", language=language), 303)


@ops.get("/prompts/<language>/clips/<clip>")
def clip(language: str, clip: str) -> ResponseReturnValue:
    """Show one clip, to play, upload or record."""
    return _one(language, clip)


@ops.post("/prompts/<language>/clips/<clip>")
@allowed(Role.EDITOR, largest=LARGEST_FILE)
def take_clip(language: str, clip: str) -> ResponseReturnValue:
    """Store an uploaded or recorded sound."""
    _recorded(language)
    now, file = console().clock.now(), request.files.get("file")
    by_script = request.headers.get("Accept") == "application/json"
    try:
        content = file.read() if file else b""
        _studio().take(
            language, {clip: content}, Kind.RECORDED, console().timetable(now).directory, now, _coming(language)
        )
    except PromptsError as error:
        problem = error.problems[0]
        return (jsonify(problem=said(problem)), 422) if by_script else _one(language, clip, problem)
    here = url_for("ops.clip", language=language, clip=clip)
    if by_script:
        return jsonify(next=_next_missing(language, _rows(language)) or here)
    by_carrier = language in console().book.voices
    unheard = _("Recording saved. It is not heard: the carrier's voice speaks this language.")
    flash(unheard if by_carrier else _("Recording saved. It is live now."), "done")
    return redirect(here, 303)


@ops.post("/prompts/<language>/clips/<clip>/remove")
@allowed(Role.EDITOR)
def remove_clip(language: str, clip: str) -> ResponseReturnValue:
    """Remove a recording."""
    _recorded(language)
    now = console().clock.now()
    try:
        _studio().remove(language, clip, console().timetable(now).directory, now, _coming(language))
    except PromptsError as error:
        return _one(language, clip, error.problems[0])
    flash(_("Recording removed."), "done")
    return redirect(url_for("ops.clip", language=language, clip=clip), 303)


def clips_of(language: str, prompt: str) -> list[ClipRow]:
    """Return the clips of a sentence, in the order in which they are played; empty in a language without recordings."""
    rows = _rows(language) if language in RECORDED else []
    return sorted((row for row in rows if row.group == prompt), key=lambda row: row.id)


def _list(language: str) -> ResponseReturnValue:
    _recorded(language)
    rows = _rows(language)
    return render_template(
        "ops/prompts/clips.html",
        code=language,
        rows=rows,
        missing=sum(row.state == "missing" for row in rows),
        synthetic=sum(row.state == "synthetic" for row in rows),
        spoken=console().book.collection.manifests[language].spoken,
        by_carrier=language in console().book.voices,
        states=_states(),
    )


def _one(language: str, clip: str, problem: Sentence | None = None) -> ResponseReturnValue:
    _recorded(language)
    rows = _rows(language)
    row = next((each for each in rows if each.id == clip), None)
    if row is None:
        abort(404)
    history = read(console().engine, store.history, language, clip)
    return render_template(
        "ops/prompts/clip.html",
        code=language,
        row=row,
        history=history,
        problem=problem,
        states=_states(),
        next_missing=_next_missing(language, rows),
        missing=sum(each.state == "missing" for each in rows),
    ), 422 if problem else 200


def _studio() -> Studio:
    return Studio(console().engine, console().book, person().name)


def _coming(language: str) -> dict[str, str]:
    """Return the words of clips that only what is planned needs, by id."""
    now = console().clock.now()
    found = clips_to_come(console().book, console().timetable(now), language, now)
    return {clip: words for clip, (words, _moment) in found.items()}


def _recorded(language: str) -> None:
    if language not in RECORDED:
        abort(404)


def _rows(language: str) -> list[ClipRow]:
    """Return the clips that a language needs: missing ones first, then synthetic ones."""
    collection = console().book.fresh()
    needed = clips_needed(collection.book, language, console().timetable(console().clock.now()).directory)
    ours = {row.name for row in read(console().engine, store.latest) if row.language == language and row.name}
    recorded, manifest = collection.recordings[language], collection.manifests[language].by_id()
    english, found = collection.book.catalogues["en"], []
    now = console().clock.now()
    coming = clips_to_come(console().book, console().timetable(now), language, now)
    for clip_id, text in {**needed, **{clip: words for clip, (words, _moment) in coming.items()}}.items():
        recording, old = recorded.get(text), manifest.get(clip_id)
        says = old.text if recording is None and old and old.kind and old.text != text else ""
        found.append(
            ClipRow(
                clip_id,
                clip_name(clip_id.rpartition(".")[0] if clip_id in coming else clip_id, english),
                text,
                recording,
                recording is not None and recording.name in ours,
                says,
                coming[clip_id][1] if clip_id in coming else None,
            )
        )
    return sorted(found, key=lambda row: ["missing", "synthetic", "recorded"].index(row.state))


def _next_missing(language: str, rows: Sequence[ClipRow]) -> str | None:
    """Return the address of the page of the first clip without a recording, or None."""
    first = next((row for row in rows if row.recording is None), None)
    return url_for("ops.clip", language=language, clip=first.id) if first else None


def _states() -> dict[str, tuple[str, str]]:
    """Return the kind of badge and the name of each state of a clip."""
    return {
        "missing": ("wrong", _("not recorded")),
        "synthetic": ("draft", _("synthetic draft")),
        "recorded": ("open", _("recorded")),
    }
