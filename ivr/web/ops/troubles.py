"""Texts in trouble: why, in plain words, what to do, and the buttons *Send again* and *Seen*."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from ivr.core.roles import Role
from ivr.core.text.delivery import FINAL, TO_MEND, after_quiet
from ivr.core.text.troubles import trouble
from ivr.store.db import write
from ivr.store.metrics import MANY_ATTEMPTS
from ivr.store.troubles import Again, see, send_again
from ivr.web.ops.console import console, ops
from ivr.web.ops.guard import allowed, person
from ivr.web.ops.i18n import _, said, when
from ivr.web.ops.navigation import own_path
from sentences import Sentence

NUMBERS = 2**31
"""The numbers of texts are smaller."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text's trouble in the reader's language.

    ``again`` is when it failed, for the form of *Send again*; empty if that is impossible or would not help.
    """

    reason: str
    todo: str
    again: str
    seen: bool


@ops.app_template_global("trouble_of")
def trouble_of(text: Row[Any]) -> Shown | None:
    """Return the trouble of a text; None if it is in none."""
    if text.state not in TO_MEND and (text.state in FINAL or text.attempts < MANY_ATTEMPTS):
        return None
    found = trouble(text.problem, ended=text.state in TO_MEND)
    again = text.ended_at.isoformat() if found.again and text.has_number and text.state in TO_MEND else ""
    return Shown(said(Sentence(found.reason)), said(Sentence(found.todo)), again, text.seen_at is not None)


@ops.post("/texts/<int:number>/again")
@allowed(Role.EDITOR, kept=False)
def send_text_again(number: int) -> ResponseReturnValue:
    """Send a text again that has failed. ``ended`` is when it failed, as the person saw it."""
    now, ended = console().clock.now(), _moment(request.form.get("ended", ""))
    if ended is None or number >= NUMBERS:
        abort(400)
    came = write(console().engine, send_again, console().privacy, number, ended, person().name, now)
    if came is Again.SENT:
        leaves = after_quiet(now)
        done = _("It is sent again.") if leaves == now else _("It is sent again, on %(moment)s.", moment=when(leaves))
        flash(done, "done")
    else:
        flash(_not_again(came), "wrong")
    return _back()


@ops.post("/texts/<int:number>/seen")
@allowed(Role.EDITOR, kept=False)
def text_seen(number: int) -> ResponseReturnValue:
    """Take a text off the list of those in trouble."""
    if number < NUMBERS and write(console().engine, see, number, person().name, console().clock.now()):
        flash(_("Taken off the list."), "done")
    else:
        flash(_("It is not on the list any more."), "wrong")
    return _back()


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None and 2000 <= found.year <= 2100 else None


def _back() -> ResponseReturnValue:
    there = request.form.get("next")
    return redirect(own_path(there) if there else url_for("ops.texts", trouble=1), 303)


def _not_again(came: Again) -> str:
    return {
        Again.DONE_ALREADY: _("Nothing was done: it was sent again already, or has been tried since."),
        Again.NO_NUMBER: _("It can't be sent again: its number has been deleted, as it is after a day or two."),
        Again.OPTED_OUT: _("It is not sent again: the person has sent STOP."),
    }[came]
