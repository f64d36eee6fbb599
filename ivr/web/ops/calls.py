"""*Calls*: a list, and each call with its decisions."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from ivr.core.call.outcome import Outcome
from ivr.store.db import read
from ivr.store.search import CallFilter, calls_page, every_row, is_going_on, one_call
from ivr.web.ops.console import console, ops
from ivr.web.ops.csv_file import csv_file
from ivr.web.ops.i18n import _
from ivr.web.ops.query import asked_choice, asked_days, asked_language, asked_mark, written_mark


@ops.get("/calls")
def calls() -> ResponseReturnValue:
    """List calls by the filters of the query."""
    now, wanted = console().clock.now(), _wanted()
    page = read(console().engine, calls_page, wanted, now, before=asked_mark("before"), after=asked_mark("after"))
    return render_template(
        "ops/calls.html",
        page=page,
        older=written_mark(page.older),
        newer=written_mark(page.newer),
        wanted=wanted,
        outcomes=list(Outcome),
        lines=console().timetable(now).directory.lines,
        going_on=lambda call: is_going_on(call, now),
    )


@ops.get("/calls.csv")
def calls_csv() -> ResponseReturnValue:
    """Download the list of calls."""
    now, wanted, engine = console().clock.now(), _wanted(), console().engine  # rows are read later, while streaming
    rows = every_row(lambda before, most: read(engine, calls_page, wanted, now, before=before, most=most))
    head = (
        "call",
        "caller",
        "telephone",
        "began (UTC)",
        "ended (UTC)",
        "language",
        "outcome",
        "line",
        "lines rung",
    )
    return csv_file(
        "calls",
        head,
        (
            (c.sid, c.caller, c.phone, c.started_at, c.ended_at, c.language, c.outcome, c.line, c.lines.strip())
            for c in rows
        ),
    )


@ops.get("/calls/<sid>")
def call(sid: str) -> ResponseReturnValue:
    """Show one call, step by step, with its reasons."""
    found = read(console().engine, one_call, sid) if sid.isprintable() else None
    if found is None:
        abort(404)
    now = console().clock.now()
    return render_template("ops/call.html", found=found, places=_places(), going_on=is_going_on(found.call, now))


def _wanted() -> CallFilter:
    line = request.args.get("line", "")
    known = console().timetable(console().clock.now()).directory.line(line)
    return CallFilter(asked_days(), asked_language(), asked_choice("outcome", Outcome), known.id if known else "")


def _places() -> dict[str, str]:
    """Return the name of each step of a call, by its place."""
    return {
        "ring": _("The call came in"),
        "menu": _("Language menu"),
        "connect": _("Put through"),
        "dialed": _("Result of dialling the line"),
        "rest": _("No line available: hours and text"),
        "number": _("A text to another number"),
        "notice": _("Notices"),
    }
