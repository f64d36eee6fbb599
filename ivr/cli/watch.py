"""`ivr watch`: looks at the pages of agencies now, and says what differs from our hours and numbers."""

import json
from collections.abc import Sequence

import click

from ivr.agency_pages import NOT_INSTALLED, installed
from ivr.cli.common import JSON, one_line_errors
from ivr.clock import SystemClock
from ivr.core.agency_pages.comparing import Comparison, Verdict
from ivr.service.agency_pages.differences import Seen, seen
from ivr.service.agency_pages.watching import Watching, addresses_of
from ivr.settings import load_settings
from ivr.store.agency_pages import keep
from ivr.store.db import read, write
from ivr.store.migrate import migrate
from ivr.worker import agent_of, live
from schedules import Line


@click.command()
@click.option("--line", "line_id", metavar="ID", help="Only the page of this line.")
@JSON
def watch(line_id: str | None, as_data: bool) -> None:
    """Look at the pages of agencies now, and say what differs from our hours.

    The pages are those of the lines (field `page`). Nothing of the schedule is changed. Exits with 1 if something
    differs.
    """
    with one_line_errors():
        settings, clock = load_settings(), SystemClock()
        if not installed():
            raise click.ClickException(NOT_INSTALLED)
        schedule, _ = live(settings)
        migrate(schedule.engine)
        timetable = schedule.at(clock.now())
        wanted = _wanted(timetable.directory.line(line_id) if line_id else None, line_id)
        addresses = addresses_of(timetable.directory)
        write(schedule.engine, keep, addresses, clock.now())
        watching = Watching(schedule.engine, schedule.at, clock.now, agent_of(settings))
        for address in sorted(addresses if wanted is None else {wanted}):
            watching.ask(address, early=True)
        found = read(schedule.engine, seen, timetable, clock.now())
    shown = [each for each in found if wanted in (None, each.page.address)]
    if as_data:
        click.echo(json.dumps([_data(each) for each in shown], ensure_ascii=False, indent=2))
    else:
        _print(shown)
    if any(each.told for each in shown):
        raise SystemExit(1)


def _wanted(line: Line | None, line_id: str | None) -> str | None:
    """Return the page of the line that was asked for; None if none was.

    Raises:
        click.ClickException: there is no such line, or it has no page.
    """
    if line_id is None:
        return None
    if line is None:
        raise click.ClickException(f"there is no line {line_id}; `ivr schedule show` lists them")
    if not line.page:
        raise click.ClickException(
            f"{line_id} has no page; give it one in the console, or with `page:` in the document"
        )
    return line.page


def _print(shown: Sequence[Seen]) -> None:
    if not shown:
        click.echo("no line has a page")
    for each in shown:
        state = each.page.state.value if each.page.state else "not looked at"
        click.echo(f"{each.page.address}: {state}{f': {each.page.said}' if each.page.said else ''}")
        for found in each.found:
            click.echo(f"  {_said(found, each)}")


def _said(found: Comparison, each: Seen) -> str:
    if found.verdict is not Verdict.OTHER:
        return f"{found.line.id}: {found.about.value}: {found.verdict.value}"
    by = f" (ignored by {each.ignored[found.mark]})" if found.mark in each.ignored else ""
    quote = f'\n    "{found.quote}"' if found.quote else ""
    return f"{found.told(found.line.id)} ({found.sureness.value}){by}{quote}"


def _data(each: Seen) -> dict[str, object]:
    page = each.page
    return {
        "page": page.address,
        "state": page.state.value if page.state else None,
        "said": str(page.said) if page.said else None,
        "leads_to": page.leads_to or None,
        "read_at": page.read_at.isoformat() if page.read_at else None,
        "lines": [
            {
                "line": found.line.id,
                "about": found.about.value,
                "verdict": found.verdict.value,
                "page_says": found.said.en or None,
                "ours": found.ours.en,
                "sure": found.sureness.value,
                "quote": found.quote or None,
                "ignored": found.mark in each.ignored,
            }
            for found in each.found
        ],
    }
