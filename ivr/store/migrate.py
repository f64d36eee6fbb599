"""Bringing the tables to the state that this version works with."""

import threading
from importlib.resources import files

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from ivr.store.db import StoreError, first_line, read

_MIGRATING = threading.Lock()  # Alembic keeps its context in globals

HEAD = "0008"
"""The newest of the migrations, and so the state of the tables that this version works with."""


def migrate(engine: Engine) -> None:
    """Bring the tables to this version's state, whatever they were.

    Raises:
        StoreError: the database does not answer, or refuses.
    """
    try:
        if read(engine, _revision) != HEAD:
            _upgrade(engine)
    except SQLAlchemyError as error:
        raise StoreError(f"the database does not answer: {first_line(error)}") from None


def _revision(connection: Connection) -> str | None:
    """The state that the tables are in; None: there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(engine: Engine) -> None:
    # Most starts find the tables as they should be, and need not wait a fifth of a second for these.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(files("ivr.store").joinpath("migrations")))
    config.attributes["engine"] = engine
    with _MIGRATING:
        command.upgrade(config, "head")
