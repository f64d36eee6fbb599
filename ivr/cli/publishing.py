"""`ivr schedule publish`, `rollback`, `revert`, `withdraw`, `history`; `open`, `close`, `reset`."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click

from ivr.cli.common import AUTHOR, DRAFT_BY, JSON, MOMENT, REASON, at_home, one_line_errors, state
from ivr.cli.published import editor_as, store
from ivr.clock import SystemClock
from ivr.service.schedule import overrides
from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import FROM_EVER
from ivr.service.schedule.plans import UNASKED, Answers, Side, UndecidedError
from ivr.service.schedule.withdrawing import withdraw as withdraw_one
from ivr.store.db import read
from ivr.store.revisions import Revision, carried_with, history, replaced_by
from schedules import Scope, parse_scope
from schedules.difference import Change
from schedules.report import words

PLANS = click.option(
    "--plans",
    type=click.Choice(["keep", "give-way", "withdraw"]),
    help="Plans that change the same part: keep what they say, let them give way, or withdraw them.",
)
_ANSWERS = {
    None: UNASKED,
    "keep": Answers(always=Side.OURS),
    "give-way": Answers(always=Side.THEIRS),
    "withdraw": Answers(withdraw=True),
}


@click.command()
@REASON
@AUTHOR
@click.option("--at", type=MOMENT, help='From when on, local time: "2026-12-01 00:00". Default: now.')
@DRAFT_BY
@PLANS
def publish(reason: str, author: str, at: datetime | None, draft_by: str | None, plans: str | None) -> None:
    """Publish the draft, now or at a moment. What is planned for later stays planned."""
    now = SystemClock().now()
    with one_line_errors(), _told():
        editor = editor_as(author, draft_by)
        made = editor.publish_draft(reason, now, at, _ANSWERS[plans])
        then = editor.timetable(now).revision if not made.begun(now) else None
        _say_plans(editor, made)
    if then:
        click.echo(f"revision {made.number} will be in force from {at_home(made.effective_at)}; until then {then} is")
    else:
        click.echo(f"revision {made.number} is in force from {at_home(made.effective_at)}")


@click.command()
@click.argument("number", type=click.IntRange(1, 999_999_999))
@REASON
@AUTHOR
@PLANS
def rollback(number: int, reason: str, author: str, plans: str | None) -> None:
    """Bring back the document of revision NUMBER, at once. What is planned for later stays planned."""
    now = SystemClock().now()
    with one_line_errors(), _told():
        editor = editor_as(author)
        made = editor.roll_back(number, reason, now, _ANSWERS[plans])
        _say_plans(editor, made)
    click.echo(f"revision {made.number} is in force: the document of revision {number}, byte for byte")


@click.command()
@click.argument("number", type=click.IntRange(1, 999_999_999))
@AUTHOR
@PLANS
def revert(number: int, author: str, plans: str | None) -> None:
    """Take back what revision NUMBER has changed, at once. What was published after it stays."""
    now = SystemClock().now()
    with one_line_errors(), _told():
        editor = editor_as(author)
        left = editor.propose_revert(number, now, _ANSWERS[plans]).left
        made = editor.revert(number, now, _ANSWERS[plans])
        _say_plans(editor, made)
    for change in left:
        click.echo(f"changed again since, and left: {words(change)}")
    click.echo(f"revision {made.number} is in force, without what revision {number} changed")


@click.command()
@click.argument("number", type=click.IntRange(1, 999_999_999), required=False)
@AUTHOR
@PLANS
def withdraw(number: int | None, author: str, plans: str | None) -> None:
    """Withdraw what has been published for later: revision NUMBER, or all."""
    now = SystemClock().now()
    with one_line_errors(), _told():
        editor = editor_as(author)
        if number is not None:
            withdraw_one(editor, number, now, _ANSWERS[plans])
        numbers = editor.withdraw(now) if number is None else [number]
    for each in numbers:
        click.echo(f"revision {each} is withdrawn; its document: `ivr schedule export {each}`")
    if not numbers:
        click.echo("nothing is still to come")


@contextmanager
def _told() -> Iterator[None]:
    """Print what has to be decided, before the error that says so."""
    try:
        yield
    except UndecidedError as error:
        own, carried = error.proposal.own, error.proposal.carried
        for question in own.questions if own else ():
            click.echo(f"  the draft: {_all(question.ours)}\n  published: {_all(question.theirs)}", err=True)
        for each in carried:
            for question in each.joined.questions if each.joined else ():
                told = f"  revision {each.plan.number}: {_all(question.ours)}\n  this: {_all(question.theirs)}"
                click.echo(told, err=True)
        raise


def _all(changes: Iterable[Change]) -> str:
    return "; ".join(str(words(each)) for each in changes)


def _say_plans(editor: ScheduleEditor, made: Revision) -> None:
    """Say what became of the plans behind a revision."""
    carried = read(editor.engine, carried_with, made)
    for each in carried:
        moment = at_home(each.effective_at)
        click.echo(f"revision {each.carries}, planned from {moment}, is carried over as revision {each.number}")
    for each in read(editor.engine, replaced_by, made):
        if each.number not in {other.carries for other in carried}:
            click.echo(f"revision {each.number}, which was still to come, is withdrawn")


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
    became = {each.carries: each.number for each in revisions if each.carries}
    for each in revisions:
        to_come = not each.begun(now) and not each.withdrawn_at
        mark = " *" if each.number == in_force else " +" if to_come else "  "
        restores = f", restores {each.restores}" if each.restores else ""
        restores += f", carries over {each.carries}" if each.carries else ""
        withdrawn = f", withdrawn by {each.withdrawn_by}" if each.withdrawn_at else ""
        if each.number in became:
            withdrawn = f", carried over as {became[each.number]}"
        when = "ever" if each.effective_at == FROM_EVER else at_home(each.effective_at)
        click.echo(f"{mark}{each.number:4}  from {when:27}  {each.author}: {each.reason}{restores}{withdrawn}")
    if not revisions:
        click.echo("nothing has been published yet; the hours that ship are in force")


def _holding(name: str, opened: bool) -> click.Command:
    @click.argument("scope")
    @REASON
    @AUTHOR
    @click.option("--until", type=MOMENT, help="Until a moment, local time. Default: until the next scheduled change.")
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
        "carries": revision.carries,
        "withdrawn_at": revision.withdrawn_at.isoformat() if revision.withdrawn_at else None,
    }


def _holds(revision: Revision, now: datetime) -> bool:
    return revision.withdrawn_at is None and revision.begun(now)
