"""An upgrade while the service runs: old code with new tables, tables that are in use, and what migrations may do."""

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, Engine, inspect, select, text

from ivr.cli import main
from ivr.demo import NUMBER, PERSON, TOKEN, start_demo
from ivr.phone.handset import Handset
from ivr.store.db import StoreError, open_store, read, write
from ivr.store.migrate import HEAD, migrate, revision
from ivr.store.recorder import Recorder
from ivr.store.tables import call_steps, callers, metadata
from ivr.store.waiting import started
from tests.support.console import Console
from tests.support.databases import PostgreSQL, bring_to
from tests.support.demo import MOBILE, SUNDAY, end
from tests.support.people import Person, heard
from tests.support.recorded import step
from tests.support.waiting import LONG, PATIENCE, eventually, texts_taken

NEXT = "9999"


def expand(connection: Connection) -> None:
    """What migrations of the next version may do (docs/upgrade.md): new columns, tables and indexes everywhere."""
    for name, table in metadata.tables.items():
        connection.execute(text(f"ALTER TABLE {name} ADD COLUMN next_column VARCHAR(20)"))
        connection.execute(text(f"ALTER TABLE {name} ADD COLUMN next_count INTEGER DEFAULT 7 NOT NULL"))
        first = next(iter(table.c)).name
        connection.execute(text(f"CREATE INDEX next_{name} ON {name} ({first}, next_count)"))
    connection.execute(text("CREATE TABLE next_table (id INTEGER PRIMARY KEY)"))
    connection.execute(text(f"UPDATE alembic_version SET version_num = '{NEXT}'"))


def test_this_version_works_with_the_tables_of_the_next_one(
    database_url: str, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    """Calls, texts, delivery, the record, the console and an edit, while the machines are upgraded one by one."""
    write(engine, expand)
    demo = start_demo(at=SUNDAY, database=database_url, patience=LONG)
    try:
        said = heard(Handset(demo.url, TOKEN, MOBILE, NUMBER).call(Person(["1", "2"])))
        assert any("tin nhắn" in sentence for sentence in said)
        assert "OTIT" in (Handset(demo.url, TOKEN, MOBILE, NUMBER).text("vn") or "")
        assert [each.to for each in texts_taken(demo.carrier, 1)] == [MOBILE]
        demo.service.recorder.flush()
        assert not demo.service.deadline.down
        assert read(engine, lambda connection: connection.scalar(select(callers.c.language))) == "vi"
        console = Console(demo.url)
        assert console.sign_in(PERSON, demo.password).status == 200
        for page in ("/ops/", "/ops/calls", "/ops/texts", "/ops/reports", "/ops/hours", "/ops/prompts", "/ops/audit"):
            assert console.get(page).status == 200, page
        held = console.post("/ops/hold", scope="otit-vi", state="closed", life="change", reason="flood", next="/ops/")
        assert held.status == 200, held.text
    finally:
        end(demo)
    assert f"newer version of Tsunagu ({NEXT}; this one has {HEAD})" in caplog.text
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


# --- the tables are migrated while somebody uses them


def test_a_table_in_use_delays_a_migration_and_not_the_calls(postgresql: PostgreSQL) -> None:
    """Whoever asks for the table while the migration waits gets it: else each call would wait for a long report."""
    with postgresql.database(empty=True) as url:
        engine = open_store(url)
        bring_to(engine, "0010")
        with engine.connect() as report:
            report.execute(text("SELECT count(*) FROM callers"))
            migrating = started(lambda: migrate(engine))
            eventually(lambda: read(engine, waits_for_callers) or migrating.done())
            while not migrating.done():
                read(engine, lambda connection: connection.execute(text("SELECT count(*) FROM callers")).one())
            with pytest.raises(StoreError, match="can't be migrated while somebody uses them; look for a dump or a"):
                migrating.result()
            assert read(engine, revision) == "0010"
            again = started(lambda: migrate(engine, 1000))
            eventually(lambda: read(engine, waits_for_callers))
        assert again.result(PATIENCE) == "0010"
        assert read(engine, revision) == HEAD
        engine.dispose()


def waits_for_callers(connection: Connection) -> bool:
    waiting = text("SELECT 1 FROM pg_locks WHERE relation = 'callers'::regclass AND NOT granted")
    return connection.scalar(waiting) is not None


def test_what_is_recorded_before_the_tables_are_migrated_waits(engine: Engine) -> None:
    recorder = Recorder(engine, LONG)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE calls RENAME TO of_another_version"))
    recorder.note(step("CA1", 0, "ring"))
    recorder.flush()
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE of_another_version RENAME TO calls"))
    recorder.close(PATIENCE)
    assert read(engine, lambda connection: connection.scalar(select(call_steps.c.sid))) == "CA1"


def test_the_command(empty_database_url: str) -> None:
    engine = open_store(empty_database_url)
    assert ivr_migrate(empty_database_url) == f"the tables of this version ({HEAD}) have been made\n"
    assert ivr_migrate(empty_database_url) == f"the tables are those of this version ({HEAD})\n"
    write(engine, expand)
    said = f"the tables are of a newer version ({NEXT}; this one has {HEAD}); nothing was changed\n"
    assert ivr_migrate(empty_database_url) == said
    assert "next_table" in inspect(engine).get_table_names()
    engine.dispose()


def test_the_command_migrates_older_tables(empty_database_url: str) -> None:
    engine = open_store(empty_database_url)
    bring_to(engine, "0010")
    said = f"the tables were at 0010 and are those of this version now ({HEAD})\n"
    assert ivr_migrate(empty_database_url) == said
    engine.dispose()


def ivr_migrate(url: str) -> str:
    ran = CliRunner().invoke(main, ["migrate"], env={"DATABASE_URL": url})
    assert ran.exit_code == 0, ran.output
    return ran.stdout
