"""Checks of what is in the database: its tables, the workers, the texts that wait, the hours and the prompts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from ivr.core.dialling import Dialling, warnings
from ivr.core.findings import Fail, Finding, Ok, Warn
from ivr.core.names import named_instead
from ivr.core.text.limits import DAY
from ivr.service.prompts.live import LiveBook
from ivr.service.prompts.problems import faults, states_of
from ivr.service.schedule.live import timetables
from ivr.store.carrier import refusing
from ivr.store.db import (
    StoreError,
    UnconfirmedError,
    first_line,
    missing_file,
    open_for_people,
    open_store,
    read,
    snapshot,
    sqlite_file,
    write,
)
from ivr.store.heartbeats import workers_alive
from ivr.store.many import count_up
from ivr.store.metrics import delivery_metrics, in_trouble
from ivr.store.migrate import HEAD, revision
from ivr.store.postgresql import Standbys, standbys
from ivr.store.revisions import serving
from ivr.store.tables import probe
from prompts import LANGUAGES, Book, CatalogueError
from prompts.collection import RECORDED
from prompts.recordings import ManifestError
from prompts.status import Text
from prompts.status import Voice as Spoken
from prompts.voices import Voice
from schedules import DirectoryError, Timetable, home_zone, load_directory
from schedules.advice import advice

_LATE, _STUCK = timedelta(minutes=2), timedelta(minutes=15)
"""How long a text may be due. A text that is retried is not due in between."""


def database(url: str) -> Iterator[Finding]:
    """Yield whether the database answers, has the tables of this version, and can be written."""
    shown = make_url(url).render_as_string(hide_password=True)
    if file := missing_file(url):
        yield Fail("database", f"there is no file {file}", "Set DATABASE_URL, or start `ivr serve`, which makes it")
        return
    try:
        engine = open_for_people(url)
        try:
            found = read(engine, revision)
            if found and found >= HEAD:
                _try_to_write(engine)
        finally:
            engine.dispose()
    except UnconfirmedError:
        said = f"{shown} answers, but does not confirm what is stored: calls go on, the console stores nothing"
        yield Fail("database", said, "Start its standby; the line `replication` says which it waits for")
        return
    except (SQLAlchemyError, StoreError) as error:
        said = f"{shown} does not answer or can't be written: {first_line(error)}"
        yield Fail("database", said, "Start it, or correct DATABASE_URL; look for a full disk and for missing rights")
        return
    if found != HEAD:
        yield _other_tables(found)
        return
    yield Ok("database", f"{shown} answers and can be written; its tables are those of this version ({HEAD})")


def _try_to_write(engine: Engine) -> None:
    if engine.name == "postgresql" and read(engine, standbys).waiting:
        raise UnconfirmedError  # one more would wait as well, or for the row of the one before
    write(engine, count_up, probe, {"id": 1})


def _other_tables(found: str | None) -> Finding:
    if found is not None and found > HEAD:
        said = f"it answers; its tables are of a newer version of Tsunagu ({found}; this one has {HEAD})"
        return Warn("database", said, "Upgrade. Only the version before can use them, and only for a while")
    said = f"migrations are missing: the tables are at {found or 'none'}, this version needs {HEAD}"
    return Fail("database", said, "Run `ivr migrate`, or restart `ivr serve`, which migrates them")


@contextmanager
def usable(url: str) -> Iterator[Engine | None]:
    """Open the database; None if it cannot be used, which :func:`database` explains. Nothing is created or migrated."""
    try:
        engine = None if missing_file(url) else open_store(url)
    except StoreError:
        engine = None
    try:
        yield engine if engine is not None and _has_our_tables(engine) else None
    finally:
        if engine is not None:
            engine.dispose()


def _has_our_tables(engine: Engine) -> bool:
    try:
        return (read(engine, revision) or "") >= HEAD
    except SQLAlchemyError:
        return False


def replication(url: str) -> Iterator[Finding]:
    """Yield whether PostgreSQL confirms what is promised only when a standby has it; nothing for SQLite."""
    if sqlite_file(url) is not None:
        return
    try:
        engine = open_store(url)
        try:
            yield _replicated(read(engine, standbys))
        finally:
            engine.dispose()
    except (SQLAlchemyError, StoreError):
        yield _not_checked("replication")


def _replicated(found: Standbys) -> Finding:
    subject, says = "replication", f"synchronous_standby_names is '{found.names}'"
    if not found.names and not found.following:
        return Ok(subject, "there is no standby, and no commit waits for one")
    if not found.names:
        said = f"{found.following} follow, but no commit waits for them: what was promised last dies with the primary"
        return Warn(subject, said, "Set synchronous_standby_names on the server (docs/postgresql.md)")
    if not (found.following if found.synchronous is None else found.synchronous):
        said = f"{says}, but none of them follows: every commit waits, and nothing can be promised"
        return Fail(subject, said, "Start the standby, or empty the setting (docs/postgresql.md)")
    if found.waiting:
        said = f"{says}; {found.waiting} commits have waited for a standby for more than two seconds, so it is silent"
        return Fail(subject, said, "Look at the standby and the network, or empty the setting (docs/postgresql.md)")
    return Ok(subject, f"{says}, and {found.following} follow")


def delivery(url: str, now: datetime) -> Iterator[Finding]:
    """Yield whether a worker is alive, and whether texts wait for too long or have failed."""
    with usable(url) as engine:
        if engine is None:
            yield _not_checked("worker")
            return
        alive = read(engine, workers_alive, now)
        figures, trouble = read(engine, delivery_metrics, now), read(engine, in_trouble, now - DAY)
        refused = read(engine, refusing)
    if alive:
        yield Ok("worker", f"alive: {alive}")
    else:
        yield Fail(
            "worker",
            "no delivery worker is alive: no text leaves",
            "Start `ivr serve` without --no-worker, or `ivr worker`",
        )
    waits = timedelta(seconds=round(figures.oldest_due))
    if waits > _LATE:
        kind = Fail if waits > _STUCK else Warn
        said = f"{figures.due} texts are due, the oldest for {waits}"
        yield kind("outbox", said, "Run `ivr outbox`; look at the worker and the carrier's lines here")
    if trouble:
        said = f"{len(trouble)} texts of the last 24 hours have failed, were refused, or were tried often"
        yield Warn("outbox", said, "Run `ivr outbox`")
    if refused:
        said = f"the carrier has refused our texts since {refused.since:%Y-%m-%d %H:%M} UTC: {refused.problem}"
        yield Fail("outbox", said, "Look at the account's credentials, balance and sender; texts wait meanwhile")
    if waits <= _LATE and not trouble and not refused:
        yield Ok("outbox", f"{figures.due} texts are due, none for long; none of the last 24 hours has failed")


def schedule(url: str, now: datetime, dialling: Dialling, confirmed_for: timedelta) -> Iterator[Finding]:
    """Yield all warnings about the hours in force: unconfirmed ones, lines that are not dialled, and so on.

    Hours count as confirmed for a time.
    """
    with usable(url) as engine:
        if engine is None:
            yield _not_checked("schedule")
            return
        try:
            timetable = published(engine, now)
        except DirectoryError as error:
            said = f"the published hours can't be read: {first_line(error)}"
            yield Fail("schedule", said, "Run `ivr schedule check`")
            return
    if timetable is None:
        yield Warn("schedule", "nothing has been published", "Start `ivr serve`, which publishes the hours that ship")
        return
    warned = [*advice(timetable, now, LANGUAGES, confirmed_for), *warnings(timetable, now, dialling)]
    for each in warned:
        found, _, todo = str(each).rpartition("; ")
        yield Warn("schedule", found or todo, _sentence(todo if found else "look at `ivr schedule show`"))
    if not warned:
        yield Ok("schedule", f"revision {timetable.revision}: all hours are confirmed, and each line may be dialled")


def published(engine: Engine, now: datetime) -> Timetable | None:
    """Return the timetable in force; None if nothing has been published.

    Raises:
        DirectoryError: it can't be read.
    """
    with snapshot(engine) as connection:
        revisions, overrides = serving(connection, now)
    return timetables(revisions, overrides)[0] if revisions else None


def zone_names(url: str, now: datetime) -> set[str]:
    """Return the names of the zones of the lines in force, and of that of home."""
    with usable(url) as engine:
        try:
            timetable = published(engine, now) if engine else None
        except DirectoryError:
            timetable = None
    return {home_zone().key} | {line.zone.key for line in (timetable.lines(now) if timetable else ())}


def prompts(url: str, now: datetime, voices: Mapping[str, Voice]) -> Iterator[Finding]:
    """Yield what is wrong with sentences and recordings, and what callers do not hear in their language."""
    with usable(url) as engine:
        if engine is None:
            yield _not_checked("prompts")
            return
        try:
            collection = LiveBook(engine, voices=voices).fresh()
            timetable = published(engine, now) or Timetable(load_directory())
        except (CatalogueError, ManifestError, DirectoryError) as error:
            yield Fail("prompts", f"they can't be read: {first_line(error)}", "Run `ivr prompts check`")
            return
    found: list[Finding] = [
        Warn("prompts", str(each), "See `ivr prompts check`") for each in faults(collection, timetable.directory)
    ]
    states = {code: states_of(code, collection, timetable.directory) for code in LANGUAGES}
    for code in RECORDED:
        if missing := [each for each, state in states[code].items() if state.voice is Spoken.MISSING]:
            said = f"{code}: {len(missing)} sentences have no recording: callers hear {named_instead().en}"
            todo = f"Record them in the console; `ivr prompts status {code}` lists them"
            found.append(Warn("prompts", said, todo))
    if drafts := [code for code in LANGUAGES if any(state.text is Text.DRAFT for state in states[code].values())]:
        said = f"no native speaker has confirmed all sentences of {' '.join(drafts)}"
        todo = "Ask speakers; they confirm in the console, or in the file of `ivr prompts export`"
        found.append(Warn("prompts", said, todo))
    yield from found or [Ok("prompts", f"{len(collection.english)} in {len(LANGUAGES)} languages")]


def in_force(url: str, now: datetime, voices: Mapping[str, Voice]) -> tuple[Timetable, Book] | None:
    """Return the hours and the sentences in force; None if they can't be read, which other checks explain."""
    with usable(url) as engine:
        try:
            timetable = published(engine, now) if engine else None
            return (timetable, LiveBook(engine, voices=voices).fresh().book) if engine and timetable else None
        except (CatalogueError, ManifestError, DirectoryError):
            return None


def _not_checked(subject: str) -> Warn:
    return Warn(subject, "not checked without the database", "Mend the database first")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
