"""`ivr backup`, `ivr restore`: copies of a SQLite database."""

import json
import time
from collections.abc import Iterable
from pathlib import Path

import click

from ivr.cli.common import AUTHOR, JSON, one_line_errors
from ivr.clock import SystemClock
from ivr.core.findings import Fail, Finding, data, line
from ivr.privacy import Privacy
from ivr.service.backup.checking import check_database, check_file
from ivr.service.backup.restoring import restore as put_back
from ivr.service.backup.taking import database_file, delete_older, take, target
from ivr.settings import load_database_url, load_partial
from ivr.worker import keys

_FILE = click.Path(path_type=Path, dir_okay=False)


class _TakesOrChecks(click.Group):
    """A group whose command is `take` if no other is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or args[0] not in (*self.commands, *ctx.help_option_names):
            args = ["take", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_TakesOrChecks)
def backup() -> None:
    """Copy a SQLite database while the service runs, or check such a copy.

    `ivr backup` is short for `ivr backup take`.
    """


@backup.command("take")
@click.argument("to", required=False)
@click.option("--keep", type=click.IntRange(1, 10_000), help="Delete all backups in the folder but the newest KEEP.")
@JSON
def take_one(to: str | None, keep: int | None, as_data: bool) -> None:
    """Copy the database to TO, a new file or a folder. Default: the folder `backups` beside the database.

    The name of a folder that does not exist ends with /. In a folder the file is named by the time. The copy is
    checked; one that is not whole is deleted.
    """
    with one_line_errors():
        url, now, began = load_database_url(), SystemClock().now(), time.monotonic()
        file = target(to, url, now)
        if keep and to is not None and file == Path(to):
            raise click.ClickException("--keep is for folders; a folder that is new ends with /")
        privacy = _privacy()
        _, *found = take(url, file, lambda copy: check_file(copy, privacy))
        gone = delete_older(file.parent, keep) if keep else []
        seconds = time.monotonic() - began
        size = file.stat().st_size
    if as_data:
        findings = [data(each) for each in found]
        told = {"file": str(file), "bytes": size, "seconds": round(seconds, 3), "deleted": [*map(str, gone)]}
        click.echo(json.dumps({**told, "findings": findings}, ensure_ascii=False, indent=2))
        return
    _show(found)
    click.echo(f"{file}: {size / 1_000_000:.1f} MB, taken and checked in {seconds:.1f} s")
    for each in gone:
        click.echo(f"deleted: {each}")


@backup.command()
@click.argument("file", required=False, type=_FILE)
@click.option("--database", metavar="URL", help="Check a database instead, such as one that pg_restore has filled.")
@JSON
def verify(file: Path | None, database: str | None, as_data: bool) -> None:
    """Restore a backup into a scratch folder and check what is in it. Exits with 1 if it can't be used.

    Neither FILE nor the service's database is changed.
    """
    if (file is None) == (database is None):
        raise click.UsageError("name a FILE, or a --database")
    with one_line_errors():
        privacy, began = _privacy(), time.monotonic()
        found = list(check_file(file, privacy) if file else check_database(database or "", privacy))
        seconds = time.monotonic() - began
    _show(found, as_data=as_data)
    if any(isinstance(each, Fail) for each in found):
        raise SystemExit(1)
    if not as_data:
        click.echo(f"it can be used; restored and checked in {seconds:.1f} s" if file else "it can be used")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Keep the database that is there under another name.")
@AUTHOR
def restore(file: Path, replace: bool, author: str) -> None:
    """Put a backup in the place of a SQLite database.

    Stop the service first. The backup is checked. Texts that wait in it are not sent again if the carrier has them.
    """
    with one_line_errors():
        place = database_file(load_database_url())
        found = list(check_file(file, _privacy()))
        _show(found)
        if any(isinstance(each, Fail) for each in found):
            raise click.ClickException(f"nothing has been changed: {file} can't be used")
        began = time.monotonic()
        done = put_back(file, place, SystemClock().now(), author, replace=replace)
    click.echo(f"{place} is now the content of {file}, put there in {time.monotonic() - began:.1f} s")
    if done.aside:
        click.echo(f"the database that was there: {done.aside}")
    click.echo(f"{done.doubted} texts wait: for each, a worker asks the carrier whether it was sent since the backup")
    click.echo(_LOST)


_LOST = """\
Lost is what came after the backup:
  texts that were promised and not sent; who was promised one should be told if you can
  STOP, START and FORGET: look for STOP in the carrier's list of messages, and use `ivr forget` on what waits for them
  `ivr forget`, and changes in the console: make them again
Now start `ivr serve`, then run `ivr doctor`."""


def _privacy() -> Privacy | None:
    """Return the keys that numbers are encrypted with; None if they are not set or unusable."""
    given = load_partial()
    return None if given.unusable & {"SECRET_KEY", "OLD_SECRET_KEYS"} else keys(given.settings)


def _show(found: Iterable[Finding], *, as_data: bool = False) -> None:
    if as_data:
        click.echo(json.dumps([data(each) for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        click.echo(line(each))
