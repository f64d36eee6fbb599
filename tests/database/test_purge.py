"""A purge works in batches, leaves others time to write, and reads no more than what it deletes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from ivr.service.purge import expired, purge
from ivr.store.callers import remember, remembered_language
from ivr.store.db import open_store, read, reading, write, writing
from ivr.store.purge import Ages, old
from tests.support.recorded import NOON

LATER = NOON + timedelta(days=91)
_INDEXES = {
    "callers of calls": "calls_of_people",
    "receivers of texts": "outbox_of_people",
    "senders of texts": "inbound_of_people",
    "numbers of texts without a receipt": "outbox_",
    "numbers of texts that failed": "outbox_sealed",
    "remembered languages": "callers_seen",
    "calls": "calls_started",
    "texts": "outbox_",
    "inbound texts": "inbound_at",
    "dialled calls": "dials_at",
}
"""Of the tables that grow, the index by which each kind is found, or its beginning."""


def test_others_write_between_two_batches(engine: Engine, database_url: str) -> None:
    with writing(engine) as connection:
        for number in range(2500):
            remember(connection, f"caller {number}", "vi", NOON)
    others, told = open_store(database_url), list[int]()

    def tell(rows: int) -> None:
        told.append(rows)
        write(others, remember, f"new {len(told)}", "km", LATER)

    assert expired(engine, Ages(), LATER) == 2500
    assert purge(engine, Ages(), LATER, tell)["remembered languages"] == 2500
    assert told == [1000, 1000, 500]
    assert expired(engine, Ages(), LATER) == 0
    assert [read(others, remembered_language, [f"new {number}"]) for number in (1, 2, 3)] == ["km"] * 3
    others.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_knows_how_its_indexes_are_filled_after_a_purge(engine: Engine) -> None:
    write(engine, remember, "caller", "vi", NOON)
    purge(engine, Ages(), NOON)
    with reading(engine) as connection:
        rows = connection.exec_driver_sql("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'callers'").all()
    assert ("callers_seen", "1 1") in rows


def test_a_row_that_has_changed_meanwhile_stays(engine: Engine) -> None:
    write(engine, remember, "caller", "vi", NOON)
    languages = old(Ages(), LATER)["remembered languages"]
    keys = read(engine, languages.keys)
    write(engine, remember, "caller", "vi", LATER)
    assert write(engine, languages.end, keys) == 0
    assert read(engine, languages.count) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("kind", "index"), _INDEXES.items())
def test_old_rows_are_found_by_an_index(engine: Engine, kind: str, index: str) -> None:
    statements: list[tuple[str, Any]] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_: Connection, __: object, statement: str, parameters: Any, *___: object) -> None:
        statements.append((statement, parameters))

    with reading(engine) as connection:
        old(Ages(), LATER)[kind].keys(connection)
        statement, parameters = statements[-1]
        (plan,) = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert plan.detail.startswith("SEARCH"), plan
    assert f"INDEX {index}" in plan.detail, plan
