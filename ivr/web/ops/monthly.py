"""*Reports*, *For an agency*: the report of a month, to be read here, printed, and sent as PDF or CSV."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.monthly import Month, Report, Row
from ivr.service.exports import note_export
from ivr.service.monthly import agencies, monthly_report
from ivr.web.ops.console import console, ops
from ivr.web.ops.csv_file import csv_file
from ivr.web.ops.guard import person
from ivr.web.ops.i18n import _, language
from ivr.web.ops.paper import FONTS, Reader, body, csv_head, csv_rows, document, title
from ivr.web.ops.query import asked_month
from ivr.web.ops.reports import asked, tabs
from ivr.web.pdf import PdfError, pdf_apart
from prompts.load import CONSOLE_LANGUAGES
from schedules import home_date

_OFFERED = 24
"""Months that the page offers."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the query asks for: a report, and the language that it is read in."""

    report: Report
    reader: Reader
    newest: Month
    known: list[str]

    @property
    def months(self) -> list[str]:
        """The months to choose from, the newest first: so many, and on to the one that is shown."""
        offered = [self.newest]
        while len(offered) < _OFFERED or offered[-1] > self.report.month:
            offered.append(offered[-1].before)
        return [f"{each.first:%Y-%m}" for each in offered]

    @property
    def query(self) -> dict[str, Any]:
        """The query of the same report."""
        return {"month": self.month, "agency": self.report.agency, "in": self.reader.language}

    @property
    def month(self) -> str:
        """The month: ``2026-11``."""
        return f"{self.report.month.first:%Y-%m}"

    @property
    def name(self) -> str:
        """The name of its files."""
        agency = re.sub("[^A-Za-z0-9]+", "-", self.report.agency).strip("-")
        return f"report-{self.month}-{agency or 'agency'}-{self.reader.language}"


@ops.get("/reports/monthly")
def report_monthly() -> ResponseReturnValue:
    """Show the report of a month for an agency."""
    found = _asked()
    return render_template(
        "ops/reports/monthly.html",
        found=found,
        report_tabs=tabs("ops.report_monthly", asked()),
        in_languages=CONSOLE_LANGUAGES,
        title=title(found.report, found.reader),
        body=body(found.report, found.reader, partial(_calls_of, found.report.month)),
    )


@ops.get("/reports/monthly.pdf")
def report_monthly_pdf() -> ResponseReturnValue:
    """Download the report of a month as PDF; if none can be made here, say what is missing."""
    found = _asked()
    try:
        made = pdf_apart(document(found.report, found.reader.directory, found.reader.language), FONTS)
    except PdfError as error:
        why = _("No PDF can be made here: %(why)s. Print the page instead.", why=error)
        return render_template(
            "ops/reports/no_pdf.html", why=why, back=url_for("ops.report_monthly", **found.query)
        ), 503
    note_export(console().engine, found.name, person().name, console().clock.now())
    response = Response(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}.pdf"'
    return response


@ops.get("/reports/monthly.csv")
def report_monthly_csv() -> ResponseReturnValue:
    """Download the numbers of the report of a month."""
    found = _asked()
    return csv_file(found.name, csv_head(found.reader), csv_rows(found.report, found.reader))


def _asked() -> _Asked:
    """Return what the query asks for; what is missing or wrong is the newest month, the first agency, our language."""
    now = console().clock.now()
    timetable = console().timetable(now)
    known, newest = agencies(timetable.directory), Month.newest(home_date(now))
    agency, in_language = request.args.get("agency", ""), request.args.get("in", "")
    first = asked_month()
    month = min(Month.of(first), newest) if first else newest
    keep = timedelta(days=console().settings.keep_records_days)
    report = monthly_report(console().engine, timetable, agency if agency in known else known[0], month, now, keep)
    reads = in_language if in_language in CONSOLE_LANGUAGES else language()
    return _Asked(report, Reader(reads, timetable.directory), newest, known)


def _calls_of(month: Month, row: Row) -> str:
    """Return the address of the calls of a row of a report; empty: the list of calls cannot show them."""
    query: dict[str, Any] = {"first": month.first, "last": month.last}
    match row.kind:
        case "call-backs":
            return url_for("ops.call_backs", **query, language=row.id)
        case "language":
            return url_for("ops.calls", **query, language=row.id, made_by="people")
        case "line":
            return url_for("ops.calls", **query, line=row.id, dialled="counted")
        case _:
            return ""
