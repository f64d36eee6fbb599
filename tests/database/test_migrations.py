"""Tables of an older version are brought up to date with the rows that they have."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text

from ivr.store.db import open_store, reading, write, writing
from ivr.store.tables import heartbeats, probe, turns
from ivr.store.turns import reserve, take_turn
from tests.support.databases import bring_to

AT = datetime(2026, 11, 29, 3, 0, 0, 250_000, UTC)
DAY = timedelta(days=1)


def test_pulses_become_heartbeats_and_turns(empty_database_url: str) -> None:
    engine = open_store(empty_database_url)
    bring_to(engine, "0007")
    names = ("worker 1f", "worker 2e", "purge", "reminders", "sender 0", "sender 1", "limits", "probe")
    with writing(engine) as connection:
        pulse = text("INSERT INTO pulses (name, at) VALUES (:name, :at)")
        connection.execute(pulse, [{"name": name, "at": f"{AT:%Y-%m-%dT%H:%M:%S.%fZ}"} for name in names])
    bring_to(engine, "head")
    with reading(engine) as connection:
        assert sorted(connection.execute(select(heartbeats)).all()) == [("1f", AT), ("2e", AT)]
        assert {row.name: row.next_at - AT for row in connection.execute(select(turns))} == {
            "purge": DAY,
            "reminders": timedelta(minutes=1),
            "sender 0": timedelta(),
            "sender 1": timedelta(),
        }
        assert connection.execute(select(probe)).all() == []
    second = timedelta(seconds=1)
    assert [write(engine, take_turn, "purge", DAY, AT + DAY + late) for late in (-second, second)] == [False, True]
    assert write(engine, reserve, "sender 0", second, AT - second) == second
    engine.dispose()
