"""Checking of a backup: it is restored into a scratch folder, and everything that a service needs is looked at."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from ivr.core.findings import Fail, Finding, Ok, Warn
from ivr.core.text.delivery import State
from ivr.privacy import Privacy
from ivr.service.doctor import Check, examine
from ivr.service.schedule.live import read_document
from ivr.store import audit
from ivr.store.backup import damage
from ivr.store.db import StoreError, first_line, missing_file, open_store, read
from ivr.store.migrate import HEAD, migrate, revision
from ivr.store.revisions import head
from ivr.store.tables import accounts, calls, opt_outs, outbox, revisions
from ivr.store.tables import audit as log
from schedules import DirectoryError

_LIMIT = 3600.0
"""Seconds that a check may take; large databases take long."""
_OTHER = "Use another backup"
_OPEN = (State.WAITING, State.SENDING)


def check_file(file: Path, privacy: Privacy | None) -> Iterator[Finding]:
    """Restore a backup into a scratch folder and yield what is right and wrong with it. The backup is not changed.

    Without ``privacy`` it is not tried whether the numbers of waiting texts can be decrypted.
    """
    if not file.is_file():
        yield Fail("file", f"there is no file {file}", "Name a backup")
        return
    with tempfile.TemporaryDirectory(prefix="tsunagu-") as folder:
        scratch = Path(folder) / "restored.db"
        shutil.copyfile(file, scratch)
        found = _form(file, scratch)
        yield found
        if isinstance(found, Ok):
            yield from check_database(f"sqlite:///{scratch}", privacy, may_migrate=True)


def _form(file: Path, scratch: Path) -> Finding:
    try:
        wrong = damage(scratch)
    except sqlite3.Error as error:
        wrong = str(error)
    if wrong is not None:
        return Fail("file", f"{file} is damaged: {wrong}", _OTHER)
    return Ok("file", f"{file} is whole: {file.stat().st_size / 1_000_000:.1f} MB")


def check_database(url: str, privacy: Privacy | None, *, may_migrate: bool = False) -> Iterator[Finding]:
    """Yield what is right and wrong with a restored database. Nothing in it is changed unless ``may_migrate``."""
    engine = None
    try:
        if missing := missing_file(url):
            raise StoreError(f"there is no file {missing}")
        engine = open_store(url)
        found = _tables(engine, may_migrate=may_migrate)
        yield found
        if isinstance(found, Ok):
            checks: dict[str, Callable[[Connection], Finding]] = {
                "audit": _audit,
                "schedule": _schedule,
                "texts": partial(_texts, privacy=privacy),
                "content": _content,
            }
            yield from examine(
                [Check(name, (), partial(_look, engine, name, look)) for name, look in checks.items()], limit=_LIMIT
            )
    except (SQLAlchemyError, StoreError) as error:
        yield Fail("tables", f"the database can't be read: {first_line(error)}", _OTHER)
    finally:
        if engine is not None:
            engine.dispose()


def _look(engine: Engine, name: str, look: Callable[[Connection], Finding]) -> Iterator[Finding]:
    try:
        yield read(engine, look)
    except (SQLAlchemyError, ValueError) as error:
        said = first_line(error) if isinstance(error, SQLAlchemyError) else "a value has another form"
        yield Fail(name, f"can't be read: {said}", _OTHER)


def _tables(engine: Engine, *, may_migrate: bool) -> Finding:
    found = read(engine, revision)
    if found is None:
        return Fail("tables", "it has no tables of Tsunagu", _OTHER)
    if found > HEAD:
        said = f"they are of a newer version of Tsunagu ({found}; this one has {HEAD})"
        return Fail("tables", said, "Install that version")
    if found == HEAD:
        return Ok("tables", f"those of this version ({HEAD})")
    if not may_migrate:
        said = f"migrations are missing: they are at {found}, this version needs {HEAD}"
        return Fail("tables", said, "Start `ivr serve` with it, which migrates them")
    migrate(engine)
    return Ok("tables", f"they are at {found}, and can be migrated to those of this version ({HEAD})")


def _audit(connection: Connection) -> Finding:
    verdict = audit.verify(connection)
    if verdict.broken is not None:
        return Fail("audit", f"the log is broken: {verdict.reason}", _OTHER)
    return Ok("audit", f"{verdict.entries} entries, none changed or missing; latest hash {verdict.head or 'none yet'}")


def _schedule(connection: Connection) -> Finding:
    newest = head(connection)
    if newest is None:
        return Warn("schedule", "nothing has been published", "`ivr serve` publishes the hours that ship")
    try:
        lines = len(read_document(newest.document).lines)
    except DirectoryError as error:
        return Fail("schedule", f"revision {newest.number} can't be read: {first_line(error)}", _OTHER)
    return Ok("schedule", f"revision {newest.number} is the newest, with {lines} lines")


def _texts(connection: Connection, privacy: Privacy | None) -> Finding:
    unknown = connection.scalar(select(func.count()).where(outbox.c.state.not_in(list(State)))) or 0
    if unknown:
        return Fail("texts", f"{unknown} are in a state that does not exist", _OTHER)
    sealed = connection.scalars(select(outbox.c.sealed_number).where(outbox.c.state.in_(_OPEN))).all()
    if missing := sum(not each for each in sealed):
        return Fail("texts", f"{missing} of {len(sealed)} that wait have no number", _OTHER)
    if privacy is None and sealed:
        said = f"{len(sealed)} wait; it was not tried whether their numbers can be decrypted"
        return Warn("texts", said, "Set SECRET_KEY")
    locked = sum(privacy.unseal(each or "") is None for each in sealed) if privacy else 0
    if locked:
        return Fail(
            "texts",
            f"the numbers of {locked} of {len(sealed)} that wait can't be decrypted",
            "Set SECRET_KEY to that of the service, and OLD_SECRET_KEYS if it was changed",
        )
    return Ok("texts", f"{len(sealed)} wait, and their numbers can be decrypted" if sealed else "none waits")


def _content(connection: Connection) -> Finding:
    tables = {"calls": calls, "texts": outbox, "opt-outs": opt_outs, "revisions": revisions, "accounts": accounts}
    counts = {name: connection.scalar(select(func.count()).select_from(table)) for name, table in tables.items()}
    newest: datetime | None = max(
        filter(None, (connection.scalar(select(func.max(each))) for each in (outbox.c.made_at, log.c.at))),
        default=None,
    )
    until = f"; the newest text or change is of {newest:%Y-%m-%d %H:%M:%S} UTC" if newest else ""
    return Ok("content", ", ".join(f"{name}: {count}" for name, count in counts.items()) + until)
