"""Taking a backup of a SQLite database while the service runs."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from ivr.core.findings import Fail, Finding
from ivr.store.backup import copy_in_use, new_file
from ivr.store.db import StoreError, missing_file, sqlite_file

_NAME = re.compile(r"tsunagu-(\d{8}T\d{6}Z)\.db")
_TIME = "%Y%m%dT%H%M%SZ"


def database_file(url: str) -> Path:
    """Return the file of the database.

    Raises:
        StoreError: it is on a server.
    """
    file = sqlite_file(url)
    if file is None:
        raise StoreError("that is for SQLite; a PostgreSQL server has pg_dump and base backups (docs/operate.md)")
    return file


def own_folder(url: str) -> Path:
    """Return the folder of backups that is taken if no other is named: ``backups`` beside the database."""
    return database_file(url).parent / "backups"


def target(to: str | None, url: str, now: datetime) -> Path:
    """Return the file for a backup. A folder, which is one that exists or ends with ``/``, gets one with the time.

    Raises:
        StoreError: ``to`` may be a folder that does not exist or a new file: it has no ``/`` and no suffix.
    """
    folder = own_folder(url) if to is None else Path(to)
    if to is not None and not to.endswith("/") and not folder.is_dir():
        if not folder.suffix and not folder.exists():
            raise StoreError(f"there is no folder {to}; write {to}/ for a new folder, or {to}.db for a file")
        return folder
    return folder / f"tsunagu-{now.astimezone(UTC).strftime(_TIME)}.db"


def take(url: str, file: Path, check: Callable[[Path], Iterable[Finding]]) -> list[Finding]:
    """Copy the database to a new file, if ``check`` finds that the copy is whole, and return what it finds.

    Raises:
        StoreError: there is no such database, the file exists, or the copy is not whole.
    """
    source = database_file(url)
    if missing := missing_file(url):
        raise StoreError(f"there is no file {missing}; set DATABASE_URL")
    file.parent.mkdir(0o700, parents=True, exist_ok=True)
    with new_file(file) as made:
        copy_in_use(source, made)
        found = list(check(made))
        if wrong := next((each for each in found if isinstance(each, Fail)), None):
            raise StoreError(f"no backup: {wrong.subject}: {wrong.found}")
    return found


def taken(folder: Path) -> list[tuple[datetime, Path]]:
    """Return the backups with a time in their name, and their times, oldest first."""
    named = sorted((each for each in folder.glob("tsunagu-*.db") if _NAME.fullmatch(each.name)), key=str)
    return [(_time(each), each) for each in named]


def _time(file: Path) -> datetime:
    found = _NAME.fullmatch(file.name)
    assert found
    return datetime.strptime(found[1], _TIME).replace(tzinfo=UTC)


def delete_older(folder: Path, keep: int) -> list[Path]:
    """Delete all backups but the newest ``keep``, and return those that are gone. Other files are left alone."""
    gone = [file for _, file in taken(folder)[:-keep]]
    for file in gone:
        file.unlink()
    return gone
