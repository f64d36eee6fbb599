"""What is known of past hours: the calls that came, and the schedules that were in force."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from ivr.store.overrides import held
from ivr.store.revisions import Revision
from ivr.store.tables import hour_counts, revisions
from prompts.languages import UNKNOWN
from schedules import Override

MOST_REVISIONS = 50
"""How many schedules of the past are read; parsing one takes some 20 ms. What was before them is not known."""


def calls_in_hours(connection: Connection, hours: range) -> dict[str, dict[int, tuple[int, int]]]:
    """Return, by language and number of the hour, how many calls began and were put through.

    Calls in which no language was chosen are left out: most of these callers hang up in the menu.
    """
    table = hour_counts.c
    wanted = (table.hour >= hours.start, table.hour < hours.stop, table.calls > 0, table.language != UNKNOWN)
    found: dict[str, dict[int, tuple[int, int]]] = {}
    for language, hour, calls, through in connection.execute(
        select(table.language, table.hour, table.calls, table.through).where(*wanted)
    ):
        found.setdefault(language, {})[hour] = calls, through
    return found


def in_force_since(connection: Connection, begin: datetime, end: datetime) -> tuple[list[Revision], list[Override]]:
    """Return the revisions that were in force between two moments, in their order, and the overrides.

    They are at most the latest :data:`MOST_REVISIONS`.
    """
    number, begins, valid = revisions.c.number, revisions.c.effective_at, revisions.c.withdrawn_at.is_(None)
    first = connection.scalar(select(func.max(number)).where(valid, begins <= begin)) or 0
    wanted = select(revisions).where(valid, number >= first, begins < end).order_by(number.desc()).limit(MOST_REVISIONS)
    return [Revision(*row) for row in connection.execute(wanted)][::-1], held(connection, begin)
