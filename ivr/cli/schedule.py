"""`ivr schedule`: look at the hours, check, compare, publish, roll back; open or close by hand."""

import getpass
import json
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytz

from ivr.cli.common import AT, MOMENT, japan, one_line_errors
from ivr.cli.published import published_timetable, store
from ivr.clock import HOME, SystemClock
from ivr.service.current import FROM_EVER, read_document
from ivr.service.editing import ScheduleEditor
from ivr.store.revisions import Revision, discard_draft, history, read_draft
from prompts import LANGUAGES
from schedules import Closed, Directory, DirectoryError, Line, Open, Status, Timetable, print_windows, why
from schedules.advice import advice
from schedules.report import report

DAYS_SHOWN = 14
_MARK = "# made from revision {}\n"
_MARKED = re.compile(r"# made from revision (\d+)\n")

AUTHOR = click.option("--author", default=getpass.getuser, show_default="your account", help="Who does this.")
REASON = click.option("--reason", required=True, help="Why, for those who ask later.")
JSON = click.option("--json", "as_data", is_flag=True, help="Print as JSON.")


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
    """Check a FILE, or what is published: mistakes, each with its line, and what somebody should look at."""
    now = at or SystemClock().now()
    with one_line_errors():
        timetable = published_timetable(now) if file is None else Timetable(_checked(file))
    directory = timetable.directory
    special = len(directory.special_days)
    click.echo(f"no mistakes: {len(directory.lines)} lines, {special} special days")
    for each in advice(timetable, now, LANGUAGES):
        click.echo(f"look at this ({each.concern}): {each}")


@schedule.command()
@click.argument("which", default="current")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; default: print it.")
def export(which: str, output: Path | None) -> None:
    """Write a revision's document, to be edited and imported again: a number, `draft` or `current`."""
    with one_line_errors():
        document, base = _document(which)
    text = (_MARK.format(base) if base else "") + document
    if output:
        output.write_text(text, "utf-8")
    else:
        click.echo(text, nl=False)


@schedule.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="In place of the draft that is there.")
@AUTHOR
def import_(file: Path, replace: bool, author: str) -> None:
    """Make FILE the draft, and say what it would change. Nothing is published yet."""
    now, text = SystemClock().now(), _read(file)
    marked = _MARKED.match(text)
    with one_line_errors():
        _checked(file)
        editor = ScheduleEditor(store(), author)
        there = read_draft(editor.engine) if replace else None
        document = text[marked.end() :] if marked else text
        base = int(marked[1]) if marked else None
        draft = editor.save_draft(document, now, base=base, token=there.token if there else None)
        was = editor.revision(draft.base)
        changes = report(read_document(was.document), read_document(document), _today(now))
    _say_changes(changes)
    click.echo(f"saved as the draft, made from revision {draft.base}; `ivr schedule publish` puts it in force")


@schedule.command()
@click.argument("was", default="current")
@click.argument("becomes", default="draft")
def diff(was: str, becomes: str) -> None:
    """Say what is different between two: revision numbers, `current`, `draft` or files."""
    now = SystemClock().now()
    with one_line_errors():
        one, other = (read_document(_document(which)[0]) for which in (was, becomes))
        _say_changes(report(one, other, _today(now)))


@schedule.command("history")
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


@schedule.command()
@REASON
@AUTHOR
@click.option("--at", type=MOMENT, help='From when on, Japan time: "2026-12-01 00:00". Default: now.')
def publish(reason: str, author: str, at: datetime | None) -> None:
    """Publish the draft, now or at a moment."""
    now = SystemClock().now()
    with one_line_errors():
        made = ScheduleEditor(store(), author).publish_draft(reason, now, at)
    click.echo(f"revision {made.number} is in force from {japan(made.effective_at)}")


@schedule.command()
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


@schedule.command()
@AUTHOR
def withdraw(author: str) -> None:
    """Withdraw what has been published for later."""
    with one_line_errors():
        numbers = ScheduleEditor(store(), author).withdraw(SystemClock().now())
    click.echo(f"withdrawn: revision {', '.join(map(str, numbers))}" if numbers else "nothing is still to come")


@schedule.command()
def discard() -> None:
    """Drop the draft."""
    with one_line_errors():
        there = discard_draft(store())
    click.echo("the draft is gone" if there else "there was no draft")


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
            if ends and isinstance(timetable.scheduled().status(line, now), Open if opened else Closed):
                click.echo(f"  which it would be anyway; say --until to keep it {words} for longer")

    return click.command(name, help=f"Hold SCOPE (all, `tier 1` or a line) {words}, whatever the schedule says.")(hold)


schedule.add_command(_holding("open", opened=True))
schedule.add_command(_holding("close", opened=False))


@schedule.command()
@click.argument("scope")
@AUTHOR
def reset(scope: str, author: str) -> None:
    """Let the schedule decide for SCOPE again."""
    with one_line_errors():
        ScheduleEditor(store(), author).reset(scope, SystemClock().now())
    click.echo(f"the schedule decides for {scope} again")


def _show_lines(timetable: Timetable, now: datetime) -> None:
    name = f"revision {timetable.revision}" if timetable.revision else "as shipped"
    click.echo(f"{japan(now)}, {name}")
    width = max(len(line.id) for line in timetable.directory.lines)
    for line in timetable.lines(now):
        click.echo(f"  {line.id:{width}}  {_state(timetable.status(line, now))}")
    for override in timetable.overrides:
        if any(override.holds(line, now) for line in timetable.directory.lines):
            state = "open" if override.open else "closed"
            click.echo(f"held {state} by hand: {override.scope} ({override.reason})")


def _show_days(timetable: Timetable, line: Line, now: datetime) -> None:
    click.echo(f"{line.id}, {line.agency} {line.number}, {line.zone.key}: {_state(timetable.status(line, now))}")
    today = now.astimezone(line.zone).date()
    for day in (today + timedelta(days=ahead) for ahead in range(DAYS_SHOWN)):
        plan = timetable.day(line, day)
        because = plan.because_open if plan.windows else plan.because_closed
        name = f": {plan.name}" if plan.name else ""
        click.echo(f"  {day:%a} {day}  {print_windows(plan.windows):13}  {because}{name}")


def _state(status: Status) -> str:
    state, change = ("closed", status.opens) if isinstance(status, Closed) else ("open", status.until)
    return f"{state} {f'until {change:%a %Y-%m-%d %H:%M %Z}' if change else 'without end'}, {why(status)}"


def _data(timetable: Timetable, line: Line, now: datetime) -> dict[str, Any]:
    status = timetable.status(line, now)
    change = timetable.next_change(line, now)
    today = now.astimezone(line.zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(DAYS_SHOWN))
    return {
        "line": line.id,
        "open": not isinstance(status, Closed),
        "until": change.isoformat() if change else None,
        "because": why(status),
        "days": {day.isoformat(): print_windows(timetable.day(line, day).windows) for day in days},
    }


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


def _document(which: str) -> tuple[str, int | None]:
    """A document by the name that people give it, and the revision it is made from."""
    if Path(which).is_file():
        text = _read(Path(which))
        return _MARKED.sub("", text, count=1), None
    editor = ScheduleEditor(store(), "")
    if which == "draft":
        draft = read_draft(editor.engine)
        if draft is None:
            raise click.ClickException("there is no draft; make one with `ivr schedule import FILE`")
        return draft.document, draft.base
    if which == "current":
        head = editor.head(SystemClock().now())
        return head.document, head.number
    if which.isascii() and which.isdigit():
        return editor.revision(int(which)).document, int(which)
    raise click.ClickException(f"{which} is not a revision's number, `current`, `draft` or a file")


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} can't be read ({error.__class__.__name__}); it must be UTF-8") from None


def _checked(file: Path) -> Directory:
    """The directory in a file. Every mistake is printed, one a line, as ``file:row: what``."""
    try:
        return read_document(_read(file))
    except DirectoryError as error:
        for problem in error.problems:
            click.echo(f"{file}:{problem.row}: {problem.text}", err=True)
        count = len(error.problems)
        raise click.ClickException(f"{count} mistake{'s' if count > 1 else ''}; nothing was changed") from None


def _say_changes(sentences: Iterable[str]) -> None:
    sentences = list(sentences)
    for sentence in sentences:
        click.echo(f"  {sentence}")
    if not sentences:
        click.echo("nothing changes")


def _today(now: datetime) -> date:
    return now.astimezone(pytz.timezone(HOME)).date()
