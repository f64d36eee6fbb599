"""The report of a month on paper: one layout for the screen, the printer and the PDF, in English or Japanese.

The reader's language is that of the report, not that of whoever makes it. :func:`sheets` has every number as it is
shown; page, PDF and CSV are made of these texts.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files

from babel.dates import format_skeleton, get_day_names
from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from ivr.core.monthly import Report, Row, Share, Table
from ivr.core.names import named_language, named_line
from ivr.core.suppression import FEWEST, Count
from ivr.web.ops.charts import Part, stacked
from ivr.web.ops.i18n import LOCALES
from profiles import profile
from prompts import LANGUAGES
from prompts.load import load_language
from schedules import Directory
from sentences import Rendered, Sentence, render

_STYLE = files(__package__).joinpath("templates", "paper", "monthly.css").read_text("utf-8")
FONTS = frozenset(re.findall(r'"([^"]+)"', _STYLE))
"""The font families of the stylesheet."""
WITHHELD = "–"
_COLOURS = ("#0b5c6b", "#d98e04", "#8f3f71", "#5b7a2a", "#7a7a7a", "#b9c9cc")
"""Of the parts of a bar on paper."""
_WIDTH = 100
"""The length of a bar of the largest row, in its own units."""

Link = Callable[[Row], str]
"""Returns the address of the calls of a row; empty: it has none."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A row as it is shown: a text for each column of the table, and the parts of its bar."""

    label: str
    cells: tuple[str, ...]
    url: str = ""
    bar: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it is shown. ``counted`` is how many of its columns have the parts of the bar."""

    id: str
    title: str
    note: str
    columns: tuple[str, ...]
    counted: int
    rows: tuple[Printed, ...]
    findings: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a report: the language, and the names of lines."""

    language: str
    directory: Directory

    def says(self, sentence: Sentence) -> str:
        """Return a sentence in the reader's language, with the names of lines, languages and days."""
        return render(sentence, replace(load_language(self.language), name=self.name))

    def name(self, kind: str, text: str) -> str:
        """Return the name of what has an id, such as a language."""
        match kind:
            case "language" | "call-backs" if text in LANGUAGES:
                return self._of(named_language(text))
            case "line":
                line = next((each for each in self.directory.lines if each.id == text), None)
                return self._of(named_line(line)) if line else text
            case "ending":
                return self.says(Sentence(text))
            case "weekday" | "days":
                days = [get_day_names("wide", locale=LOCALES[self.language])[int(day)] for day in text.split("-")]
                return ("～" if self.language == "ja" else "–").join(days)
            case _:
                return text

    def _of(self, value: Rendered) -> str:
        return value.ja if self.language == "ja" else value.en


def title(report: Report, reader: Reader) -> str:
    """Return the title of a report."""
    month = format_skeleton("yMMMM", report.month.first, locale=LOCALES[reader.language])
    return reader.says(Sentence("Report for {agency}, {month}", agency=report.agency, month=month))


def notes(reader: Reader) -> list[str]:
    """Return how the report is to be read."""
    return [
        reader.says(each)
        for each in (
            Sentence(
                "Counts below {number} are withheld, and with them the other counts of their row. The last row sums up"
                " the rows that are shown in full. So nobody can tell a single caller.",
                number=FEWEST,
            ),
            Sentence(
                "The 95 % interval says how far a share may be from that of many such months. It takes each call as"
                " independent of the others; people who call again make it a little too narrow."
            ),
            Sentence("A difference is named only if chance alone would show one in at most one of twenty such tables."),
            Sentence("Open hours are those of a normal week; holidays and special days are not considered."),
        )
    ]


def sheets(report: Report, reader: Reader, link: Link = lambda _: "") -> list[Sheet]:
    """Return the tables of a report as they are shown."""
    made = (_sheet(report, table, reader, link) for table in report.tables.values())
    return [sheet for sheet in made if sheet.rows or sheet.findings]


def csv_rows(report: Report, reader: Reader) -> Iterator[tuple[str, ...]]:
    """Yield each number of a report with its table, row and column."""
    for sheet in sheets(report, reader):
        for row in sheet.rows:
            for column, cell in zip(sheet.columns[1:], row.cells, strict=True):
                yield sheet.title, row.label, column, cell


def csv_head(reader: Reader) -> list[str]:
    """Return the names of the columns of :func:`csv_rows`."""
    return [reader.says(each) for each in (Sentence("Table"), Sentence("Row"), Sentence("Column"), Sentence("Number"))]


def body(report: Report, reader: Reader, link: Link = lambda _: "") -> Markup:
    """Return the content of a report as HTML, for the console's page and the document."""
    made = _TEMPLATES.get_template("body.html").render(
        sheets=sheets(report, reader, link), notes=notes(reader), colours=_COLOURS
    )
    return Markup(made)  # noqa: S704  # ours


def document(report: Report, directory: Directory, language: str) -> str:
    """Return a report as one HTML document without other resources."""
    reader = Reader(language, directory)
    return _TEMPLATES.get_template("monthly.html").render(
        language=language,
        title=title(report, reader),
        body=body(report, reader),
        style=Markup(_STYLE.replace("size: A4", f"size: {profile().paper}")),  # noqa: S704  # ours
    )


_TEMPLATES = Environment(
    loader=PackageLoader("ivr.web.ops", "templates/paper"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)


def _sheet(report: Report, table: Table, reader: Reader, link: Link) -> Sheet:
    says = reader.says
    columns = [*([table.head] if table.head else []), *table.columns]
    if len(table.columns) > 1:
        columns.append(Sentence("All"))
    if table.good is not None:
        columns += [Sentence("Share"), Sentence("Before")]
    top = max((count for count in table.now.rows if count), default=1)
    printed = partial(_printed, table, reader, top)
    rows = [printed(index, reader.name(row.kind, row.id), link(row)) for index, row in enumerate(table.rows)]
    if len(table.rows) > 1:
        rows.append(printed(None, says(Sentence("All that are shown in full")), ""))
    findings = [
        (says(each.said), says(each.sure), link(each.row) if each.row else "") for each in report.findings[table.id]
    ]
    return Sheet(
        table.id,
        says(table.title),
        says(table.note),
        tuple(map(says, columns)),
        len(table.columns),
        tuple(rows),
        tuple(findings),
    )


def _printed(table: Table, reader: Reader, top: int, index: int | None, label: str, url: str) -> Printed:
    counts = table.now.columns if index is None else table.now.cells[index]
    total = table.now.total if index is None else table.now.rows[index]
    cells = [_count(count) for count in (counts if len(counts) == 1 else (*counts, total))]
    if table.good is not None:
        cells += [_share(table.share(index), reader), _percent(table.share(index, before=True))]
    whole = (total or 1) if index is None else top
    return Printed(label, tuple(cells), url, tuple(stacked([count or 0 for count in counts], whole, _WIDTH)))


def _count(count: Count) -> str:
    return WITHHELD if count is None else f"{count}"


def _percent(share: Share | None) -> str:
    return WITHHELD if share is None else f"{share.percent} %"


def _share(share: Share | None, reader: Reader) -> str:
    if share is None:
        return WITHHELD
    return reader.says(
        Sentence("{percent} % ({low} to {high} %)", percent=share.percent, low=share.low, high=share.high)
    )
