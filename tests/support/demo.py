"""The whole service in this process, over HTTP."""

import gc
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from ivr.clock import parse_moment
from ivr.demo import Demo, start_demo
from ivr.phone.handset import Handset
from tests.support.databases import sqlite_database
from tests.support.people import join_background_work
from tests.support.waiting import LONG

MOBILE = "+819012345678"
SUNDAY = parse_moment("2026-11-29 10:00")
"""A time at which only the lines for Vietnamese and Chinese are open."""

Dials = Callable[..., Handset]


def start(folder: Path, at: datetime = SUNDAY, **options: Any) -> Demo:
    """Start a demo with its clock at a moment and a migrated database in ``folder``.

    Calls wait long for the database, so that a busy machine does not fail a test.
    """
    return start_demo(at=at, database=sqlite_database(folder / "demo.db"), patience=LONG, **options)


def end(demo: Demo) -> None:
    """End a demo on PostgreSQL, with its connections, also those that it has given up for dead."""
    demo.close()
    join_background_work()
    for engine in (demo.schedule.engine, demo.worker.engine):
        engine.dispose()
    gc.collect()
