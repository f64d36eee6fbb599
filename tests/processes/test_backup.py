"""Backups are taken while another process promises texts: each is whole and has what was promised before it began."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select

from ivr.core.findings import Ok, Warn
from ivr.privacy import Privacy
from ivr.service.backup.checking import check_file
from ivr.service.backup.taking import take
from ivr.store.db import open_store, read
from ivr.store.tables import outbox
from tests.support.databases import sqlite_database

BACKUPS = 8
NOTHING_PUBLISHED = Warn("schedule", "nothing has been published", "`ivr serve` publishes the hours that ship")
SECRET = "a secret of thirty-two characters"

PROMISE = """
import sys
from datetime import UTC, datetime, timedelta
from itertools import count
from ivr.core.text.limits import Limits
from ivr.core.text.promises import Promise, Purpose
from ivr.privacy import Privacy
from ivr.store.db import open_store, write
from ivr.store.promises import keep

engine, privacy, now = open_store(sys.argv[1]), Privacy(sys.argv[2]), datetime(2026, 11, 29, 1, tzinfo=UTC)
for number in count(1):
    to = f"+8190{20_000_000 + number}"
    promise = Promise(f"CA{number}:vi", Purpose.INFORMATION, "vi", to, "the text " * 20, now + timedelta(days=1))
    write(engine, keep, privacy, promise, now, Limits(in_all=10**6, per_range=10**6))
    print(number, flush=True)
"""


def test_backups_while_texts_are_promised(tmp_path: Path) -> None:
    url = sqlite_database(tmp_path / "test.db")
    command = [sys.executable, "-c", PROMISE, url, SECRET]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as promising:
        assert promising.stdout is not None
        try:
            for backup in range(BACKUPS):
                for _ in range(20):  # it is promising
                    promising.stdout.readline()
                promised, file = texts(url), tmp_path / f"{backup}.db"
                found = take(url, file, lambda copy: check_file(copy, Privacy(SECRET)))
                assert [each for each in found if not isinstance(each, Ok)] == [NOTHING_PUBLISHED]
                assert texts(f"sqlite:///{file}") >= promised >= 20 * (backup + 1)
        finally:
            promising.kill()


def texts(url: str) -> int:
    engine = open_store(url)
    try:
        return read(engine, lambda connection: connection.scalar(select(func.count()).select_from(outbox))) or 0
    finally:
        engine.dispose()
