"""*Reports*, *To pass on*: each report of whole months without small counts, as a chart, a table and a CSV file.

The three are made of the same rows, and nothing else of *Reports* is a file. The other pages have all counts, any range
and a filter by language. These have none, since a file is passed on, and the difference of two files would tell small
counts (docs/decisions/0022-small-counts.md): a month has the same figures, whatever else is asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.callbacks.results import is_whole
from ivr.core.figures import TextCount
from ivr.core.monthly import in_steps, places
from ivr.core.statistics import CODES, Days, Instead, Month, last_of, whole_months
from ivr.core.suppression import FEWEST, withheld
from ivr.core.text.promises import Purpose
from ivr.service.statistics import told_month
from ivr.store.call_back_reports import told_call_backs
from ivr.store.db import read
from ivr.store.figures import give_ups, texts
from ivr.web.ops import charts
from ivr.web.ops.console import console, ops
from ivr.web.ops.csv_file import csv_file
from ivr.web.ops.i18n import _, language_label, line_label, said
from ivr.web.ops.query import asked_month
from ivr.web.ops.report_figures import questions
from ivr.web.ops.reports import TO_PASS_ON, asked, switch, tabs
from prompts import LANGUAGES
from sentences import Sentence

_ALL = "all"
"""In place of a month: the last twelve."""
_UNDIVIDED = 5
"""The colour of a sum whose parts are withheld."""


@dataclass(frozen=True, slots=True)
class Told:
    """A table as it is shown, drawn and downloaded; a count that is withheld is None.

    Attributes:
        head: the names of the columns.
        names: how many columns name a row, before those with numbers.
        drawn: the columns that are the parts of a row's bar.
        total: the column that is drawn if the parts are withheld; None: nothing is.
        top: what fills the width of a bar; None: the longest bar.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    names: int
    drawn: Sequence[int]
    total: int | None = None
    top: int | None = None

    @property
    def bars(self) -> list[list[int]]:
        """The parts of the bar of each row, by their colours."""
        return [self._bar(row) for row in self.rows]

    def _bar(self, row: Sequence[Any]) -> list[int]:
        parts = [row[column] for column in self.drawn]
        if None not in parts:
            return parts
        total = None if self.total is None else row[self.total]
        return [0] * len(parts) if total is None else [*[0] * _UNDIVIDED, total]

    @property
    def most(self) -> int:
        """What fills the width."""
        return self.top or max((sum(bar) for bar in self.bars), default=0) or 1


@ops.get("/reports/to-pass-on/<tab>")
def report_told(tab: str) -> ResponseReturnValue:
    """Show a report of whole months, without small counts."""
    endpoint = next((each for each, name in TO_PASS_ON.items() if name == tab), None)
    if endpoint is None:
        abort(404)
    wanted, months = asked(), whole_months(console().clock.now())
    chosen = _chosen(months)
    return render_template(
        "ops/reports/told.html",
        report_tabs=tabs(endpoint, wanted, told=True),
        report_switch=switch(endpoint, wanted, told=True),
        tables={name: (title, make(_read(_months_of(name, chosen)))) for name, (title, make) in _of(tab).items()},
        months=[f"{each:%Y-%m}" for each in months],
        month=f"{chosen[0]:%Y-%m}" if len(chosen) == 1 else _ALL,
        by_month=tab == "outcomes",
        fewest=FEWEST,
        charts=charts,
        csv_url=lambda name: url_for("ops.report_csv", report=name, month=request.args.get("month")),
    )


@ops.get("/reports/<report>.csv")
def report_csv(report: str) -> ResponseReturnValue:
    """Download the table of one report."""
    make = next((found[report][1] for found in map(_of, TO_PASS_ON.values()) if report in found), None)
    if make is None:
        abort(404)
    table = make(_read(_months_of(report, _chosen(whole_months(console().clock.now())))))
    return csv_file(report, table.head, table.rows)


def _chosen(months: Sequence[date]) -> Sequence[date]:
    """Return the month of the query, or all; what is missing or wrong is the newest."""
    month = asked_month()
    if request.args.get("month") == _ALL:
        return months
    return [month] if month and month in months else months[:1]


def _months_of(name: str, chosen: Sequence[date]) -> Sequence[date]:
    """Return the months of a table. That by month has always all of them; of call-backs only whole months are told."""
    now, keep = console().clock.now(), timedelta(days=console().settings.keep_records_days)
    match name:
        case "outcomes-by-month":
            return whole_months(now)
        case "call-backs":
            return [month for month in chosen if is_whole(month, now, keep)]
        case _:
            return chosen


def _read(months: Sequence[date]) -> list[Month]:
    return [read(console().engine, told_month, first) for first in months]


def _by_month(months: Sequence[Month]) -> Told:
    head = (_("Month"), _("Put through"), _("Not put through"), _("Text promised"), _("No text promised"))
    rows = [(_name(each), *each.reached.columns, *(each.instead.get(what) for what in Instead)) for each in months]
    return Told(head, rows, 1, (1, 2))


def _by_language(months: Sequence[Month]) -> Told:
    rows = [
        (_name(each), language_label(code), calls, *cells)
        for each in months
        for code, calls, cells in zip(CODES, each.reached.rows, each.reached.cells, strict=True)
    ]
    return Told((_("Month"), _("Language"), _("Calls"), _("Put through"), _("Not put through")), rows, 2, (3, 4), 2)


def _unmet(months: Sequence[Month]) -> Told:
    names = {Days.ALL: _("All days"), Days.WORKDAYS: _("Monday to Friday"), Days.WEEKEND: _("Saturday and Sunday")}
    rows = [
        (_name(each), names[part.days], part.begins, part.ends, calls)
        for each in months
        for part, calls in each.unmet.items()
    ]
    head = (_("Month"), _("Days of the week"), _("From hour"), _("Until hour"), _("Not put through"))
    return Told(head, rows, 4, (4,))


def _rates(months: Sequence[Month]) -> Told:
    rows = [(_name(each), line_label(line), tens) for each in months for line, tens in each.answered.items()]
    return Told((_("Month"), _("Line"), _("Answered, in tens of percent")), rows, 2, (2,), top=100)


def _give_ups(months: Sequence[Month]) -> Told:
    rows = []
    for each in months:
        left = read(console().engine, give_ups, each.first, last_of(each.first)).by_language
        rows += [(_name(each), said(Sentence(place)), calls) for place, calls in places(each, left).items()]
    return Told((_("Month"), _("Caller gave up"), _("Calls")), rows, 2, (2,))


def _times(months: Sequence[Month]) -> Told:
    rows = []
    for title, question in questions().values():
        for each in months:
            times = read(console().engine, question, each.first, last_of(each.first)).by_language
            steps = in_steps(each, times)
            rows += [(_name(each), title, begin, end, calls) for (begin, end), calls in steps.items()]
    return Told((_("Month"), _("Time until"), _("From (seconds)"), _("To (seconds)"), _("Calls")), rows, 4, (4,))


def _texts(months: Sequence[Month]) -> Told:
    rows = []
    for each in months:
        found = read(console().engine, texts, each.first, last_of(each.first)).by_language.values()
        counts = [
            sum((count for kinds in found for kind, count in kinds.items() if kind[0] is purpose), TextCount())
            for purpose in Purpose
        ]
        told = withheld([(count.texts, count.segments) for count in counts])
        rows += [(_name(each), said(purpose), *cells) for purpose, cells in zip(Purpose, told.cells, strict=True)]
    return Told((_("Month"), _("Purpose"), _("Texts"), _("Segments")), rows, 2, (3,))


def _call_backs(months: Sequence[Month]) -> Told:
    rows = []
    for each in months:
        counts = read(console().engine, told_call_backs, each.first, last_of(each.first))
        told = withheld([counts.get(code, (0, 0)) for code in LANGUAGES])
        rows += [
            (_name(each), language_label(code), asked_for, *cells)
            for code, asked_for, cells in zip(LANGUAGES, told.rows, told.cells, strict=True)
        ]
    return Told(
        (_("Month"), _("Language"), _("Call-backs"), _("Reached a person"), _("Not reached")), rows, 2, (3, 4), 2
    )


def _name(month: Month) -> str:
    return f"{month.first:%Y-%m}"


def _of(tab: str) -> dict[str, tuple[str, Callable[[Sequence[Month]], Told]]]:
    """Return the tables of a tab by their names, each with its title."""
    match tab:
        case "outcomes":
            return {"outcomes-by-month": (_("What became of the calls"), _by_month)}
        case "languages":
            return {"outcomes-by-language": (_("What became of the calls, by language"), _by_language)}
        case "unmet":
            return {"unmet-demand": (_("Calls that reached nobody, by part of the day"), _unmet)}
        case "lines":
            return {"answer-rates": (_("How often each line answers"), _rates)}
        case "give-ups":
            return {"give-ups": (_("Where callers give up"), _give_ups), "times": (_("How long callers wait"), _times)}
        case "call-backs":
            return {"call-backs": (_("What became of the call-backs, by language"), _call_backs)}
        case _:
            return {"texts": (_("Texts and what they cost"), _texts)}
