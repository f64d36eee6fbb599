"""Recordings of a language that the carrier has no voice for: listened to, uploaded, recorded in the browser."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.core.wording import clips_needed
from ivr.service.prompts import PromptsError
from ivr.service.recordings import Studio
from ivr.store import recordings as store
from ivr.store.engine import reading
from ivr.web.ops.desk import Desk
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.prompts import LARGEST_FILE
from ivr.web.ops.words import _, said
from prompts import LANGUAGES, Collection, Recording
from prompts.collection import RECORDED
from prompts.recordings import Kind


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


def recordings_pages(blueprint: Blueprint, desk: Desk) -> None:
    """The clips of a language, and one of them."""

    def studio() -> Studio:
        return Studio(desk.engine, desk.book, person().name)

    @blueprint.get("/prompts/<language>/clips")
    def clips(language: str) -> ResponseReturnValue:
        return listed(language)

    @blueprint.get("/prompts/<language>/clips/<clip>")
    def clip(language: str, clip: str) -> ResponseReturnValue:
        return one(language, clip)

    @blueprint.post("/prompts/<language>/clips/<clip>")
    @allowed(Role.EDITOR, largest=LARGEST_FILE)
    def take_clip(language: str, clip: str) -> ResponseReturnValue:
        _recorded(language)
        now, file = desk.clock.now(), request.files.get("file")
        by_script = request.headers.get("Accept") == "application/json"
        try:
            content = file.read() if file else b""
            studio().take(language, {clip: content}, Kind.RECORDED, desk.timetable(now).directory, now)
        except PromptsError as error:
            problem = said(error.problems[0])
            return (jsonify(problem=problem), 422) if by_script else one(language, clip, problem)
        here = url_for("ops.clip", language=language, clip=clip)
        if by_script:
            return jsonify(next=next_missing(language) or here)
        flash(_("The recording is kept; it is served from now on."), "done")
        return redirect(here, 303)

    @blueprint.post("/prompts/<language>/clips/<clip>/remove")
    @allowed(Role.EDITOR)
    def remove_clip(language: str, clip: str) -> ResponseReturnValue:
        _recorded(language)
        now = desk.clock.now()
        try:
            studio().remove(language, clip, desk.timetable(now).directory, now)
        except PromptsError as error:
            return one(language, clip, said(error.problems[0]))
        flash(_("The recording was removed."), "done")
        return redirect(url_for("ops.clip", language=language, clip=clip), 303)

    @blueprint.post("/prompts/<language>/spoken")
    @allowed(Role.EDITOR)
    def speak(language: str) -> ResponseReturnValue:
        _recorded(language)
        now, spoken = desk.clock.now(), request.form.get("spoken") == "yes"
        try:
            studio().speak(language, spoken, desk.timetable(now).directory, now)
        except PromptsError as error:
            return listed(language, [said(each) for each in error.problems])
        heard = _("Callers hear the recordings from now on.")
        flash(heard if spoken else _("Callers hear Easy Japanese and English from now on."), "done")
        return redirect(url_for("ops.clips", language=language), 303)

    def rows(language: str) -> list[ClipRow]:
        collection, needed = _recorded_needed(desk, language)
        with reading(desk.engine) as connection:
            ours = {row.name for row in store.latest(connection) if row.language == language and row.name}
        found = _rows(collection, language, needed, ours)
        return sorted(found, key=lambda row: ["missing", "synthetic", "recorded"].index(row.state))

    def next_missing(language: str) -> str | None:
        first = next((row for row in rows(language) if row.recording is None), None)
        return url_for("ops.clip", language=language, clip=first.id) if first else None

    def listed(language: str, problems: list[str] | None = None) -> ResponseReturnValue:
        _recorded(language)
        found = rows(language)
        return render_template(
            "ops/prompts/clips.html",
            code=language,
            rows=found,
            missing=sum(row.state == "missing" for row in found),
            synthetic=sum(row.state == "synthetic" for row in found),
            spoken=desk.book.collection.manifests[language].spoken,
            problems=problems,
            states=_states(),
        ), 422 if problems else 200

    def one(language: str, clip: str, problem: str = "") -> ResponseReturnValue:
        _recorded(language)
        found = rows(language)
        row = next((each for each in found if each.id == clip), None)
        if row is None:
            abort(404)
        with reading(desk.engine) as connection:
            history = store.history(connection, language, clip)
        return render_template(
            "ops/prompts/clip.html",
            code=language,
            row=row,
            history=history,
            problem=problem,
            states=_states(),
            next_missing=next_missing(language),
            missing=sum(each.state == "missing" for each in found),
        ), 422 if problem else 200


def _recorded(language: str) -> None:
    if language not in LANGUAGES or language not in RECORDED:
        abort(404)


def _recorded_needed(desk: Desk, language: str) -> tuple[Collection, Mapping[str, str]]:
    collection = desk.book.fresh()
    return collection, clips_needed(collection.book, language, desk.timetable(desk.clock.now()).directory)


def _rows(collection: Collection, language: str, needed: Mapping[str, str], ours: set[str]) -> list[ClipRow]:
    read, manifest = collection.recordings[language], collection.manifests[language].by_id()
    found = []
    for clip_id, text in needed.items():
        recording, old = read.get(text), manifest.get(clip_id)
        says = old.text if recording is None and old and old.kind and old.text != text else ""
        found.append(ClipRow(clip_id, text, recording, recording is not None and recording.name in ours, says))
    return found


def _states() -> dict[str, tuple[str, str]]:
    """What a clip's state is called, and what kind of badge it has."""
    return {
        "missing": ("wrong", _("not recorded")),
        "synthetic": ("draft", _("synthetic draft")),
        "recorded": ("open", _("recorded")),
    }
