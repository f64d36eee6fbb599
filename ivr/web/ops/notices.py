"""*Notices*: dated pieces of information in each language. Edited in the draft, published with the hours."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from ivr.core.roles import Role
from ivr.service.schedule.refusals import EditError
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import editor, working
from ivr.web.ops.guard import allowed
from ivr.web.ops.i18n import _, said
from prompts import LANGUAGES, count_segments
from schedules import Directory, Notice, Timetable, Wording, home_date
from schedules.edits import put_notice, remove_notice, retire_notice
from sentences import Sentence


@ops.get("/notices")
def notices() -> ResponseReturnValue:
    """List the notices."""
    return _list()


@ops.post("/notices")
@allowed(Role.EDITOR)
def add_notice() -> ResponseReturnValue:
    """Add a notice to the draft."""
    try:
        notice_id = _add()
    except EditError as error:
        return _list(error=said(error), given=request.form), 422
    return _saved(url_for("ops.notice", notice_id=notice_id))


@ops.get("/notices/<notice_id>")
def notice(notice_id: str) -> ResponseReturnValue:
    """Show one notice in all languages."""
    return _one(notice_id)


@ops.post("/notices/<notice_id>")
@allowed(Role.EDITOR)
def change_notice(notice_id: str) -> ResponseReturnValue:
    """Do what the pressed button says: change dates, confirm, retire, remove the end date, delete."""
    now = console().clock.now()
    try:
        _edit(_wanted(notice_id, now), now)
    except EditError as error:
        return _one(notice_id, error=said(error)), 422
    removed = request.form.get("do") == "remove"
    return _saved(url_for("ops.notices") if removed else url_for("ops.notice", notice_id=notice_id))


@ops.get("/notices/<notice_id>/<language>")
def notice_words(notice_id: str, language: str) -> ResponseReturnValue:
    """Show a notice's words in one language, to edit."""
    return _words(notice_id, language)


@ops.post("/notices/<notice_id>/<language>")
@allowed(Role.EDITOR)
def change_words(notice_id: str, language: str) -> ResponseReturnValue:
    """Save a notice's words in the draft."""
    now = console().clock.now()
    if language not in LANGUAGES or _found(working(now).directory, notice_id) is None:
        abort(404)
    words = _typed(draft=language != "en" and request.form.get("confirmed") != "yes")
    try:
        _edit(lambda directory: _with_words(directory, notice_id, language, words), now)
    except EditError as error:
        return _words(notice_id, language, words, said(error)), 422
    return _saved(url_for("ops.notice", notice_id=notice_id))


def _add() -> str:
    """Add the typed notice to the draft, and return its id.

    Raises:
        EditError: it can't be added.
    """
    form, now = request.form, console().clock.now()
    language, notice_id = form.get("language", ""), form.get("id", "").strip()
    if language not in LANGUAGES:
        raise EditError(Sentence("choose a language"))
    if _found(working(now).directory, notice_id):
        raise EditError(Sentence("there is already a notice {id}", id=notice_id))
    words = {language: _typed(draft=True)}
    notice = Notice(notice_id, _day(form.get("as_of", "")), form.get("source", "").strip(), words)
    _edit(lambda directory: put_notice(directory, notice), now)
    return notice_id


def _wanted(notice_id: str, now: datetime) -> Callable[[Directory], Directory]:
    """Return the edit of the directory for the pressed button."""
    form, today = request.form, home_date(now)
    match form.get("do"):
        case "confirm":
            return lambda directory: _with(directory, notice_id, confirmed=today)
        case "retire":
            last_day = _day(form.get("last_day", ""))
            return lambda directory: retire_notice(directory, notice_id, last_day)
        case "again":
            return lambda directory: retire_notice(directory, notice_id, None)
        case "remove":
            return lambda directory: remove_notice(directory, notice_id)
        case "dates":
            as_of, source = _day(form.get("as_of", "")), form.get("source", "").strip()
            return lambda directory: _with(directory, notice_id, as_of=as_of, source=source)
        case _:
            raise BadRequest


def _typed(*, draft: bool) -> Wording:
    """Return the typed words of a notice."""
    form = request.form
    return Wording(
        form.get("title", "").strip(), _parts(form.get("spoken", "")), _one_line(form.get("text", "")), draft=draft
    )


def _edit(change: Callable[[Directory], Directory], now: datetime) -> None:
    editor().edit(change, now, request.form.get("draft"))


def _list(error: str = "", given: object = None) -> str:
    now = console().clock.now()
    work = working(now)
    return render_template(
        "ops/notices.html",
        notices=work.directory.notices,
        told={notice.id for notice in console().timetable(now).notices(now)},
        today=home_date(now),
        draft=work.draft,
        error=error,
        given=given or {},
    )


def _one(notice_id: str, error: str = "") -> str:
    now = console().clock.now()
    work = working(now)
    found = _found(work.directory, notice_id)
    if found is None:
        abort(404)
    writer, alone = console().writer(console().clock.now()), Timetable(replace(work.directory, notices=(found,)))
    texts = {code: writer.notices(alone, code, now) for code in found.words}
    return render_template(
        "ops/notice.html",
        notice=found,
        segments={code: count_segments(text).count for code, text in texts.items()},
        told=any(each.id == notice_id for each in console().timetable(now).notices(now)),
        published=_found(console().timetable(now).directory, notice_id) == found,
        today=home_date(now),
        draft=work.draft,
        error=error,
    )


def _words(notice_id: str, language: str, words: Wording | None = None, error: str = "") -> str:
    work = working(console().clock.now())
    found = _found(work.directory, notice_id)
    if found is None or language not in LANGUAGES:
        abort(404)
    return render_template(
        "ops/notice_words.html",
        notice=found,
        code=language,
        words=words or found.words.get(language),
        english=found.words.get("en"),
        draft=work.draft,
        error=error,
    )


def _found(directory: Directory, notice_id: str) -> Notice | None:
    return next((notice for notice in directory.notices if notice.id == notice_id), None)


def _with(directory: Directory, notice_id: str, **changes: object) -> Directory:
    notice = _found(directory, notice_id)
    if notice is None:
        raise EditError(Sentence("there is no notice {id}", id=notice_id))
    return put_notice(directory, replace(notice, **changes))  # type: ignore[arg-type]


def _with_words(directory: Directory, notice_id: str, language: str, words: Wording) -> Directory:
    notice = _found(directory, notice_id)
    if notice is None:
        raise EditError(Sentence("there is no notice {id}", id=notice_id))
    return put_notice(directory, replace(notice, words={**notice.words, language: words}))


def _parts(text: str) -> tuple[str, ...]:
    """Return the spoken parts: one for each line that is not empty."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise EditError(Sentence("{text} is not a date such as 2026-11-03", text=repr(text))) from None


def _saved(address: str) -> ResponseReturnValue:
    flash(_("Saved in the draft. It goes live when the draft is published."), "done")
    return redirect(address, 303)
