"""*Texts*: queued and sent texts, received texts, and refused ones. :mod:`troubles` mends those in trouble."""

from datetime import timedelta
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from ivr.core.text.delivery import State
from ivr.core.text.promises import Purpose
from ivr.store.db import read
from ivr.store.paging import every_row
from ivr.store.search import TextFilter, inbound_page, not_sent, one_text, texts_page
from ivr.web.ops.console import console, ops
from ivr.web.ops.csv_file import csv_file
from ivr.web.ops.i18n import _, place, said, spoken
from ivr.web.ops.query import asked_choice, asked_days, asked_flag, asked_language, asked_mark, written_mark
from ivr.web.ops.troubles import NUMBERS
from schedules import home_date

_REFUSALS = timedelta(days=28)


@ops.get("/texts")
def texts() -> ResponseReturnValue:
    """List texts by the filters of the query."""
    wanted = _wanted()
    before, after = (asked_mark(name, numbered=True) for name in ("before", "after"))
    page = read(console().engine, texts_page, wanted, before=before, after=after)
    return render_template(
        "ops/texts.html",
        page=page,
        older=written_mark(page.older),
        newer=written_mark(page.newer),
        wanted=wanted,
        states=list(State),
        purposes=list(Purpose),
    )


@ops.get("/texts.csv")
def texts_csv() -> ResponseReturnValue:
    """Download the list of texts."""
    wanted, engine = _wanted(), console().engine  # rows are read later, while streaming
    rows = every_row(lambda before, most: read(engine, texts_page, wanted, before=before, most=most))
    head = (
        _("Number of the text"),
        _("To"),
        _("Purpose"),
        _("Language"),
        _("Requested (%(place)s time)", place=place()),
        _("Due (%(place)s time)", place=place()),
        _("State"),
        _("Attempts"),
        _("What the carrier says"),
    )
    return csv_file("texts", head, map(_cells, rows))


def _cells(text: Row[Any]) -> tuple[object, ...]:
    problem = said(text.problem) if text.problem else ""
    moments = text.made_at, text.due_at
    what = said(text.purpose), spoken(text.language)
    return text.id, text.receiver, *what, *moments, said(text.state), text.attempts, problem


@ops.get("/texts/<int:number>")
def one(number: int) -> ResponseReturnValue:
    """Show one text."""
    found = read(console().engine, one_text, number) if number < NUMBERS else None
    if found is None:
        abort(404)
    return render_template("ops/text.html", found=found)


@ops.get("/texts/received")
def received() -> ResponseReturnValue:
    """List the texts that came in."""
    page = read(console().engine, inbound_page, asked_days(), before=asked_mark("before"), after=asked_mark("after"))
    return render_template(
        "ops/received.html",
        page=page,
        older=written_mark(page.older),
        newer=written_mark(page.newer),
        days=asked_days(),
    )


@ops.get("/texts/refused")
def refused() -> ResponseReturnValue:
    """Show how many texts were not sent, and why."""
    return render_template(
        "ops/texts_refused.html", found=read(console().engine, not_sent, home_date(console().clock.now()) - _REFUSALS)
    )


def _wanted() -> TextFilter:
    state, purpose = asked_choice("state", State), asked_choice("purpose", Purpose)
    returned = {"1": True, "0": False}.get(request.args.get("returned", ""))
    return TextFilter(
        asked_days(), asked_language(), state, purpose, asked_flag("trouble"), asked_flag("counted"), returned
    )
