"""The tables of *Reports* as CSV files, with names and in Japan time."""

from collections.abc import Sequence

from flask import abort
from flask.typing import ResponseReturnValue

from ivr.core.call.outcome import UNANSWERED, Leg
from ivr.web.ops.console import ops
from ivr.web.ops.csv_file import csv_file
from ivr.web.ops.i18n import _, language_label, line_label, said, weekday
from ivr.web.ops.report_figures import endings_of, steps_of, texts_of, times_of
from ivr.web.ops.reports import KEPT, Asked, asked, days_of_calls, languages_of_calls, lines_of_dials, week_of

_Table = tuple[Sequence[str], Sequence[Sequence[object]]]
"""The head of a table, and its rows."""


@ops.get("/reports/<report>.csv")
def report_csv(report: str) -> ResponseReturnValue:
    """Download the table of one report."""
    make = _TABLES.get(report)
    if make is None:
        abort(404)
    return csv_file(report, *make(asked()))


def _by_day(wanted: Asked) -> _Table:
    rows = [(day, *bar.counts, bar.total) for day, bar in days_of_calls(wanted).items()]
    return (_("Day"), *map(said, KEPT), _("All")), rows


def _by_language(wanted: Asked) -> _Table:
    rows = [(language_label(code), *bar.counts, bar.total) for code, bar in languages_of_calls(wanted).items()]
    return (_("Language"), *map(said, KEPT), _("All")), rows


def _unmet(wanted: Asked) -> _Table:
    head = (_("Day"), _("Hour"), _("Calls"), _("Put through"), _("Not put through"), _("Minutes open"))
    rows = [
        (weekday(each.weekday), each.clock, each.calls, each.through, each.unmet, each.open) for each in week_of(wanted)
    ]
    return head, rows


def _rates(wanted: Asked) -> _Table:
    rates = lines_of_dials(wanted).items()
    rows = [
        (line_label(line), hour, each.dials, each.answered, *(count for _leg, count in each.unanswered))
        for line, hours in rates
        for hour, each in hours.items()
    ]
    return (_("Line"), _("Hour"), _("Dialled"), *map(said, (Leg.ANSWERED, *UNANSWERED))), rows


def _give_ups(wanted: Asked) -> _Table:
    return (_("Caller gave up"), _("Calls")), [(said(ending), count) for ending, count in endings_of(wanted).items()]


def _times(wanted: Asked) -> _Table:
    rows = [(title, *span, count) for title, times in times_of(wanted).items() for span, count in steps_of(times)]
    return (_("Time until"), _("From (seconds)"), _("To (seconds)"), _("Calls")), rows


def _texts(wanted: Asked) -> _Table:
    rows = [
        (said(purpose), said(state), count.texts, count.segments, count.called)
        for (purpose, state), count in texts_of(wanted).items()
    ]
    return (_("Purpose"), _("State"), _("Texts"), _("Segments"), _("Led to a call")), rows


_TABLES = {
    "outcomes-by-day": _by_day,
    "outcomes-by-language": _by_language,
    "unmet-demand": _unmet,
    "answer-rates": _rates,
    "give-ups": _give_ups,
    "times": _times,
    "texts": _texts,
}
