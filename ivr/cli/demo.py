"""`ivr demo`."""

import signal
import sys
import time
from datetime import datetime

import click

from ivr.cli.common import AT, at_home, claim_port, one_line_errors
from ivr.demo import PERSON, start_demo
from profiles import profile

_HOST = "localhost"
"""A name, since browsers make no passkeys for an address of numbers. The pages also open at 127.0.0.1."""


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free port.")
@click.option("--days", default=56, show_default=True, type=click.IntRange(0, 366), help="Days of made-up calls.")
@AT
def demo(port: int, days: int, at: datetime | None) -> None:
    """Run everything on this machine: no account, nothing leaves it."""
    with one_line_errors():
        claim_port("127.0.0.1", port)
        running = start_demo(port, at, _HOST, days=days, tell=click.echo, call_backs=True)
    command = _own_name()
    tour = "" if profile().directory else f"See what it can do, in five tasks: {running.url}/demo/\n"
    click.echo(
        f"Tsunagu is listening on {running.url}, and it is {at_home(running.clock.now())}.\n"
        f"Call it in a browser: {running.url}/phone/\n"
        f"{tour}\n"
        "Or from another terminal (no account is needed):\n\n"
        f"  {command} call --url {running.url}\n"
        f'  {command} call --url {running.url} --at "2026-11-29 10:00" --keys 1\n'
        f'  {command} text --url {running.url} "Tiếng Việt"\n\n'
        f"Its console is at {running.url}/ops: sign in as {PERSON}, password {running.password}\n\n"
        "Its hours can be edited by command, too (docs/schedules.md):\n\n"
        f"  export DATABASE_URL={running.database_url}\n"
        f"  {command} schedule export --output hours.yaml     # then edit it\n"
        f"  {command} schedule import hours.yaml\n"
        f'  {command} schedule publish --reason "trying it"\n\n'
        "Ctrl-C ends it.",
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the demo's folder is removed then, too
    try:
        while True:
            time.sleep(1)  # a signal does not interrupt it if another thread gets it, or if it comes just before
    except KeyboardInterrupt:
        running.close()


def _own_name() -> str:
    return sys.argv[0] if sys.argv[0].endswith("ivr") else "ivr"
