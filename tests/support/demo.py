"""The whole service in this process, over HTTP, and telephones that call it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from ivr.clock import parse_moment
from ivr.demo import Demo, start_demo
from ivr.phone.handset import Handset
from tests.support.databases import sqlite_database
from tests.support.waiting import LONG

MOBILE = "+819012345678"
SUNDAY = parse_moment("2026-11-29 10:00")
"""The lines of Vietnamese and Chinese are open, no other."""

Dials = Callable[..., Handset]


def start(folder: Path, at: datetime = SUNDAY, **options: Any) -> Demo:
    """A demo, its clock at a moment, with a database in ``folder`` whose tables are there already.

    Its calls wait for the database however busy the machine is; what they do without it is tested elsewhere.
    """
    return start_demo(at=at, database=sqlite_database(folder / "demo.db"), patience=LONG, **options)
