"""Workers that call people back, in processes of their own, whose clock stands in the day: nobody is called at night.

They are forked from a process that has loaded the code, so that one starts quickly, and each can be killed.
"""

import multiprocessing
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ivr.clock import MovableClock
from ivr.settings import load_settings
from ivr.worker import calling_worker, live


def call_back(environment: Mapping[str, str], at: datetime, log: str) -> None:
    """Call people back until the process is killed. The settings are in ``environment``, as for `ivr worker`."""
    os.environ.clear()
    os.environ.update(environment)
    with Path(log).open("a") as sys.stderr:
        clock, settings = MovableClock(at), load_settings()
        schedule, _ = live(settings, clock)
        worker = calling_worker(settings, schedule, clock)
        assert worker is not None
        worker.run()


@contextmanager
def calling_back(environment: Mapping[str, str], at: datetime, log: Path, workers: int) -> Iterator[None]:
    """Start workers, and kill them at the end."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload([__name__, "tests.support.loaded"])
    running = [forking.Process(target=call_back, args=(dict(environment), at, str(log))) for _ in range(workers)]
    for process in running:
        process.start()
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.join()
