"""`ivr audit`: the audit log, and the verification of its hash chain."""

import json

import click

from ivr.cli.common import JSON, at_home, one_line_errors
from ivr.settings import load_database_url
from ivr.store.audit import latest
from ivr.store.audit import verify as verify_chain
from ivr.store.db import open_store, read
from ivr.store.migrate import migrate


@click.group()
def audit() -> None:
    """The audit log: who changed what and when."""


@audit.command()
@click.option("--head", help="A hash noted earlier; fails if entries up to it are missing.")
def verify(head: str | None) -> None:
    """Look at the whole chain; fails if an entry was changed or is missing."""
    with one_line_errors():
        engine = open_store(load_database_url())
        migrate(engine)
        verdict = read(engine, verify_chain, head)
    if verdict.broken is not None:
        raise click.ClickException(f"the audit log is broken: {verdict.reason}")
    click.echo(f"{verdict.entries} entries, none changed or missing\nlatest hash: {verdict.head or 'none yet'}")


@audit.command()
@click.option("--last", default=20, show_default=True, type=click.IntRange(1, 10_000), help="How many.")
@JSON
def show(last: int, as_data: bool) -> None:
    """The latest entries, newest first."""
    with one_line_errors():
        engine = open_store(load_database_url())
        migrate(engine)
        found = read(engine, latest, last)
    if as_data:
        rows = [{name: getattr(each, name) for name in each.__slots__} for each in found]
        click.echo(json.dumps(rows, default=str, ensure_ascii=False, indent=2))
        return
    for each in found:
        click.echo(f"{each.number} {at_home(each.at)} {each.who}: {each.act} {each.what} {each.detail}".rstrip())
