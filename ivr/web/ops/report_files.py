"""The tables of *Reports* as CSV files, of the last whole months, without small counts.

A file is passed on. The pages have all counts, any range and a filter by language; files have none of these, since
the difference of two files would tell small counts (docs/decisions/0022-small-counts.md).
"""

from collections.abc import Sequence

from flask import abort
from flask.typing import ResponseReturnValue

from ivr.core.figures import TextCount
from ivr.core.monthly import in_steps, places
from ivr.core.statistics import CODES, Days, Instead, Month, last_of
from ivr.core.suppression import withheld
from ivr.core.text.promises import Purpose
from ivr.service.statistics import told_months
from ivr.store.db import read
from ivr.store.figures import give_ups, texts
from ivr.web.ops.console import console, ops
from ivr.web.ops.csv_file import csv_file
from ivr.web.ops.i18n import _, language_label, line_label, said
from ivr.web.ops.report_figures import questions
from sentences import Sentence

_Table = tuple[Sequence[str], Sequence[Sequence[object]]]
"""The head of a table, and its rows."""


@ops.get("/reports/<report>.csv")
def report_csv(report: str) -> ResponseReturnValue:
    """Download the table of one report."""
    make = _TABLES.get(report)
    if make is None:
        abort(404)
    return csv_file(report, *make(read(console().engine, told_months, console().clock.now())))


def _by_month(months: Sequence[Month]) -> _Table:
    head = (_("Month"), _("Put through"), _("Not put through"), _("Text promised"), _("No text promised"))
    rows = [(_name(each), *each.reached.columns, *(each.instead.get(what) for what in Instead)) for each in months]
    return head, rows


def _by_language(months: Sequence[Month]) -> _Table:
    rows = [
        (_name(each), language_label(code), calls, *cells)
        for each in months
        for code, calls, cells in zip(CODES, each.reached.rows, each.reached.cells, strict=True)
    ]
    return (_("Month"), _("Language"), _("Calls"), _("Put through"), _("Not put through")), rows


def _unmet(months: Sequence[Month]) -> _Table:
    names = {Days.ALL: _("All days"), Days.WORKDAYS: _("Monday to Friday"), Days.WEEKEND: _("Saturday and Sunday")}
    rows = [
        (_name(each), names[part.days], part.begins, part.ends, calls)
        for each in months
        for part, calls in each.unmet.items()
    ]
    return (_("Month"), _("Days of the week"), _("From hour"), _("Until hour"), _("Not put through")), rows


def _rates(months: Sequence[Month]) -> _Table:
    rows = [(_name(each), line_label(line), tens) for each in months for line, tens in each.answered.items()]
    return (_("Month"), _("Line"), _("Answered, in tens of percent")), rows


def _give_ups(months: Sequence[Month]) -> _Table:
    rows = []
    for each in months:
        left = read(console().engine, give_ups, each.first, last_of(each.first)).by_language
        rows += [(_name(each), said(Sentence(place)), calls) for place, calls in places(each, left).items()]
    return (_("Month"), _("Caller gave up"), _("Calls")), rows


def _times(months: Sequence[Month]) -> _Table:
    rows = []
    for title, question in questions().items():
        for each in months:
            times = read(console().engine, question, each.first, last_of(each.first)).by_language
            steps = in_steps(each, times)
            rows += [(_name(each), title, begin, end, calls) for (begin, end), calls in steps.items()]
    return (_("Month"), _("Time until"), _("From (seconds)"), _("To (seconds)"), _("Calls")), rows


def _texts(months: Sequence[Month]) -> _Table:
    rows = []
    for each in months:
        found = read(console().engine, texts, each.first, last_of(each.first)).by_language.values()
        counts = [
            sum((count for kinds in found for kind, count in kinds.items() if kind[0] is purpose), TextCount())
            for purpose in Purpose
        ]
        told = withheld([(count.texts, count.segments) for count in counts])
        rows += [(_name(each), said(purpose), *cells) for purpose, cells in zip(Purpose, told.cells, strict=True)]
    return (_("Month"), _("Purpose"), _("Texts"), _("Segments")), rows


def _name(month: Month) -> str:
    return f"{month.first:%Y-%m}"


_TABLES = {
    "outcomes-by-month": _by_month,
    "outcomes-by-language": _by_language,
    "unmet-demand": _unmet,
    "answer-rates": _rates,
    "give-ups": _give_ups,
    "times": _times,
    "texts": _texts,
}
