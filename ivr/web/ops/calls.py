"""*Calls*: a list, and each call with its decisions."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from ivr.core.call.outcome import Outcome
from ivr.store.db import read
from ivr.store.search import CallFilter, calls_page, every_row, is_going_on, one_call
from ivr.web.ops.console import Console
from ivr.web.ops.csv_file import csv_file
from ivr.web.ops.i18n import _
from ivr.web.ops.query import asked_choice, asked_days, asked_language, asked_mark, written_mark


def calls_pages(blueprint: Blueprint, desk: Console) -> None:
    """The list, the same for a spreadsheet, one call."""

    @blueprint.get("/calls")
    def calls() -> ResponseReturnValue:
        now, wanted = desk.clock.now(), _wanted(desk)
        page = read(desk.engine, calls_page, wanted, now, before=asked_mark("before"), after=asked_mark("after"))
        return render_template(
            "ops/calls.html",
            page=page,
            older=written_mark(page.older),
            newer=written_mark(page.newer),
            wanted=wanted,
            outcomes=list(Outcome),
            lines=desk.timetable(now).directory.lines,
            going_on=lambda call: is_going_on(call, now),
        )

    @blueprint.get("/calls.csv")
    def calls_csv() -> ResponseReturnValue:
        now, wanted = desk.clock.now(), _wanted(desk)
        rows = every_row(lambda before, most: read(desk.engine, calls_page, wanted, now, before=before, most=most))
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
            desk,
            "calls",
            head,
            (
                (c.sid, c.caller, c.phone, c.started_at, c.ended_at, c.language, c.outcome, c.line, c.lines.strip())
                for c in rows
            ),
        )

    @blueprint.get("/calls/<sid>")
    def call(sid: str) -> ResponseReturnValue:
        found = read(desk.engine, one_call, sid) if sid.isprintable() else None
        if found is None:
            abort(404)
        now = desk.clock.now()
        return render_template("ops/call.html", found=found, places=_places(), going_on=is_going_on(found.call, now))


def _wanted(desk: Console) -> CallFilter:
    line = request.args.get("line", "")
    known = desk.timetable(desk.clock.now()).directory.line(line)
    return CallFilter(asked_days(), asked_language(), asked_choice("outcome", Outcome), known.id if known else "")


def _places() -> dict[str, str]:
    """What a step of the call is called."""
    return {
        "ring": _("The call came in"),
        "menu": _("Language menu"),
        "connect": _("Put through"),
        "dialed": _("Result of dialling the line"),
        "rest": _("No line available: hours and text"),
        "number": _("A text to another number"),
        "notice": _("Notices"),
    }
