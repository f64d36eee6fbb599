"""`ivr migrate`."""

import click

from ivr.cli.common import one_line_errors
from ivr.settings import load_database_url
from ivr.store.db import open_store
from ivr.store.migrate import HEAD, migrate

_TRIES = 40
"""A minute: half a second for the tables, and a second between two tries."""


@click.command("migrate")
def migrate_tables() -> None:
    """Bring the tables of the database to this version.

    The version before goes on using them meanwhile and afterwards. `ivr serve` does the same at its start; use this
    command before an upgrade of several machines. It waits up to a minute for tables that somebody uses.
    """
    with one_line_errors():
        engine = open_store(load_database_url())
        try:
            found = migrate(engine, _TRIES)
        finally:
            engine.dispose()
    if found is None:
        click.echo(f"the tables of this version ({HEAD}) have been made")
    elif found < HEAD:
        click.echo(f"the tables were at {found} and are those of this version now ({HEAD})")
    elif found == HEAD:
        click.echo(f"the tables are those of this version ({HEAD})")
    else:
        click.echo(f"the tables are of a newer version ({found}; this one has {HEAD}); nothing was changed")
