"""`ivr schedule publish`, `rollback`, `withdraw`, `history`; `open`, `close`, `reset`."""

import json
from datetime import datetime
from typing import Any

import click

from ivr.cli.common import AUTHOR, JSON, MOMENT, REASON, japan, one_line_errors
from ivr.cli.published import store
from ivr.clock import SystemClock
from ivr.service.current import FROM_EVER
from ivr.service.editing import ScheduleEditor
from ivr.store.revisions import Revision, history
from schedules import Closed, Open


@click.command()
@REASON
@AUTHOR
@click.option("--at", type=MOMENT, help='From when on, Japan time: "2026-12-01 00:00". Default: now.')
def publish(reason: str, author: str, at: datetime | None) -> None:
    """Publish the draft, now or at a moment."""
    now = SystemClock().now()
    with one_line_errors():
        made = ScheduleEditor(store(), author).publish_draft(reason, now, at)
    click.echo(f"revision {made.number} is in force from {japan(made.effective_at)}")


@click.command()
@click.argument("number", type=int)
@REASON
@AUTHOR
def rollback(number: int, reason: str, author: str) -> None:
    """Bring back the document of revision NUMBER, at once."""
    now = SystemClock().now()
    with one_line_errors():
        editor = ScheduleEditor(store(), author)
        pending = [each.number for each in history(editor.engine) if each.effective_at > now and not each.withdrawn_at]
        made = editor.roll_back(number, reason, now)
    click.echo(f"revision {made.number} is in force: the document of revision {number}, byte for byte")
    for each in pending:
        click.echo(f"revision {each}, which was still to come, is withdrawn")


@click.command()
@AUTHOR
def withdraw(author: str) -> None:
    """Withdraw what has been published for later."""
    with one_line_errors():
        numbers = ScheduleEditor(store(), author).withdraw(SystemClock().now())
    click.echo(f"withdrawn: revision {', '.join(map(str, numbers))}" if numbers else "nothing is still to come")


@click.command("history")
@JSON
def history_(as_data: bool) -> None:
    """List what was published: when, by whom, why."""
    with one_line_errors():
        revisions = history(store())
    if as_data:
        click.echo(json.dumps(list(map(_revision_data, revisions)), ensure_ascii=False, indent=2))
        return
    now = SystemClock().now()
    in_force = next((each.number for each in revisions if _holds(each, now)), None)
    for each in revisions:
        mark = " *" if each.number == in_force else "  "
        restores = f", brings back {each.restores}" if each.restores else ""
        withdrawn = f", withdrawn by {each.withdrawn_by}" if each.withdrawn_at else ""
        when = "ever" if each.effective_at == FROM_EVER else japan(each.effective_at)
        click.echo(f"{mark}{each.number:4}  from {when:27}  {each.author}: {each.reason}{restores}{withdrawn}")
    if not revisions:
        click.echo("nothing has been published yet; the hours that ship are in force")


def _holding(name: str, opened: bool) -> click.Command:
    words = "open" if opened else "closed"

    @click.argument("scope")
    @REASON
    @AUTHOR
    @click.option("--until", type=MOMENT, help="Until a moment, Japan time. Default: until the next scheduled change.")
    @click.option("--until-reset", is_flag=True, help="Until `ivr schedule reset`.")
    def hold(scope: str, reason: str, author: str, until: datetime | None, until_reset: bool) -> None:
        if until and until_reset:
            raise click.UsageError("--until or --until-reset, not both")
        now = SystemClock().now()
        with one_line_errors():
            editor = ScheduleEditor(store(), author)
            override = editor.hold(scope, reason, now, opened=opened, until=until, reset=until_reset)
            timetable = editor.timetable(now)
        for line in timetable.directory.lines_in(override.scope):
            ends = override.ends(line)
            click.echo(f"{line.id} is {words} until {japan(ends) if ends else 'it is reset'}")
            if not until and ends and isinstance(timetable.scheduled().status(line, now), Open if opened else Closed):
                click.echo(f"  which it would be anyway; say --until to keep it {words} for longer")

    return click.command(name, help=f"Hold SCOPE (all, `tier 1` or a line) {words}, whatever the schedule says.")(hold)


open_ = _holding("open", opened=True)
close = _holding("close", opened=False)


@click.command()
@click.argument("scope")
@AUTHOR
def reset(scope: str, author: str) -> None:
    """Let the schedule decide for SCOPE again."""
    with one_line_errors():
        ScheduleEditor(store(), author).reset(scope, SystemClock().now())
    click.echo(f"the schedule decides for {scope} again")


def _revision_data(revision: Revision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "author": revision.author,
        "reason": revision.reason,
        "made_at": revision.made_at.isoformat(),
        "effective_at": revision.effective_at.isoformat(),
        "restores": revision.restores,
        "withdrawn_at": revision.withdrawn_at.isoformat() if revision.withdrawn_at else None,
    }


def _holds(revision: Revision, now: datetime) -> bool:
    return revision.withdrawn_at is None and revision.effective_at <= now
