"""`ivr worker`."""

import logging
import signal

import click

from ivr.cli.common import keep_private, one_line_errors
from ivr.cli.logs import begin_log
from ivr.clock import SystemClock
from ivr.service.live import Follower
from ivr.settings import load_settings
from ivr.worker import live, spans_of, workers_of

log = logging.getLogger(__name__)

_LAST_SPANS = 2.0
"""Seconds for the spans that wait, when a worker ends."""


@click.command()
def worker() -> None:
    """Deliver queued texts and call people back; any number of workers may run."""
    keep_private()
    with one_line_errors():
        settings = load_settings()
        begin_log(settings)
        schedule, book = live(settings)
        spans = spans_of(settings)
        running = workers_of(settings, schedule, book, spans=spans)
        Follower(schedule.engine, SystemClock(), [schedule, book, *running.followed()]).start()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: running.stop())
        log.info("delivery worker %s is running", running.delivery.name)
        running.run()
        if spans:
            spans.close(_LAST_SPANS)
