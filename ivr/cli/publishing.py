"""`ivr schedule publish`, `rollback`, `withdraw`, `history`; `open`, `close`, `reset`."""

import json
from datetime import datetime
from typing import Any

import click

from ivr.cli.common import AUTHOR, JSON, MOMENT, REASON, japan, one_line_errors, state
from ivr.cli.published import editor_as, store
from ivr.clock import SystemClock
from ivr.service.schedule import overrides
from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import FROM_EVER
from ivr.store.db import read
from ivr.store.revisions import Draft, Revision, history, read_draft
from schedules import Scope, parse_scope


@click.command()
@REASON
@AUTHOR
@click.option("--at", type=MOMENT, help='From when on, Japan time: "2026-12-01 00:00". Default: now.')
@click.option("--draft-by", help="Whose draft it is, if it is not yours.")
def publish(reason: str, author: str, at: datetime | None, draft_by: str | None) -> None:
    """Publish the draft, now or at a moment."""
    now = SystemClock().now()
    with one_line_errors():
        editor = editor_as(author)
        _check_whose(read(editor.engine, read_draft), draft_by or author)
        made = editor.publish_draft(reason, now, at)
        then = editor.timetable(now).revision if made.effective_at > now else None
    if then:
        click.echo(f"revision {made.number} will be in force from {japan(made.effective_at)}; until then {then} is")
    else:
        click.echo(f"revision {made.number} is in force from {japan(made.effective_at)}")


def _check_whose(draft: Draft | None, author: str) -> None:
    if draft is not None and draft.author != author:
        look = f"look at it with `ivr schedule diff`, then say --draft-by {draft.author}"
        raise click.ClickException(f"the draft is by {draft.author}, saved {japan(draft.saved_at)}; {look}")


@click.command()
@click.argument("number", type=click.IntRange(1, 999_999_999))
@REASON
@AUTHOR
def rollback(number: int, reason: str, author: str) -> None:
    """Bring back the document of revision NUMBER, at once."""
    now = SystemClock().now()
    with one_line_errors():
        editor = editor_as(author)
        pending = [
            each.number for each in read(editor.engine, history) if each.effective_at > now and not each.withdrawn_at
        ]
        made = editor.roll_back(number, reason, now)
    click.echo(f"revision {made.number} is in force: the document of revision {number}, byte for byte")
    for each in pending:
        click.echo(f"revision {each}, which was still to come, is withdrawn")


@click.command()
@AUTHOR
def withdraw(author: str) -> None:
    """Withdraw what has been published for later."""
    with one_line_errors():
        numbers = editor_as(author).withdraw(SystemClock().now())
    for number in numbers:
        click.echo(f"revision {number} is withdrawn; its document: `ivr schedule export {number}`")
    if not numbers:
        click.echo("nothing is still to come")


@click.command("history")
@JSON
def history_(as_data: bool) -> None:
    """List what was published: when, by whom, why."""
    with one_line_errors():
        revisions = read(store(), history)
    if as_data:
        click.echo(json.dumps(list(map(_revision_data, revisions)), ensure_ascii=False, indent=2))
        return
    now = SystemClock().now()
    in_force = next((each.number for each in revisions if _holds(each, now)), None)
    for each in revisions:
        to_come = each.effective_at > now and not each.withdrawn_at
        mark = " *" if each.number == in_force else " +" if to_come else "  "
        restores = f", restores {each.restores}" if each.restores else ""
        withdrawn = f", withdrawn by {each.withdrawn_by}" if each.withdrawn_at else ""
        when = "ever" if each.effective_at == FROM_EVER else japan(each.effective_at)
        click.echo(f"{mark}{each.number:4}  from {when:27}  {each.author}: {each.reason}{restores}{withdrawn}")
    if not revisions:
        click.echo("nothing has been published yet; the hours that ship are in force")


def _holding(name: str, opened: bool) -> click.Command:
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
            editor = editor_as(author)
            override = overrides.hold(editor, scope, reason, now, opened=opened, until=until, reset=until_reset)
            _show_scope(editor, override.scope, now)

    return click.command(
        name, help=f"Hold SCOPE (all, `tier 1` or a line) {'open' if opened else 'closed'}, whatever the schedule says."
    )(hold)


open_ = _holding("open", opened=True)
close = _holding("close", opened=False)


@click.command()
@click.argument("scope")
@AUTHOR
def reset(scope: str, author: str) -> None:
    """End the override for SCOPE."""
    now = SystemClock().now()
    with one_line_errors():
        editor = editor_as(author)
        overrides.release(editor, scope, now)
        click.echo(f"{scope} is no longer held")
        _show_scope(editor, parse_scope(scope), now)


def _show_scope(editor: ScheduleEditor, scope: Scope, now: datetime) -> None:
    """Print the actual state of a scope's lines now; another override may be in force for them."""
    timetable = editor.timetable(now)
    for line in timetable.directory.lines_in(scope):
        click.echo(f"{line.id}: {state(timetable.status(line, now))}")


def _revision_data(revision: Revision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "author": revision.author,
        "reason": str(revision.reason),
        "made_at": revision.made_at.isoformat(),
        "effective_at": revision.effective_at.isoformat(),
        "restores": revision.restores,
        "withdrawn_at": revision.withdrawn_at.isoformat() if revision.withdrawn_at else None,
    }


def _holds(revision: Revision, now: datetime) -> bool:
    return revision.withdrawn_at is None and revision.effective_at <= now
