"""Counts of calls in a database, as the recorder keeps them."""

from datetime import date, timedelta

from sqlalchemy import Engine, insert

from ivr.core.call.outcome import Outcome, Summary
from ivr.core.reports import hour_of
from ivr.store.counts import Counts
from ivr.store.db import writing
from ivr.store.tables import line_counts
from schedules import home_midnight


def count_calls(engine: Engine, day: date, language: str, outcome: Outcome, calls: int, *, hour: int = 13) -> None:
    """Count calls that began in an hour of a day in Japan."""
    counts = Counts()
    counts.call(home_midnight(day) + timedelta(hours=hour), Summary(language, outcome, None, ()), calls)
    with writing(engine) as connection:
        counts.add(connection)


def count_dials(engine: Engine, day: date, line: str, dials: int, answered: int) -> None:
    """Count dials of a line on a day in Japan."""
    row = {"hour": hour_of(home_midnight(day)), "line": line, "dials": dials, "answered": answered}
    with writing(engine) as connection:
        connection.execute(insert(line_counts).values(row))
