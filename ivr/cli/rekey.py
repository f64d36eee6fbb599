"""`ivr rekey`."""

import click

from ivr.cli.common import AUTHOR, one_line_errors
from ivr.clock import SystemClock
from ivr.privacy import recognising
from ivr.settings import load_settings
from ivr.store.audit import Act, note
from ivr.store.db import open_for_people, writing
from ivr.store.migrate import migrate
from ivr.store.rekey import seal_again
from ivr.worker import keys


@click.command()
@AUTHOR
def rekey(author: str) -> None:
    """Encrypt stored secrets with a new SECRET_KEY, so that the old one can go.

    It prints OLD_SECRET_KEYS in a form that only recognises hashes.
    """
    with one_line_errors():
        settings = load_settings()
        engine = open_for_people(settings.database_url)
        migrate(engine)
        with writing(engine) as connection:
            count = seal_again(connection, keys(settings).seal_again)
            note(connection, SystemClock().now(), author, Act.REKEYED, detail=str(count))
        engine.dispose()
    click.echo(f"encrypted with SECRET_KEY: {count}. Set this, and restart all processes:")
    click.echo(f"OLD_SECRET_KEYS={' '.join(recognising(key) for key in settings.old_secret_keys)}")
