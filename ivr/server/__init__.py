"""The production server: gunicorn's processes, each with the application and a delivery worker.

A process reads requests whole before a thread is taken for them (decision 14). ``process`` is one such process,
``reading`` reads its requests, ``lanes`` says which requests share threads, ``connections`` bounds the connections.
"""

import gc
import logging
import resource
from functools import partial
from itertools import product

from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger

from ivr.app import one_process
from ivr.carrier.kinds import make_signature
from ivr.server.process import Front, Process
from ivr.service.prompts.live import shipped
from ivr.settings import Settings
from ivr.store.db import StoreError, open_store
from ivr.store.migrate import HEAD, migrate
from ivr.web.metrics import traffic
from prompts import load_recogniser

log = logging.getLogger(__name__)

_PATIENCE = 9
"""Seconds after which a process that was told to stop is killed. Docker waits ten before it kills all of them."""
_SILENT = 60
"""Seconds without a sign of life after which a process is replaced."""
_MIGRATION_TRIES = 3
"""How often a start tries to migrate tables that are in use: it takes four seconds. Then the workers go on trying."""
_MOST_FILES = 16_384
"""Open files of a process. Systems often allow a thousand unless a process asks for more."""


class _Log(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's log, in the form of ours."""

    def setup(self, cfg: Config) -> None:
        """Set it up, as gunicorn asks for it."""
        super().setup(cfg)
        for ours, its in product(logging.getLogger().handlers, self.error_log.handlers):
            its.setFormatter(ours.formatter)


class Service(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """The service as gunicorn runs it; ``load`` returns it as one process has it.

    No file and no variable of gunicorn's own configures it.
    """

    def __init__(self, settings: Settings, host: str, port: int, workers: int, deliver: bool) -> None:
        address = f"[{host}]" if ":" in host else host
        counts = traffic()  # before the processes are forked, which share it
        front = Front(make_signature(settings).header, settings.trusted_proxies, workers, counts)
        self._options = {
            "bind": f"{address}:{port}",
            "workers": workers,
            "worker_class": Process.serving(front),
            "graceful_timeout": _PATIENCE,
            "timeout": _SILENT,
            "loglevel": "warning",
            "control_socket_disable": True,
            "logger_class": _Log,
        }
        self.load = partial(one_process, settings, deliver, counts)
        super().__init__()

    def load_config(self) -> None:
        """Set the options, as gunicorn asks for it."""
        for name, value in self._options.items():
            self.cfg.set(name, value)


def serve(settings: Settings, host: str, port: int, workers: int, deliver: bool) -> None:
    """Serve until stopped. Calls are answered even while the database is unavailable.

    What ships is loaded once, and the processes share its memory.

    Raises:
        CatalogueError, ManifestError: it is invalid.
    """
    engine = open_store(settings.database_url)
    log.info("looking at the tables of the database; the first start makes them, which takes some seconds")
    try:
        found = migrate(engine, _MIGRATION_TRIES)
        if found is None or found < HEAD:
            log.info("the tables are %s", "made" if found is None else f"brought from version {found} to {HEAD}")
    except StoreError as error:
        log.error("%s; calls are answered without the database, texts wait", error)
    engine.dispose()
    _allow_many_files()
    gc.disable()
    _ = shipped().book, shipped().by_name, load_recogniser()
    gc.freeze()  # a process that looked for garbage in what all share would copy it
    gc.enable()
    Service(settings, host, port, workers, deliver).run()


def _allow_many_files() -> None:
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if most == resource.RLIM_INFINITY else min(_MOST_FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(least, wanted), most))
