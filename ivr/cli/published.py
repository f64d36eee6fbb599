"""The published schedule, as commands find it."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from ivr.service.current import read_document
from ivr.settings import load_database_url
from ivr.store.engine import migrate, open_store
from ivr.store.revisions import serving
from schedules import Timetable, load_directory


def store() -> Engine:
    """The database, its tables up to date.

    Raises:
        SettingsError, StoreError: it can't be used.
    """
    engine = open_store(load_database_url())
    migrate(engine)
    return engine


def published_timetable(now: datetime) -> Timetable:
    """The timetable of the revision in force at a moment; where nothing has ever run, the one that ships."""
    url = make_url(load_database_url())
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return Timetable(load_directory())
    found, held = serving(store(), now)
    if not found:
        return Timetable(load_directory())
    return Timetable(read_document(found[0].document), [each.override for each in held], found[0].number)
