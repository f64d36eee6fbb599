"""`ivr schedule export`, `import`, `diff`, `discard`: documents and the draft."""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import click
from sqlalchemy import Engine

from bounds import JSON_CHARACTERS, BoundsError
from bounds.json_text import read_json
from ivr.cli.common import AUTHOR, DRAFT_BY, at_home, one_line_errors
from ivr.cli.published import editor_as, published_collection
from ivr.clock import SystemClock
from ivr.core.confirmed import about_hours
from ivr.core.phrases import calendar_closed
from ivr.service.files import content_of, has_suffix, text_of
from ivr.service.schedule.live import read_document
from ivr.settings import load_confirmed_for
from ivr.store.db import read
from ivr.store.drafts import Draft, all_drafts
from prompts import LANGUAGES
from schedules import Directory, DirectoryError, Timetable, home_date, home_zone, shipped, write_directory
from schedules.edits import add_part
from schedules.formats.hsds import HsdsError, export_hsds, import_hsds, not_exported
from schedules.formats.ics import calendar_feed
from schedules.merging import merge
from schedules.report import report, words
from sentences import Sentence

_LARGEST = 4 * JSON_CHARACTERS
"""Bytes of a file; UTF-8 has at most four for a character."""
_NUMBER = re.compile("[0-9]{1,9}")
NEVER_CONFIRMED = date(2000, 1, 1)
"""For lines without a date of confirmation; `ivr schedule check` then asks to confirm their hours."""
LOOK_AT = click.option("--draft-by", help="Whose draft, if there are several.")
_MARK = "# made from revision {}\n"
_MARKED = re.compile(r"# made from revision (\d{1,9})\n")


@click.command()
@click.argument("which", required=False)
@click.option("--as", "form", type=click.Choice(["yaml", "hsds", "ics"]), default="yaml", show_default=True)
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Whose calendar, with --as ics.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; default: print it.")
@LOOK_AT
def export(which: str | None, form: str, language: str | None, output: Path | None, draft_by: str | None) -> None:
    """Write a document: a revision's number, `current` (default), `latest`, which may be still to come, or `draft`."""
    if (form == "ics") is (language is None):
        raise click.UsageError("--language goes with --as ics")
    with one_line_errors():
        document, base = find_document(which or "current", draft_by)
        if form == "yaml":
            text = (_MARK.format(base) if base else "") + document
        elif form == "hsds":
            text = _hsds(read_document(document))
        elif which in (None, "current"):
            text = _calendar(editor_as("").timetable(SystemClock().now()), str(language))
        else:
            text = _calendar(Timetable(read_document(document), revision=base), str(language))
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, "utf-8", newline="")
    except OSError as error:
        raise click.ClickException(f"{output} can't be written: {error.strerror}") from None


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", "over", is_flag=True, help="In place of the draft that you have.")
@click.option(
    "--changes-of",
    "base_file",
    help="Take only what FILE changes of this document: `shipped`, a revision's number, or a file.",
)
@AUTHOR
def import_(file: Path, over: bool, base_file: str | None, author: str) -> None:
    """Make FILE your draft, and say what it would change. Nothing is published yet.

    A YAML file is the whole document. The lines of an HSDS file (.json) are added to those there are, in place
    of ones with the same id.
    """
    now = SystemClock().now()
    with one_line_errors():
        hsds = has_suffix(file, ".json")
        if not hsds:
            checked(file)
        editor = editor_as(author)
        if hsds:
            head = editor.line(now)[0]
            document, base = write_directory(add_part(read_document(head.document), _from_hsds(file))), head.number
        elif base_file is not None:
            head = editor.line(now)[0]
            document, base = _merged(file, base_file, read_document(head.document)), head.number
        else:
            document, base = _marked(file, editor.line(now)[0].number)
        former = editor.draft() if over else None
        draft = editor.save_draft(document, now, base=base, token=former.token if former else None)
        was = editor.revision(draft.base)
        try:
            before = read_document(was.document)
        except DirectoryError as error:
            click.echo(f"revision {was.number} can't be read, so the changes can't be shown: {error}")
        else:
            say_changes(report(before, read_document(document), _today(now)))
    if former:
        click.echo(f"the draft by {former.author}, saved {at_home(former.saved_at)}, was discarded")
    click.echo(f"saved as the draft, made from revision {draft.base}; `ivr schedule publish` puts it in force")


@click.command()
@click.argument("was", default="current")
@click.argument("becomes", default="draft")
@LOOK_AT
def diff(was: str, becomes: str, draft_by: str | None) -> None:
    """Say what is different between two: revision numbers, `latest`, `current`, `draft` or files."""
    now = SystemClock().now()
    with one_line_errors():
        one, other = (read_document(find_document(which, draft_by)[0]) for which in (was, becomes))
        say_changes(report(one, other, _today(now)))


@click.command()
@AUTHOR
@DRAFT_BY
def discard(author: str, draft_by: str | None) -> None:
    """Drop your draft."""
    with one_line_errors():
        dropped = editor_as(author, draft_by).discard(SystemClock().now())
    click.echo("the draft was discarded" if dropped else f"{draft_by or author} has no draft that you may see")


def find_document(which: str, draft_by: str | None = None) -> tuple[str, int | None]:
    """Return a document, and the number of the revision that it is made from; None for a file.

    ``which`` is a revision's number, ``latest``, ``current``, ``draft`` or the path of a file. The draft is that of
    ``draft_by``, or the only one.

    Raises:
        EditError: there is no such revision.
        click.ClickException: there is no draft or no such file, or it can't be read.
    """
    if which not in ("draft", "current", "latest") and not _NUMBER.fullmatch(which):
        if not Path(which).is_file():
            raise click.ClickException(f"{which} is not a revision's number, `latest`, `current`, `draft` or a file")
        return _MARKED.sub("", read_text(Path(which)), count=1), None
    editor = editor_as("")
    if which == "draft":
        draft = the_draft(editor.engine, draft_by)
        return draft.document, draft.base
    now = SystemClock().now()
    line = editor.line(now)
    named = {"current": line[0], "latest": line[-1]}
    found = named[which] if which in named else editor.revision(int(which))
    if which == "latest" and found.effective_at > now:
        click.echo(
            f"this is revision {found.number}, which takes effect only at {at_home(found.effective_at)}", err=True
        )
    return found.document, found.number


def the_draft(engine: Engine, owner: str | None) -> Draft:
    """Return the draft of a person; for None, the only one there is.

    Raises:
        click.ClickException: there is none, or there are several.
    """
    found = [each for each in read(engine, all_drafts) if owner in (None, each.owner)]
    if len(found) > 1:
        names = ", ".join(each.owner for each in found)
        raise click.ClickException(f"there are drafts of {names}; say which with --draft-by")
    if not found:
        raise click.ClickException("there is no draft; make one with `ivr schedule import FILE`")
    return found[0]


def read_text(file: Path) -> str:
    """Return the text in a file.

    Raises:
        click.ClickException: it can't be read, or is not UTF-8.
        FileError: it is larger than any document.
    """
    try:
        return text_of(content_of(file, _LARGEST))
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} can't be read ({error.__class__.__name__}); it must be UTF-8") from None


def checked(file: Path) -> Directory:
    """Return the directory in a file.

    Raises:
        click.ClickException: it has mistakes. They are printed, one a line, as ``file:row: what``.
    """
    try:
        return read_document(read_text(file))
    except DirectoryError as error:
        for problem in error.problems:
            click.echo(f"{file}:{problem.row}: {problem.text}", err=True)
        count = len(error.problems)
        raise click.ClickException(f"{count} mistake{'s' if count > 1 else ''} in {file}") from None


def _hsds(directory: Directory) -> str:
    names = {code: language.english for code, language in LANGUAGES.items()}
    for left_out in not_exported(directory):
        click.echo(f"not in HSDS: {left_out}", err=True)
    return (
        json.dumps(
            export_hsds(directory, names, _today(SystemClock().now()), load_confirmed_for()),
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


def _calendar(timetable: Timetable, language: str) -> str:
    now = SystemClock().now()
    lines = timetable.lines_for(language, now)
    book = published_collection().book
    words, about = calendar_closed(book, language), about_hours(now, load_confirmed_for(), book, language)
    return calendar_feed(timetable, lines, LANGUAGES[language].name, words, now, language, about).decode()


def _marked(file: Path, latest: int) -> tuple[str, int]:
    """Return the document in a file, and the revision that its first line says it was made from, else ``latest``."""
    text = read_text(file)
    if marked := _MARKED.match(text):
        return text[marked.end() :], int(marked[1])
    click.echo(f"the file does not say which revision it was made from; taken as made from {latest}", err=True)
    return text, latest


def _merged(file: Path, base: str, published: Directory) -> str:
    """Return what is published with what a file changes of a document.

    Raises:
        click.ClickException: what is published has changed the same part, or the result breaks a rule.
    """
    was = read_document(shipped() if base == "shipped" else find_document(base)[0])
    merged = merge(was, checked(file), published)
    for clash in merged.clashes:
        ours, theirs = ("; ".join(str(words(each)) for each in side) for side in (clash.ours, clash.theirs))
        click.echo(f"  the file: {ours}\n  published: {theirs}", err=True)
    if merged.clashes or merged.wrong:
        raise click.ClickException(str(merged.wrong or "both change the same part; change the file, then import it"))
    return write_directory(merged.directory)


def _from_hsds(file: Path) -> Directory:
    """Return the lines in an HSDS file. What a directory can't represent is printed.

    Raises:
        click.ClickException: it is not HSDS, or has no line that can be used.
    """
    try:
        imported = import_hsds(read_json(read_text(file)), LANGUAGES, home_zone().key, NEVER_CONFIRMED, file.name)
    except (HsdsError, BoundsError) as error:
        raise click.ClickException(f"{file}: not HSDS: {error}") from None
    for sentence in imported.unsaid:
        click.echo(f"note: {sentence}", err=True)
    if not imported.directory.lines:
        raise click.ClickException(f"{file} has no line that can be used; nothing was changed")
    return imported.directory


def say_changes(sentences: Iterable[Sentence]) -> None:
    """Print what changes."""
    sentences = list(sentences)
    for sentence in sentences:
        click.echo(f"  {sentence}")
    if not sentences:
        click.echo("nothing changes")


def _today(now: datetime) -> date:
    return home_date(now)
