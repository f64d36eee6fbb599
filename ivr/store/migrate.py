"""Migration of the tables to the revision that this version needs."""

import threading
from importlib.resources import files

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from ivr.store.db import StoreError, first_line, read

_MIGRATING = threading.Lock()  # Alembic keeps its context in globals

HEAD = "0014"
"""The newest migration."""


def migrate(engine: Engine) -> None:
    """Run the missing migrations.

    Raises:
        StoreError: the database does not answer, or a statement fails.
    """
    try:
        if read(engine, revision) != HEAD:
            _upgrade(engine)
    except SQLAlchemyError as error:
        raise StoreError(f"the database does not answer: {first_line(error)}") from None


def revision(connection: Connection) -> str | None:
    """Return the newest migration that the tables have had, or None if there are no tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(engine: Engine) -> None:
    # Imported here because most starts find the tables up to date, and these imports take 0.2 s.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(files("ivr.store").joinpath("migrations")))
    config.attributes["engine"] = engine
    with _MIGRATING:
        command.upgrade(config, "head")
