"""CSV files for spreadsheets: in UTF-8 with a byte order mark for Excel, moments in Japan time, without formulas."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import StringIO

from flask import Response, stream_with_context

from ivr.service.exports import note_export
from ivr.web.ops.console import console
from ivr.web.ops.guard import person
from schedules import home_time

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""The first characters of a cell that a spreadsheet takes for a formula (OWASP, CSV injection)."""


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return a file to download, and record the download in the audit log."""
    note_export(console().engine, name, person().name, console().clock.now())
    response = Response(stream_with_context(_lines(head, rows)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "\ufeff"
    yield _line(head)
    for row in rows:
        yield _line(row)


def _line(row: Sequence[object]) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerow([_cell(value) for value in row])
    return buffer.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = f"{home_time(value):%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
