"""Putting a backup in the place of the database."""

import shutil
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ivr.store.audit import Act, note
from ivr.store.backup import doubt, keep_aside, left_over, new_file, unused
from ivr.store.confirmations import end_open_links
from ivr.store.db import StoreError, open_store, writing
from ivr.store.links import end_all_links
from ivr.store.migrate import migrate


@dataclass(frozen=True, slots=True)
class Restored:
    """What has been restored.

    Attributes:
        doubted: how many texts wait, about which the carrier is asked before they are sent.
        aside: where the database is that was there before; None if there was none.
    """

    doubted: int
    aside: Path | None


def restore(backup: Path, file: Path, now: datetime, who: str, *, replace: bool) -> Restored:
    """Put a backup, which is known to be whole, in the place of a database. The backup stays as it is.

    The audit log of what is restored says that ``who`` has done so.

    A database that is there is kept under another name if ``replace``. Nobody can open it meanwhile.

    Raises:
        StoreError: the database is in use, exists and is not to be replaced, or has left files behind.
        OSError: a file can't be written.
    """
    file = file.resolve()  # what a symbolic link leads to is replaced, not the link
    there, aside = file.exists(), _aside(file, now)
    if there and not replace:
        raise StoreError(f"{file} exists. With --replace it is kept under another name")
    if there and file.samefile(backup):
        raise StoreError(f"{file} is the database itself")
    if not there and (left := left_over(file)):
        raise StoreError(f"{left} belongs to a database that is gone. Move it elsewhere first")
    file.parent.mkdir(0o700, parents=True, exist_ok=True)
    with unused(file, now) if there else nullcontext(), new_file(file, replace=replace) as made:
        shutil.copyfile(backup, made)
        doubted = _prepare(made, backup.name, who, now)
        if there:
            keep_aside(file, aside)
    return Restored(doubted, aside if there else None)


def _prepare(made: Path, name: str, who: str, now: datetime) -> int:
    engine = open_store(f"sqlite:///{made}")
    try:
        migrate(engine)
        with writing(engine) as connection:
            end_all_links(connection)  # one that was used since must not work again
            end_open_links(connection, now)
            note(connection, now, who, Act.RESTORED, name)
            return doubt(connection)
    finally:
        engine.dispose()  # closing the last connection writes the write-ahead log to the file


def _aside(file: Path, now: datetime) -> Path:
    return file.with_name(f"{file.name}.before-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
