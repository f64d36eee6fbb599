"""*Calls*: a list by time, language, outcome and line, and the calls of one caller, found by telephone number.

A typed number is in no address, no page and no log: the form sends it, it is hashed, and the list has a sealed form of
the hashes in its address. The audit log says who has searched, not for whom.
"""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from ivr.core.call.outcome import COUNTED, Ending, Outcome
from ivr.core.caller import identify
from ivr.core.figures import BOUNDS, below
from ivr.core.roles import Role
from ivr.store.audit import Act, note
from ivr.store.db import read, write
from ivr.store.paging import every_row
from ivr.store.search import CallFilter, calls_page, is_going_on
from ivr.web.ops.console import console, ops
from ivr.web.ops.csv_file import csv_file
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, line_name, place, said, spoken
from ivr.web.ops.query import (
    asked_choice,
    asked_flag,
    asked_language,
    asked_mark,
    asked_step,
    asked_times,
    written_mark,
)
from schedules import home_date

_LONGEST_NUMBER = 60
"""Characters of a typed number, with spaces and signs."""
_LONGEST_LINE = 64
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
        _("Began (%(place)s time)", place=place()),
        _("Ended (%(place)s time)", place=place()),
        _("Language"),
        _("Outcome"),
        _("Line"),
        _("Lines dialled"),
        _("Made by"),
    )
    return csv_file("calls", head, map(_cells, rows))


def _cells(call: Row[Any]) -> tuple[object, ...]:
    lines = ", ".join(map(named, call.lines.split()))
    outcome, line = said(call.outcome) if call.outcome else "", named(call.line) if call.line else ""
    moments, maker = (call.started_at, call.ended_at), made_by()["us" if call.called_back else "people"]
    return call.sid, call.caller, said(call.phone), *moments, spoken(call.language), outcome, line, lines, maker


def made_by() -> dict[str, str]:
    """Return who makes calls, by the query."""
    return {"people": _("people"), "us": _("the service, to call back")}


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
        made_by=list(made_by().items()),
        steps=[(upper, below(upper)) for upper in BOUNDS],
        going_on=lambda call: is_going_on(call, now),
        named=named,
        said_all=lambda ends: ", ".join(map(said, ends)),
        reference=lambda call: reference((call.caller_hash,)),
        error=error,
    )


def _wanted() -> CallFilter:
    days = asked_times(home_date(console().clock.now()))
    line, dialled = request.args.get("line", "")[:_LONGEST_LINE], request.args.get("dialled", "")
    ends = COUNTED if dialled == "counted" else tuple(leg for leg in COUNTED if leg == dialled)
    hour = request.args.get("hour", type=int)
    return CallFilter(
        days,
        asked_language(unknown=True),
        asked_choice("outcome", Outcome),
        line if line.isprintable() else "",
        _asked_caller(),
        asked_choice("left", Ending),
        counted=asked_flag("counted"),
        nobody=asked_flag("nobody"),
        choosing=asked_step("choosing"),
        waited=asked_step("waited"),
        ends=ends if line else (),
        hour=hour if ends and hour in range(24) else None,
        ours={"us": True, "people": False}.get(request.args.get("made_by", "")),
    )


def _asked_caller() -> tuple[str, ...]:
    """Return the hashes of the caller in the query; a reference that can't be read stands for nobody."""
    asked = request.args.get("caller", "")
    if not asked:
        return ()
    sealed = console().privacy.unseal(asked) if len(asked) <= _LONGEST_REFERENCE else None
    return tuple(sealed.removeprefix(_MARK).split()) if sealed and sealed.startswith(_MARK) else ("",)
