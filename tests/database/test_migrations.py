"""Tables of an older version are brought up to date with the rows that they have."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, select, text

from ivr.core.call.outcome import Ending
from ivr.service.counting import catch_up
from ivr.store.db import open_store, read, reading, write, writing
from ivr.store.figures import give_ups, line_answers
from ivr.store.migrate import HEAD
from ivr.store.reports import outcomes
from ivr.store.search import CallFilter, calls_page, one_call
from ivr.store.tables import heartbeats, metadata, probe, turns
from ivr.store.turns import reserve, take_turn
from tests.support.databases import bring_to
from tests.support.recorded import NOON

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


def test_tables_are_brought_up_to_date_by_many_at_once(empty_database_url: str) -> None:
    imports = "from ivr.store.db import open_store; from ivr.store.migrate import migrate"
    code = f"{imports}; migrate(open_store({empty_database_url!r}))"
    starters = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(4)]
    assert [starter.wait(60) for starter in starters] == [0] * 4
    engine = open_store(empty_database_url)
    with engine.connect() as connection:
        newest = ScriptDirectory(str(files("ivr.store").joinpath("migrations"))).get_current_head()
        assert newest == HEAD
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == newest
    engine.dispose()


def test_the_tables_are_what_the_code_says(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


_OLD: dict[str, list[tuple[str, str, list[str]]]] = {
    "CA1": [
        ("ring", "", []),
        ("menu", "", ["key 1 is Vietnamese"]),
        ("connect", "vi", ["otit-vi: open"]),
        ("dialed", "vi", ["otit-vi: completed"]),
    ],
    "CA2": [
        ("ring", "", ["km is remembered"]),
        ("dialed", "km", ["otit-km: no-answer", "fresc: open"]),
        ("dialed", "km", ["fresc: completed after 4 s, too short to have been a person"]),
        ("rest", "km", ["the information text: coming", "no"]),
    ],
    "CA3": [
        ("ring", "", []),
        ("connect", "zh", ["x"]),
        ("dialed", "zh", ["otit-zh: no-answer; the caller has hung up"]),
    ],
    "CA4": [("ring", "", [])],
}
_OLD_CALL = text("INSERT INTO calls (sid, phone, started_at) VALUES (:sid, 'x', :at)")
_OLD_STEP = text(
    "INSERT INTO call_steps (sid, step, at, place, language, key, because)"
    " VALUES (:sid, :step, :at, :place, :language, :key, :because)"
)


def test_calls_of_before_are_filled_in(empty_database_url: str) -> None:
    engine = open_store(empty_database_url)
    bring_to(engine, "0003")
    at = "2026-11-22T15:00:00.000000Z"
    with engine.begin() as connection:
        for sid, steps in _OLD.items():
            connection.execute(_OLD_CALL, {"sid": sid, "at": at})
            for number, (place, language, because) in enumerate(steps):
                row = {"sid": sid, "step": number, "at": at, "place": place, "language": language, "key": ""}
                connection.execute(_OLD_STEP, row | {"because": json.dumps(because)})
    bring_to(engine, "head")
    found = {row.sid: row for row in read(engine, calls_page, CallFilter(), NOON).rows}
    assert {sid: row.outcome for sid, row in found.items()} == {
        "CA1": "put through",
        "CA2": "text promised",
        "CA3": "hung up while connecting",
        "CA4": "hung up in the menu",
    }
    assert (found["CA1"].line, found["CA2"].lines, found["CA4"].language) == ("otit-vi", "otit-km fresc ", "und")
    day = date(2026, 11, 23)
    assert {code: sum(kinds.values()) for code, kinds in read(engine, outcomes, day, day).by_language.items()} == {
        "vi": 1,
        "km": 1,
        "zh": 1,
        "und": 1,
    }
    assert {line: rates[0].dials for line, rates in read(engine, line_answers, day, day).items()} == {
        "otit-vi": 1,
        "otit-km": 1,
        "fresc": 1,
    }
    catch_up(engine, NOON + DAY)
    assert read(engine, give_ups, day, day).by_language == {
        "km": {Ending.REST: 1},
        "zh": {Ending.RINGING: 1},
        "und": {Ending.MENU: 1},
    }
    again = read(engine, one_call, "CA2")
    assert again is not None
    assert [(each.leg, each.seconds, each.texted) for each in again.steps[1:]] == [
        ("no answer", None, ""),
        ("too short", 4, ""),
        (None, None, "coming"),
    ]
    engine.dispose()
