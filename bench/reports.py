"""Benchmark of the queries of reports over the counts that a year of 1,000 calls an hour leaves (8.8 million calls).

    python -m bench.reports
    python -m bench.reports --database postgresql+psycopg://…

The counts are filled in, not the calls: no report of a range of days reads a call. Every hour has calls in every
language, and every day texts of every purpose, which is more rows than real callers leave.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from random import Random
from typing import Any

import click
from sqlalchemy import Engine, text

from bench.filling import NOW, add
from ivr.core.call.outcome import Outcome
from ivr.core.figures import KINDS, MOST_KINDS
from ivr.core.reports import days_of, hours_of
from ivr.core.text.promises import Purpose
from ivr.store.db import open_store, read
from ivr.store.figures import (
    give_ups,
    languages_by,
    line_answers,
    reminders,
    texts,
    times_to_a_person,
    times_to_choose,
)
from ivr.store.migrate import migrate
from ivr.store.reports import calls_by_hour, fallen_lines, outcomes
from ivr.store.tables import day_counts, figure_counts, hour_counts, line_counts, text_counts
from prompts import LANGUAGES
from prompts.languages import UNKNOWN
from schedules import home_date, load_directory

AN_HOUR = 1000
TIMES = 20
LAST = home_date(NOW)
FIRST = LAST - timedelta(days=364)
_LANGUAGES = (*LANGUAGES, UNKNOWN)
_LINES = load_directory().lines
_BY_LANGUAGE = (outcomes, give_ups, languages_by, times_to_choose, times_to_a_person, texts, reminders)

Rows = Iterator[dict[str, Any]]


def fill(engine: Engine) -> None:
    """Fill the tables of counts of an empty database."""
    random, days = Random(1), [f"{day}" for day in days_of(FIRST, LAST)]
    first, last = hours_of(FIRST, LAST)
    hours = range(first, last + 1)
    with engine.begin() as connection:
        add(connection, hour_counts, list(_hours(random, hours)))
        add(connection, line_counts, list(_lines(random, hours)))
        add(connection, day_counts, list(_days(random, days)))
        add(connection, figure_counts, list(_figures(random, days)))
        add(connection, text_counts, list(_texts(random, days)))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))  # both databases do this automatically after a while


def _hours(random: Random, hours: range) -> Rows:
    for hour, language in product(hours, _LANGUAGES):
        calls = random.randrange(2 * AN_HOUR // len(_LANGUAGES) + 1)
        yield {"hour": hour, "language": language, "calls": calls, "through": calls // 2}


def _lines(random: Random, hours: range) -> Rows:
    for hour, line in product(hours, _LINES):
        ends = {name: random.randrange(20) for name in ("answered", "busy", "no_answer", "failed", "short")}
        yield {"hour": hour, "line": line.id, "dials": sum(ends.values()), **ends}


def _days(random: Random, days: list[str]) -> Rows:
    for day, language, outcome in product(days, _LANGUAGES, Outcome):
        through = outcome is Outcome.PUT_THROUGH
        for line in (line.id for line in _LINES if language in line.languages) if through else ("",):
            yield {"day": day, "language": language, "outcome": outcome, "line": line, "calls": random.randrange(500)}


def _figures(random: Random, days: list[str]) -> Rows:
    for (figure, kinds), day, language in product(KINDS.items(), days, _LANGUAGES):
        most = 2 * 24 * AN_HOUR // len(_LANGUAGES) // len(kinds)
        counts = {f"kind_{place}": random.randrange(most) if place < len(kinds) else 0 for place in range(MOST_KINDS)}
        yield {"figure": figure, "day": day, "language": language, **counts}


def _texts(random: Random, days: list[str]) -> Rows:
    names = [column.name for column in text_counts.c if not column.primary_key]
    for day, language, purpose in product(days, _LANGUAGES, Purpose):
        yield {"day": day, "language": language, "purpose": purpose, **{name: random.randrange(200) for name in names}}


def timed(engine: Engine) -> None:
    """Time each query of a year, and print the medians and the longest."""
    print(f"{'a year of':<24}{'all: p50':>10}{'most':>7}{'vi: p50':>10}{'most':>7}  ms, {engine.dialect.name}")
    for question in _BY_LANGUAGE:
        print(f"{question.__name__:<24}{_taken(engine, question)}{_taken(engine, question, 'vi')}")
    for of_all in (calls_by_hour, line_answers):
        print(f"{of_all.__name__:<24}{_taken(engine, of_all)}")
    begun = time.perf_counter()
    read(engine, fallen_lines, NOW)
    print(f"{'fallen_lines, 35 days':<24}{(time.perf_counter() - begun) * 1e3:10.0f}")


def _taken(engine: Engine, question: Callable[..., object], *more: str) -> str:
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        read(engine, question, FIRST, LAST, *more)
        taken.append((time.perf_counter() - begun) * 1e3)
    return f"{statistics.median(taken):10.0f}{max(taken):7.0f}"


@click.command()
@click.option("--database", help="Of the form of DATABASE_URL, and empty; by default a new SQLite file.")
def main(database: str | None) -> None:
    """Fill in a year of counts, and time the queries of reports."""
    with tempfile.TemporaryDirectory() as name:
        engine = open_store(database or f"sqlite:///{name}/bench.db")
        migrate(engine)
        fill(engine)
        timed(engine)
        engine.dispose()


if __name__ == "__main__":
    main()
