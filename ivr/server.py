"""The production server: granian's processes, each with the application and a delivery worker."""

import logging
from functools import partial
from multiprocessing import cpu_count

from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from ivr.app import wsgi
from ivr.settings import Settings
from ivr.store.db import StoreError, open_store
from ivr.store.migrate import migrate

log = logging.getLogger(__name__)

_THREADS = 2 * cpu_count() + 1
"""Threads in each process. While the database hangs, a call occupies one for less than a second."""
_PATIENCE = 8
"""Seconds after which a process that was told to stop is killed. A process that is still starting misses the signal."""


def serve(settings: Settings, host: str, port: int, workers: int, deliver: bool) -> None:
    """Serve until stopped. Calls are answered even while the database is unavailable."""
    engine = open_store(settings.database_url)
    try:
        migrate(engine)
    except StoreError as error:
        log.error("%s; calls are answered without the database, texts wait", error)
    engine.dispose()
    server = Granian(
        "ivr",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=_PATIENCE,
        websockets=False,
        log_access=False,
    )
    server.serve(target_loader=partial(_load, settings, deliver), wrap_loader=False)


def _load(settings: Settings, deliver: bool, *_: object) -> Flask:
    return wsgi(settings, deliver)
