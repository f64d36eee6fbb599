"""The published schedule, and what is said and written, as commands find them."""

from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from ivr.service.book import CurrentBook, shipped
from ivr.service.current import timetables
from ivr.settings import load_database_url
from ivr.store.db import open_store, snapshot
from ivr.store.migrate import migrate
from ivr.store.revisions import serving
from prompts import Collection
from schedules import Timetable, load_directory


def store() -> Engine:
    """The database, its tables up to date.

    Raises:
        SettingsError, StoreError: it can't be used.
    """
    url = load_database_url()
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(str(parsed.database)).exists():
        click.echo(f"a new database is made: {parsed.database}", err=True)
    engine = open_store(url)
    migrate(engine)
    return engine


def published() -> Engine | None:
    """The database, if anything has ever run here.

    Raises:
        SettingsError, StoreError: it can't be used.
    """
    url = make_url(load_database_url())
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return None
    return store()


def published_timetable(now: datetime) -> Timetable:
    """The timetable of the revision in force at a moment; where nothing has ever run, the one that ships."""
    engine = published()
    if engine is None:
        return Timetable(load_directory())
    with snapshot(engine) as connection:
        found, held = serving(connection, now)
    return timetables(found, held)[0] if found else Timetable(load_directory())


def published_collection() -> Collection:
    """What is said and written now; where nothing has ever run, what ships."""
    engine = published()
    return CurrentBook(engine).fresh() if engine else shipped()
