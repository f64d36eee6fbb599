"""*Call-backs*: who waits to be called back, since when and for what, and what became of those before."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.callbacks.promises import OPEN, State
from ivr.core.callbacks.results import Result
from ivr.core.roles import Role
from ivr.service.call_backs.cancelling import cancel
from ivr.store.call_back_reports import CallBackFilter, call_backs_page, counted, listed
from ivr.store.db import read
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _
from ivr.web.ops.query import asked_choice, asked_days, asked_language, asked_mark, written_mark
from ivr.web.ops.troubles import NUMBERS

_FILTERS = {"first", "last", "language", "result", "calls", "number"}
_SHOWN = 100
_LOOK_BACK = timedelta(days=30)


@ops.get("/call-backs")
def call_backs() -> ResponseReturnValue:
    """List the call-backs that stand, and those that ended last; or, with any filter, those it selects in pages."""
    parts, wanted = console(), _wanted()
    if wanted is not None:
        before, after = (asked_mark(name, numbered=True) for name in ("before", "after"))
        page = read(parts.engine, call_backs_page, wanted, before=before, after=after)
        older, newer = written_mark(page.older), written_mark(page.newer)
        return _list(wanted=wanted, page=page, older=older, newer=newer)
    rows = read(parts.engine, listed, _SHOWN)
    return _list(
        wanted=None,
        waiting=[row for row in rows if row.state in OPEN],
        ended=[row for row in rows if row.state not in OPEN],
        counts=read(parts.engine, counted, parts.clock.now() - _LOOK_BACK),
    )


def _list(**values: object) -> str:
    return render_template("ops/call_backs.html", states=State, results=list(Result), on=console().calls_back, **values)


def _wanted() -> CallBackFilter | None:
    """Return the filter of the query; None: there is none."""
    if not _FILTERS & request.args.keys():
        return None
    number, calls = (request.args.get(name, type=int) for name in ("number", "calls"))
    return CallBackFilter(
        asked_days(),
        asked_language(),
        asked_choice("result", Result),
        calls if calls is not None and 0 < calls < NUMBERS else None,
        number if number is None or 0 <= number < NUMBERS else -1,
    )


@ops.post("/call-backs/<int:number>/cancel")
@allowed(Role.EDITOR, kept=False)
def cancel_call_back(number: int) -> ResponseReturnValue:
    """End a call-back that stands."""
    if number >= NUMBERS:
        abort(404)
    if cancel(console().engine, number, person().name, console().clock.now()):
        flash(_("The person is not called back."), "done")
    else:
        flash(_("Nothing was done: it has ended already."), "wrong")
    return redirect(url_for("ops.call_backs"), 303)
