"""Exports: who has taken data out is noted."""

from datetime import datetime

from sqlalchemy import Engine

from ivr.store.audit import Act, note
from ivr.store.db import write


def note_export(engine: Engine, name: str, who: str, now: datetime) -> None:
    """Note in the audit log that somebody has taken a table with them."""
    write(engine, note, now, who, Act.EXPORTED, name)
