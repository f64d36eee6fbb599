"""*Calls*: a list by time, language, outcome and line, and the calls of one caller, found by telephone number.

A typed number is in no address, no page and no log: the form sends it, it is hashed, and the list has a sealed form of
the hashes in its address. The audit log says who has searched, not for whom.
"""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from ivr.core.call.outcome import Ending, Outcome
from ivr.core.caller import identify
from ivr.core.roles import Role
from ivr.store.audit import Act, note
from ivr.store.db import read, write
from ivr.store.paging import every_row
from ivr.store.search import CallFilter, calls_page, is_going_on
from ivr.web.ops.console import console, ops
from ivr.web.ops.csv_file import csv_file
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, line_name, said, spoken
from ivr.web.ops.query import asked_choice, asked_language, asked_mark, asked_times, written_mark
from schedules import home_date

_LONGEST_NUMBER = 60
"""Characters of a typed number, with spaces and signs."""
_LONGEST_REFERENCE = 1000
_MARK = "caller "
"""The beginning of what a reference to a caller seals, so that no other sealed text is taken for one."""


@ops.get("/calls")
def calls() -> ResponseReturnValue:
    """List calls by the filters of the query."""
    return _list()


@ops.post("/calls")
@allowed(Role.EDITOR, kept=False)
def find_caller() -> ResponseReturnValue:
    """Find the calls of a typed number, which is hashed and not kept."""
    number = identify(request.form.get("number", "")[:_LONGEST_NUMBER]).number
    if number is None:
        return _list(_("That is not a telephone number. Type it as the person says it, such as 090-1234-5678.")), 422
    write(console().engine, note, console().clock.now(), person().name, Act.SEARCHED)
    return redirect(url_for("ops.calls", caller=reference(console().privacy.hashes(number))), 303)


@ops.get("/calls.csv")
def calls_csv() -> ResponseReturnValue:
    """Download the list of calls."""
    now, wanted, engine = console().clock.now(), _wanted(), console().engine  # rows are read later, while streaming
    rows = every_row(lambda before, most: read(engine, calls_page, wanted, now, before=before, most=most))
    head = (
        _("Carrier's call id"),
        _("Caller"),
        _("Telephone"),
        _("Began (Japan time)"),
        _("Ended (Japan time)"),
        _("Language"),
        _("Outcome"),
        _("Line"),
        _("Lines dialled"),
    )
    return csv_file("calls", head, map(_cells, rows))


def _cells(call: Row[Any]) -> tuple[object, ...]:
    lines = ", ".join(map(named, call.lines.split()))
    outcome, line = said(call.outcome) if call.outcome else "", named(call.line) if call.line else ""
    moments = call.started_at, call.ended_at
    return call.sid, call.caller, said(call.phone), *moments, spoken(call.language), outcome, line, lines


def reference(hashes: tuple[str, ...]) -> str:
    """Return what stands for a caller in an address: the hashes of the number, sealed, so that no log can join them."""
    return console().privacy.seal(f"{_MARK}{' '.join(hashes)}")


def named(line_id: str | None) -> str:
    """Return the name of a line by its id; of a line that was removed its id, and a dash for none."""
    line = console().timetable(console().clock.now()).directory.line(line_id or "")
    return line_name(line) if line else line_id or "–"


def _list(error: str = "") -> str:
    now, wanted = console().clock.now(), _wanted()
    page = read(console().engine, calls_page, wanted, now, before=asked_mark("before"), after=asked_mark("after"))
    return render_template(
        "ops/calls.html",
        page=page,
        older=written_mark(page.older),
        newer=written_mark(page.newer),
        wanted=wanted,
        outcomes=list(Outcome),
        endings=[each for each in Ending if each is not Ending.TALKED],
        lines=console().timetable(now).directory.lines,
        going_on=lambda call: is_going_on(call, now),
        named=named,
        reference=lambda call: reference((call.caller_hash,)),
        error=error,
    )


def _wanted() -> CallFilter:
    line, today = request.args.get("line", ""), home_date(console().clock.now())
    known = console().timetable(console().clock.now()).directory.line(line)
    outcome = asked_choice("outcome", Outcome)
    left = asked_choice("left", Ending)
    return CallFilter(asked_times(today), asked_language(), outcome, known.id if known else "", _asked_caller(), left)


def _asked_caller() -> tuple[str, ...]:
    """Return the hashes of the caller in the query; a reference that can't be read stands for nobody."""
    asked = request.args.get("caller", "")
    if not asked:
        return ()
    sealed = console().privacy.unseal(asked) if len(asked) <= _LONGEST_REFERENCE else None
    return tuple(sealed.removeprefix(_MARK).split()) if sealed and sealed.startswith(_MARK) else ("",)
