"""`ivr serve`."""

import click
from gunicorn.systemd import listen_fds

from ivr.cli.common import claim_port, keep_private, one_line_errors
from ivr.cli.logs import begin_log
from ivr.server import serve as run_server
from ivr.settings import load_settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option("--no-worker", is_flag=True, help="Answer only; `ivr worker` delivers the texts elsewhere.")
def serve(host: str, port: int, workers: int, no_worker: bool) -> None:
    """Answer calls and texts, and deliver queued texts.

    If systemd has opened a socket for it, that is used and not --host and --port.
    """
    keep_private()
    with one_line_errors():
        settings = load_settings()
        begin_log(settings)
        if not listen_fds(unset_environment=False):
            claim_port(host, port)
        run_server(settings, host, port, workers, deliver=not no_worker)
