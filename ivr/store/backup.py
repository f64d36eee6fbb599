"""Backups of a SQLite database: copy it while it is in use, and put a copy in its place."""

import fcntl
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, update

from ivr.core.text.delivery import State
from ivr.store.call_backs import doubt as doubt_call_backs
from ivr.store.db import StoreError
from ivr.store.heartbeats import SILENT
from ivr.store.tables import heartbeats, outbox

_BUSY = 60
"""Seconds that a copy waits for somebody who has the whole database to himself."""
_SHARED, _SHARED_LENGTH = 0x40000002, 510
"""The bytes of a database that each open connection has locked (SQLite, "The locking page", os.h)."""


def copy_in_use(source: Path, target: Path) -> None:
    """Copy a database while others read and write it. The copy is what was committed at one moment, and one file.

    Raises:
        StoreError: the source is no database, or can't be read.
    """
    try:
        with closing(_open(source)) as running, closing(sqlite3.connect(target)) as copy:
            running.backup(copy)  # all pages in one reading transaction, which keeps nobody from writing
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise StoreError(f"{source} can't be copied: {error}") from None


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True, timeout=_BUSY)


@contextmanager
def new_file(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """Give a private, temporary file beside ``target``, which becomes ``target`` at the end, also if the power fails.

    Nothing is left if an exception is raised.

    Raises:
        StoreError: ``target`` exists, and it is not to be replaced.
    """
    if target.exists() and not replace:
        raise StoreError(f"{target} exists already")
    handle, name = tempfile.mkstemp(prefix=".tsunagu-", suffix=".part", dir=target.parent)
    os.close(handle)
    made = Path(name)
    try:
        yield made
        _flush(made)
        made.replace(target)
        _flush(target.parent)
    finally:
        for each in (made, *_belonging(made)):
            each.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def damage(file: Path) -> str | None:
    """Return the first thing that is wrong with the form of a database, or None.

    Raises:
        sqlite3.Error: it can't be read at all.
    """
    with closing(_open(file)) as connection:
        (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok":
            return str(said)
        row = connection.execute("PRAGMA foreign_key_check").fetchone()
        return None if row is None else f"a row of {row[0]} belongs to one of {row[2]} that is missing"


@contextmanager
def unused(file: Path, now: datetime) -> Iterator[None]:
    """Make sure that nobody uses a database, and keep others from opening it.

    A process that has it open holds a lock on it. A worker elsewhere, which shares the file in a way that does not
    carry locks, is known by its heartbeat.

    Raises:
        StoreError: somebody uses it.
    """
    if _has_heartbeat(file, now):
        raise StoreError(f"{file} is in use: a worker was alive in the last minute. Stop all processes, wait a minute")
    with file.open("r+b") as opened:  # closing a file gives up all locks that this process has on it, so this is last
        try:
            fcntl.lockf(opened, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_LENGTH, _SHARED)
        except OSError:
            raise StoreError(f"{file} is in use. Stop all processes of the service first") from None
        yield


def _has_heartbeat(file: Path, now: datetime) -> bool:
    """Whether a worker is alive. A database that can't be read has none, and one that nobody has open has no log."""
    if left_over(file) is None:
        return False
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            last = [datetime.fromisoformat(at) for (at,) in connection.execute("SELECT at FROM heartbeats")]
        return any(abs(now - each) < SILENT for each in last)
    except (sqlite3.Error, ValueError, TypeError):
        return False


def keep_aside(file: Path, aside: Path) -> None:
    """Give a database a second name with the files that belong to it, and take those away from the first name.

    Raises:
        OSError: the file system has no second names (hard links), or one is taken.
    """
    belonging = [each for each in _belonging(file) if each.exists()]
    for each in (file, *belonging):
        each.with_name(aside.name + each.name.removeprefix(file.name)).hardlink_to(each)
    for each in belonging:  # only now: until then nothing is lost whatever happens
        each.unlink()


def left_over(file: Path) -> Path | None:
    """Return a file that SQLite would take for a part of a database ``file``, or None."""
    return next((each for each in _belonging(file) if each.exists()), None)


def _belonging(file: Path) -> list[Path]:
    """Return the paths of SQLite's log of writes (WAL), its index, and its older form of a log."""
    return [file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal")]


def doubt(connection: Connection) -> int:
    """Let workers ask the carrier about each open text of a backup before they send it: it may have been sent since.

    The same holds for call-backs. The words of a text may have changed since as well, so they are written again. The
    workers of the backup are forgotten. Return how many texts there are.
    """
    connection.execute(delete(heartbeats))
    doubt_call_backs(connection)
    open_ones = update(outbox).where(outbox.c.state.in_((State.WAITING, State.SENDING)))
    values = {"state": State.WAITING, "lease": None, "body": None, "attempted_at": outbox.c.made_at}
    return connection.execute(open_ones.values(values)).rowcount
