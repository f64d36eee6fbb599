"""The published schedule and prompts, for commands."""

from dataclasses import replace
from datetime import datetime

import click
from sqlalchemy import Engine

from ivr.core.dialling import Dialling
from ivr.service.prompts.live import LiveBook, shipped
from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import timetables
from ivr.settings import load_carrier, load_database_url, load_dial_settings
from ivr.store.db import missing_file, open_for_people, snapshot
from ivr.store.migrate import migrate
from ivr.store.revisions import serving
from prompts import Collection
from prompts.voices import voices_of
from schedules import Timetable, load_directory


def store() -> Engine:
    """Open the database and migrate its tables.

    Raises:
        SettingsError, StoreError: it can't be used.
    """
    url = load_database_url()
    if file := missing_file(url):
        click.echo(f"a new database is made: {file}", err=True)
    engine = open_for_people(url)
    migrate(engine)
    return engine


def published() -> Engine | None:
    """Open the database; None: its file does not exist yet.

    Raises:
        SettingsError, StoreError: it can't be used.
    """
    return None if missing_file(load_database_url()) else store()


def dialling() -> Dialling:
    """Return which numbers may be dialled.

    Raises:
        SettingsError: the settings are wrong.
    """
    given = load_dial_settings()
    countries, kinds, hosts = given.dial_countries, given.dial_kinds, given.sip_hosts
    return Dialling(given.phone_number, frozenset(countries), frozenset(kinds), frozenset(hosts))


def editor_as(author: str, draft_by: str | None = None) -> ScheduleEditor:
    """Return the editor of the published schedule, acting as ``author``, on the draft of ``draft_by`` (theirs).

    Raises:
        EditError: the author is no name.
        SettingsError, StoreError: it can't be used.
    """
    return ScheduleEditor(store(), author, dialling(), draft_by or "")


def published_timetable(now: datetime) -> Timetable:
    """Return the timetable of the revision in force at a moment; without a database, the shipped one."""
    engine = published()
    if engine is None:
        return Timetable(load_directory())
    with snapshot(engine) as connection:
        found, held = serving(connection, now)
    return timetables(found, held)[0] if found else Timetable(load_directory())


def published_collection() -> Collection:
    """Return the current prompts and recordings, with the voices of ``CARRIER``; without a database, the shipped ones.

    Raises:
        SettingsError, StoreError, CatalogueError, ManifestError: they can't be read.
    """
    voices, engine = voices_of(load_carrier()), published()
    return LiveBook(engine, voices=voices).fresh() if engine else replace(shipped(), voices=voices)
