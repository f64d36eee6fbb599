"""Recordings of a language that the carrier has no voice for: listened to, uploaded, recorded in the browser."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.phrases import clips_needed
from ivr.core.roles import Role
from ivr.service.prompts.problems import PromptsError
from ivr.service.prompts.recordings import Studio
from ivr.store import recordings as store
from ivr.store.db import read
from ivr.web.ops.console import Console
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, said
from ivr.web.ops.prompts import LARGEST_FILE
from prompts import Recording
from prompts.collection import RECORDED
from prompts.recordings import Kind
from sentences import Sentence


@dataclass(frozen=True, slots=True)
class ClipRow:
    """A clip with its words, and its recording, if there is one."""

    id: str
    text: str
    recording: Recording | None
    ours: bool
    says: str

    @property
    def group(self) -> str:
        """What it is a part of: a prompt, the digits, the hours."""
        return self.id.split(".")[0]

    @property
    def state(self) -> str:
        """``missing``, ``synthetic`` or ``recorded``."""
        return str(self.recording.kind) if self.recording else "missing"


def recordings_pages(blueprint: Blueprint, desk: Console) -> None:
    """The clips of a language, and whether callers hear them."""
    _clip_pages(blueprint, desk)

    @blueprint.get("/prompts/<language>/clips")
    def clips(language: str) -> ResponseReturnValue:
        return _list(desk, language)

    @blueprint.post("/prompts/<language>/spoken")
    @allowed(Role.EDITOR)
    def speak(language: str) -> ResponseReturnValue:
        _recorded(language)
        now, spoken = desk.clock.now(), request.form.get("spoken") == "yes"
        try:
            _studio(desk).speak(language, spoken, desk.timetable(now).directory, now)
        except PromptsError as error:
            return _list(desk, language, error.problems)
        heard = _("Callers now hear the recordings.")
        flash(heard if spoken else _("Callers now hear Easy Japanese and English."), "done")
        return redirect(url_for("ops.clips", language=language), 303)


def _clip_pages(blueprint: Blueprint, desk: Console) -> None:
    """One clip: listened to, uploaded or recorded, removed."""

    @blueprint.get("/prompts/<language>/clips/<clip>")
    def clip(language: str, clip: str) -> ResponseReturnValue:
        return _one(desk, language, clip)

    @blueprint.post("/prompts/<language>/clips/<clip>")
    @allowed(Role.EDITOR, largest=LARGEST_FILE)
    def take_clip(language: str, clip: str) -> ResponseReturnValue:
        _recorded(language)
        now, file = desk.clock.now(), request.files.get("file")
        by_script = request.headers.get("Accept") == "application/json"
        try:
            content = file.read() if file else b""
            _studio(desk).take(language, {clip: content}, Kind.RECORDED, desk.timetable(now).directory, now)
        except PromptsError as error:
            problem = error.problems[0]
            return (jsonify(problem=said(problem)), 422) if by_script else _one(desk, language, clip, problem)
        here = url_for("ops.clip", language=language, clip=clip)
        if by_script:
            return jsonify(next=_next_missing(language, _rows(desk, language)) or here)
        flash(_("Recording saved. It is live now."), "done")
        return redirect(here, 303)

    @blueprint.post("/prompts/<language>/clips/<clip>/remove")
    @allowed(Role.EDITOR)
    def remove_clip(language: str, clip: str) -> ResponseReturnValue:
        _recorded(language)
        now = desk.clock.now()
        try:
            _studio(desk).remove(language, clip, desk.timetable(now).directory, now)
        except PromptsError as error:
            return _one(desk, language, clip, error.problems[0])
        flash(_("Recording removed."), "done")
        return redirect(url_for("ops.clip", language=language, clip=clip), 303)


def _list(desk: Console, language: str, problems: Sequence[Sentence] = ()) -> ResponseReturnValue:
    _recorded(language)
    rows = _rows(desk, language)
    return render_template(
        "ops/prompts/clips.html",
        code=language,
        rows=rows,
        missing=sum(row.state == "missing" for row in rows),
        synthetic=sum(row.state == "synthetic" for row in rows),
        spoken=desk.book.collection.manifests[language].spoken,
        problems=problems,
        states=_states(),
    ), 422 if problems else 200


def _one(desk: Console, language: str, clip: str, problem: Sentence | None = None) -> ResponseReturnValue:
    _recorded(language)
    rows = _rows(desk, language)
    row = next((each for each in rows if each.id == clip), None)
    if row is None:
        abort(404)
    history = read(desk.engine, store.history, language, clip)
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


def _studio(desk: Console) -> Studio:
    return Studio(desk.engine, desk.book, person().name)


def _recorded(language: str) -> None:
    if language not in RECORDED:
        abort(404)


def _rows(desk: Console, language: str) -> list[ClipRow]:
    """The clips that a language needs, those that are missing first."""
    collection = desk.book.fresh()
    needed = clips_needed(collection.book, language, desk.timetable(desk.clock.now()).directory)
    ours = {row.name for row in read(desk.engine, store.latest) if row.language == language and row.name}
    recorded, manifest = collection.recordings[language], collection.manifests[language].by_id()
    found = []
    for clip_id, text in needed.items():
        recording, old = recorded.get(text), manifest.get(clip_id)
        says = old.text if recording is None and old and old.kind and old.text != text else ""
        found.append(ClipRow(clip_id, text, recording, recording is not None and recording.name in ours, says))
    return sorted(found, key=lambda row: ["missing", "synthetic", "recorded"].index(row.state))


def _next_missing(language: str, rows: Sequence[ClipRow]) -> str | None:
    """The page of the first clip without a recording."""
    first = next((row for row in rows if row.recording is None), None)
    return url_for("ops.clip", language=language, clip=first.id) if first else None


def _states() -> dict[str, tuple[str, str]]:
    """What a clip's state is called, and what kind of badge it has."""
    return {
        "missing": ("wrong", _("not recorded")),
        "synthetic": ("draft", _("synthetic draft")),
        "recorded": ("open", _("recorded")),
    }
