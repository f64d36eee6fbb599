"""`ivr report`: the report of a month for an agency, as PDF."""

from datetime import date
from pathlib import Path

import click

from ivr.cli.common import one_line_errors
from ivr.cli.published import published_timetable, store
from ivr.clock import SystemClock
from ivr.core.monthly import Month
from ivr.service.monthly import agencies, monthly_report
from ivr.settings import load_keep_records
from ivr.web.ops.paper import FONTS, document
from ivr.web.pdf import PdfError, pdf
from prompts.load import CONSOLE_LANGUAGES
from schedules import home_date


class _MonthType(click.ParamType[Month]):
    name = "month"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        if isinstance(value, Month):
            return value
        try:
            return Month.of(date.fromisoformat(f"{value}-01"))
        except ValueError:
            self.fail(f"{value!r} is not a month such as 2026-11", param, ctx)


@click.command("report")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--month", type=_MonthType(), help="A month that has ended, such as 2026-11.  [default: the newest]")
@click.option("--agency", required=True, help="The name of the agency, such as OTIT; small letters do.")
@click.option("--language", type=click.Choice(CONSOLE_LANGUAGES), default="en", show_default=True)
def report_command(file: Path, month: Month | None, agency: str, language: str) -> None:
    """Write the report of a month for an agency as PDF. Small counts are withheld from it."""
    now = SystemClock().now()
    newest = Month.newest(home_date(now))
    month = month or newest
    if month > newest:
        raise click.ClickException(
            f"--month: a month is reported a day after it has ended; the newest is {newest.first:%Y-%m}"
        )
    with one_line_errors():
        timetable = published_timetable(now)
        known = agencies(timetable.directory)
        found = next((each for each in known if each.casefold() == agency.casefold()), None)
        if found is None:
            raise click.ClickException(f"--agency: {agency} has no line; those that have are {', '.join(known)}")
        report = monthly_report(store(), timetable, found, month, now, load_keep_records())
        try:
            file.write_bytes(pdf(document(report, timetable.directory, language), FONTS))
        except PdfError as error:
            raise click.ClickException(str(error)) from None
    click.echo(f"written to {file}")
