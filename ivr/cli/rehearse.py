"""`ivr rehearse`: every output before and after a planned change, and each old name or number that is left."""

import json
from dataclasses import asdict
from datetime import datetime

import click

from ivr.cli.common import JSON, MOMENT, at_home, one_line_errors
from ivr.cli.documents import LOOK_AT, find_document, the_draft
from ivr.cli.published import dialling, store
from ivr.clock import SystemClock
from ivr.core.rehearsal.rehearse import Finding, Rehearsal, rehearse
from ivr.core.rehearsal.traces import Traces
from ivr.service.rehearsal import states
from ivr.settings import load_carrier
from prompts.voices import voices_of


@click.command("rehearse")
@click.option("--at", type=MOMENT, required=True, help='The moment of the change, Japan time: "2027-04-01 00:00".')
@click.option(
    "--document", help="In place of what is planned: `draft`, with its author's drafted sentences, or a file."
)
@LOOK_AT
@click.option("--old", multiple=True, help="A further old name or number, such as the full name of an agency.")
@click.option("--new", multiple=True, help="A further new name or number.")
@click.option("--allow", multiple=True, help='A phrase in which an old name may stay: "formerly OTIT".')
@JSON
@click.pass_context
def rehearse_command(
    ctx: click.Context,
    at: datetime,
    document: str | None,
    draft_by: str | None,
    old: tuple[str, ...],
    new: tuple[str, ...],
    allow: tuple[str, ...],
    as_data: bool,
) -> None:
    """Say what a planned change leaves behind: each old name or number afterwards, each new one before.

    Every call, text, page, feed and document is made in each language, as of the last second before the moment and as
    of the moment. Nothing is changed. The exit status is 1 if something is wrong.
    """
    now = SystemClock().now()
    with one_line_errors():
        engine = store()
        text = author = None
        if document is not None:
            text = find_document(document, draft_by)[0]
            author = the_draft(engine, draft_by).owner if document == "draft" else None
        voices = voices_of(load_carrier())
        before, after = states(engine, at, now, dialling(), voices, text, author)
        if before.directory == after.directory and before.writer.book is after.writer.book:
            raise click.ClickException(
                f"nothing changes at {at_home(at)}: plan it, or give what is to be rehearsed with --document"
            )
        found = rehearse(before, after, old, new, allow)
    if as_data:
        click.echo(json.dumps(_data(found), ensure_ascii=False, indent=2))
    else:
        _say(found, at)
    ctx.exit(1 if found.findings else 0)


def _say(found: Rehearsal, at: datetime) -> None:
    click.echo(f"{found.looked_at} outputs were looked at, before and after {at_home(at)}")
    click.echo(f"  old: {_all(found.old)}")
    click.echo(f"  new: {_all(found.new)}")
    for each in found.findings:
        click.echo(f"{each.wrong}: {_told(each)}")
    click.echo("not switched by this service:")
    for sentence in found.by_hand:
        click.echo(f"  {sentence}")
    click.echo(f"{len(found.findings)} wrong")


def _told(each: Finding) -> str:
    languages = f" ({' '.join(each.languages)})" if each.languages else ""
    what = f"{each.what}, in " if each.what else ""
    return f"{what}{each.where}{languages}" + (f": … {each.example} …" if each.example else "")


def _all(traces: Traces) -> str:
    return ", ".join(sorted({*traces.names, *traces.numbers, *traces.links})) or "nothing"


def _data(found: Rehearsal) -> dict[str, object]:
    return {
        "old": sorted({*found.old.names, *found.old.numbers, *found.old.links}),
        "new": sorted({*found.new.names, *found.new.numbers, *found.new.links}),
        "looked_at": found.looked_at,
        "findings": [{**asdict(each), "where": str(each.where)} for each in found.findings],
        "by_hand": [str(each) for each in found.by_hand],
    }
