"""`ivr schedule`: show, check, compare and publish the hours, roll back; open or close lines by hand."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from ivr.cli.adding import add
from ivr.cli.common import AT, AUTHOR, JSON, at_home, one_line_errors, state
from ivr.cli.documents import checked, diff, discard, export, import_
from ivr.cli.published import dialling, editor_as, published_collection, published_timetable
from ivr.cli.publishing import close, history_, open_, publish, reset, revert, rollback, withdraw
from ivr.clock import SystemClock
from ivr.core.dialling import warnings
from ivr.core.text.samples import notice_concerns
from ivr.core.text.writer import TextWriter
from ivr.settings import load_confirmed_for
from prompts import LANGUAGES
from schedules import Closed, HoursError, Line, Timetable, print_hours, print_hours_ja, print_windows, why
from schedules.advice import advice
from schedules.formats.osm import print_osm
from schedules.holidays import public_holidays
from schedules.reading import read_with_days_off
from sentences.values import day_text

DAYS_SHOWN = 14


@click.group()
def schedule() -> None:
    """The hours: show, check, compare, publish, roll back; open or close by hand."""


@schedule.command()
@click.argument("line_id", metavar="[LINE]", required=False)
@AT
@JSON
def show(line_id: str | None, at: datetime | None, as_data: bool) -> None:
    """Show which lines are open, or the coming fourteen days of one LINE."""
    now = at or SystemClock().now()
    with one_line_errors():
        timetable = published_timetable(now)
    line = timetable.directory.line(line_id) if line_id else None
    if line_id and line is None:
        ids = ", ".join(each.id for each in timetable.directory.lines)
        raise click.ClickException(f"there is no line {line_id}; lines are {ids}")
    if as_data:
        lines = [line] if line else timetable.directory.lines
        data = {
            "revision": timetable.revision,
            "at": now.isoformat(),
            "lines": [_data(timetable, x, now) for x in lines],
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    elif line:
        _show_days(timetable, line, now)
    else:
        _show_lines(timetable, now)


@schedule.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@AT
def check(file: Path | None, at: datetime | None) -> None:
    """Check a FILE, or what is published: mistakes, each with its line, and what needs attention."""
    now = at or SystemClock().now()
    with one_line_errors():
        timetable = published_timetable(now) if file is None else Timetable(checked(file))
    directory = timetable.directory
    special = len(directory.special_days)
    click.echo(f"no mistakes: {len(directory.lines)} lines, {special} special day{'' if special == 1 else 's'}")
    with one_line_errors():
        refused, confirmed_for = warnings(timetable, now, dialling()), load_confirmed_for()
    for each in (*advice(timetable, now, LANGUAGES, confirmed_for), *refused):
        click.echo(f"look at this ({each.concern}): {each}")
    with one_line_errors():
        for concern in notice_concerns(TextWriter(published_collection().book), timetable, now):
            click.echo(f"look at this (notice): {concern}")


@schedule.command()
@click.argument("year", type=click.IntRange(2000, 2100), required=False)
@click.option("--close", "to_close", metavar="DATE", help="Take one of them as a special day, closed, into the draft.")
@click.option("--scope", default="all", show_default=True, help="Whom that closes: all, `tier 1` or a line.")
@AUTHOR
def holidays(year: int | None, to_close: str | None, scope: str, author: str) -> None:
    """List the public holidays of a YEAR and who would be open, or close on one of them."""
    now = SystemClock().now()
    with one_line_errors():
        if to_close is not None:
            editor_as(author).close_on_holiday(to_close, scope, now)
            click.echo(f"closed on {to_close} in the draft, for {scope}; `ivr schedule publish` puts it in force")
            return
        timetable = published_timetable(now)
    for day, found in public_holidays(year or now.year).items():
        lines = [line.id for line in timetable.lines(now) if timetable.day(line, day).windows]
        click.echo(f"{day_text(day)}  {found}: {', '.join(lines) or 'nobody'} open")


@schedule.command()
@click.argument("text")
def hours(text: str) -> None:
    """Read hours as somebody writes them, and print them as we do, in Japanese, and for OpenStreetMap."""
    try:
        found = read_with_days_off(text)
    except HoursError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{print_hours(found.week)}\n{print_hours_ja(found.week)}\n{print_osm(found)}")


for command in (
    add,
    close,
    diff,
    discard,
    export,
    history_,
    import_,
    open_,
    publish,
    reset,
    revert,
    rollback,
    withdraw,
):
    schedule.add_command(command)


def _show_lines(timetable: Timetable, now: datetime) -> None:
    click.echo(f"{at_home(now)}, {f'revision {timetable.revision}' if timetable.revision else 'as shipped'}")
    if timetable.then:
        click.echo(f"revision {timetable.then[1].revision} takes effect on {at_home(timetable.then[0])}")
    width = max(len(line.id) for line in timetable.directory.lines)
    for line in timetable.lines(now):
        click.echo(f"  {line.id:{width}}  {state(timetable.status(line, now))}")
    for override in timetable.overrides:
        if any(override.holds(line, now) for line in timetable.directory.lines):
            click.echo(f"{'opened' if override.open else 'closed'} manually: {override.scope} ({override.reason})")


def _show_days(timetable: Timetable, line: Line, now: datetime) -> None:
    click.echo(f"{line.id}, {line.agency} {line.number}, {line.zone.key}: {state(timetable.status(line, now))}")
    today = now.astimezone(line.zone).date()
    for day in (today + timedelta(days=ahead) for ahead in range(DAYS_SHOWN)):
        plan = timetable.day(line, day)
        because = plan.because_open if plan.windows else plan.because_closed
        name = f": {plan.name}" if plan.name else ""
        click.echo(f"  {day_text(day)}  {print_windows(plan.windows):13}  {because}{name}")


def _data(timetable: Timetable, line: Line, now: datetime) -> dict[str, Any]:
    status = timetable.status(line, now)
    change = timetable.next_change(line, now)
    today = now.astimezone(line.zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(DAYS_SHOWN))
    return {
        "line": line.id,
        "open": not isinstance(status, Closed),
        "until": change.isoformat() if change else None,
        "because": str(why(status)),
        "days": {day.isoformat(): print_windows(timetable.day(line, day).windows) for day in days},
    }
