"""`ivr schedule add`: the lines of another document, or of an example that ships, in addition to those there are."""

from dataclasses import replace
from pathlib import Path

import click

from ivr.cli.common import AUTHOR, one_line_errors
from ivr.cli.documents import read_text, say_changes
from ivr.cli.published import editor_as
from ivr.clock import SystemClock
from ivr.service.schedule.live import read_document
from prompts import LANGUAGES
from schedules import Directory, home_date, load_directory
from schedules.document.reader import example, examples
from schedules.edits import add_part
from schedules.report import report


@click.command()
@click.argument("part", metavar="[FILE]", required=False)
@click.option("--offered", is_flag=True, help="Offer its lines to callers, also those that are hidden in it.")
@AUTHOR
def add(part: str | None, offered: bool, author: str) -> None:
    """Add the lines of FILE, or of an example, to your draft. Without FILE, list the examples."""
    if part is None:
        for name in examples():
            click.echo(name)
        return
    now = SystemClock().now()
    with one_line_errors():
        added = read_part(part, offered)
        editor = editor_as(author)
        before = editor.revision(editor.line(now)[0].number)
        draft = editor.edit(lambda directory: add_part(directory, added), now)
        say_changes(report(read_document(before.document), read_document(draft.document), home_date(now)))
    click.echo("saved in the draft; `ivr schedule publish` puts it in force")
    if hidden := [line.id for line in added.lines if line.hidden]:
        click.echo(f"hidden, so that callers are not offered them: {', '.join(hidden)}")


def read_part(part: str, offered: bool) -> Directory:
    """Return what is in a file, or in the example of this name; ``offered``: with no line hidden.

    Raises:
        click.ClickException: there is no such file or example.
        DirectoryError: it is invalid.
    """
    if part in examples():
        text = example(part)
    elif Path(part).is_file():
        text = read_text(Path(part))
    else:
        raise click.ClickException(f"{part} is neither a file nor an example; examples are {', '.join(examples())}")
    found = load_directory(text, LANGUAGES, whole=False)
    if not offered:
        return found
    return replace(found, lines=tuple(replace(line, hidden=False) for line in found.lines))
