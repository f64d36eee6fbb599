"""The audit record of exports."""

from datetime import datetime

from sqlalchemy import Engine

from ivr.store.audit import Act, note
from ivr.store.db import write


def note_export(engine: Engine, name: str, who: str, now: datetime) -> None:
    """Record in the audit log that ``who`` exported the table ``name``."""
    write(engine, note, now, who, Act.EXPORTED, name)
