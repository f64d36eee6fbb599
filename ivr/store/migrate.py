"""Migration of the tables to the revision that this version needs."""

import logging
import threading
import time
from importlib.resources import files

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from ivr.store.db import StoreError, first_line, is_locked, read

log = logging.getLogger(__name__)

_MIGRATING = threading.Lock()  # Alembic keeps its context in globals

HEAD = "0029"
"""The newest migration."""
_BETWEEN = 1.0
"""Seconds between two tries, in which those who have waited for the tables get them."""


def migrate(engine: Engine, tries: int = 1) -> str | None:
    """Run the missing migrations, and return the revision that was found, or None if there were no tables.

    Tables of a newer version are left as they are: it can be used by the version before (docs/upgrade.md).

    A migration waits for a table that somebody uses for half a second only, since calls wait behind it. Then it is
    undone as a whole, and tried again up to ``tries`` times.

    Raises:
        StoreError: the database does not answer, a table is in use, or a statement fails.
    """
    try:
        found = read(engine, revision)
        if found is None or found < HEAD:
            _upgrade(engine, tries)
        elif found > HEAD:
            log.warning("the tables are of a newer version of Tsunagu (%s; this one has %s)", found, HEAD)
    except SQLAlchemyError as error:
        if is_locked(error):
            said = "the tables can't be migrated while somebody uses them; look for a dump or a report that runs"
            raise StoreError(said) from None
        raise StoreError(f"the database does not answer: {first_line(error)}") from None
    return found


def revision(connection: Connection) -> str | None:
    """Return the newest migration that the tables have had, or None if there are no tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(engine: Engine, tries: int) -> None:
    for left in reversed(range(tries)):
        try:
            _upgrade_once(engine)
        except SQLAlchemyError as error:
            if not (left and is_locked(error)):
                raise
            time.sleep(_BETWEEN)
        else:
            return


def _upgrade_once(engine: Engine) -> None:
    # Imported here because most starts find the tables up to date, and these imports take 0.2 s.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(files("ivr.store").joinpath("migrations")))
    config.attributes["engine"] = engine
    with _MIGRATING:
        command.upgrade(config, "head")
