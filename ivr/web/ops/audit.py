"""The audit log: who changed what and when, and the verification of its hash chain."""

from contextlib import suppress

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ivr.store.audit import Act, Entry, latest, verify
from ivr.store.db import read
from ivr.web.ops.clip_names import clip_name
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import working
from ivr.web.ops.i18n import know_names, language_name, ngettext, said
from prompts import LANGUAGES
from schedules import DirectoryError

_PAGE = 50
_OF_WORDS = frozenset(
    {
        Act.DRAFT_SAVED,
        Act.DRAFT_DISCARDED,
        Act.SENTENCE_EDITED,
        Act.SENTENCE_CONFIRMED,
        Act.SENTENCE_REVERTED,
        Act.RECORDED,
        Act.RECORDING_REMOVED,
        Act.LANGUAGE_SPOKEN,
        Act.CATALOGUE_TAKEN,
    }
)
"""Acts on sentences and recordings of a language."""


@ops.get("/audit")
def audit() -> ResponseReturnValue:
    """Show the audit log, newest first."""
    before = max(request.args.get("before", type=int) or 0, 0) or None
    who, act = request.args.get("who", "").strip(), request.args.get("act", "")
    found = read(console().engine, latest, _PAGE + 1, before=before, who=who, act=act)
    with suppress(DirectoryError):  # the log is there in any case
        know_names(working(console().clock.now()).directory)
    older = found[_PAGE - 1].number if len(found) > _PAGE else None
    return render_template(
        "ops/audit.html",
        entries=found[:_PAGE],
        about=_about,
        details=_details,
        older=older,
        who=who,
        act=act,
        acts=sorted(Act),
        before=before,
    )


@ops.get("/audit/verify")
def audit_verify() -> ResponseReturnValue:
    """Verify the whole chain of the log."""
    return render_template("ops/verdict.html", verdict=read(console().engine, verify))


def _about(entry: Entry) -> str:
    """Return what an entry is about. Sentences and clips are stored by their ids: ``vi: goodbye``, ``km``."""
    code, _colon, ids = entry.what.partition(": ") if isinstance(entry.what, str) else ("", "", "")
    if entry.act not in _OF_WORDS or code not in LANGUAGES:
        return said(entry.what)
    english = console().book.collection.book.catalogues["en"]
    return ": ".join([language_name(code), *(clip_name(each, english) for each in ids.split(", ") if each)])


def _details(entry: Entry) -> str:
    """Return the details of an entry; of an uploaded file, which are ids, how many sentences they were."""
    if entry.act == Act.CATALOGUE_TAKEN and isinstance(entry.detail, str):
        return ngettext("%(count)s sentence", "%(count)s sentences", len(entry.detail.split(", ")))
    return said(entry.detail)
