"""The command `ivr`."""

import logging

import click

from ivr.cli.audit import audit
from ivr.cli.delivery import forget, outbox, purge
from ivr.cli.phone import call, phone, text
from ivr.cli.poster import poster_command
from ivr.cli.prompts import prompts
from ivr.cli.route import route
from ivr.cli.running import demo, serve, worker
from ivr.cli.schedule import schedule
from ivr.cli.user import user


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tsunagu")
def main() -> None:
    """Tsunagu: one telephone number that finds the open hotline in the caller's language."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("twilio").setLevel(logging.WARNING)  # it logs telephone numbers


for command in (
    audit,
    call,
    demo,
    forget,
    outbox,
    phone,
    poster_command,
    prompts,
    purge,
    route,
    schedule,
    serve,
    text,
    user,
    worker,
):
    main.add_command(command)
