"""What is kept of callers: the language to remember, and whether they want texts."""

from datetime import datetime

from sqlalchemy import Connection, Engine, delete, select

from ivr.store.engine import reading
from ivr.store.tables import callers, opt_outs
from ivr.store.upsert import insert_or_change, insert_unless_there


def remembered_language(engine: Engine, caller: str) -> str | None:
    """The language that a caller (keyed hash) last chose."""
    with reading(engine) as connection:
        return connection.scalar(select(callers.c.language).where(callers.c.caller == caller))


def remember(connection: Connection, caller: str, language: str, now: datetime) -> None:
    """Keep the language of a caller for the next call."""
    insert_or_change(connection, callers, "caller", {"caller": caller, "seen_at": now, "language": language})


def lock_caller(connection: Connection, caller: str, now: datetime) -> None:
    """Make transactions about one caller take turns, by writing the caller's row."""
    insert_or_change(connection, callers, "caller", {"caller": caller, "seen_at": now})


def stop_texts(engine: Engine, caller: str, now: datetime) -> None:
    """Keep that a caller wants no texts."""
    with engine.begin() as connection:
        insert_unless_there(connection, opt_outs, [{"caller": caller, "since": now}])


def start_texts(engine: Engine, caller: str) -> None:
    """Keep that a caller wants texts again."""
    with engine.begin() as connection:
        connection.execute(delete(opt_outs).where(opt_outs.c.caller == caller))


def wants_no_texts(connection: Connection, caller: str) -> bool:
    """Whether a caller has sent STOP."""
    return connection.scalar(select(opt_outs.c.caller).where(opt_outs.c.caller == caller)) is not None
