"""What `ivr doctor` says of a database: each fault is named in one line, and no number is."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text, update

from ivr.core.dialling import AS_SHIPPED, Dialling
from ivr.core.findings import Finding, line
from ivr.core.text.delivery import State
from ivr.core.text.promises import Promise, Purpose
from ivr.service.doctor import Check, examine
from ivr.service.doctor.stored import database, delivery, prompts, schedule, zone_names
from ivr.service.prompts.live import shipped
from ivr.service.schedule.live import publish_first
from ivr.store.db import open_store, write
from ivr.store.heartbeats import say_alive
from ivr.store.migrate import HEAD, revision
from ivr.store.tables import outbox, probe, revisions, sentences
from prompts.voices import VOICES
from schedules import shipped as shipped_hours
from schedules.confirmation import CONFIRMED_FOR
from tests.support.databases import bring_to
from tests.support.demo import MOBILE
from tests.support.desk import Desk

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)  # Monday, 12:00 in Japan


def lines(findings: Iterator[Finding]) -> list[str]:
    return [line(each) for each in findings]


def test_a_database_that_is_as_it_should_be(database_url: str) -> None:
    (found,) = lines(database(database_url))
    assert found.startswith("ok    database: ")
    assert found.endswith(f"answers and can be written; its tables are those of this version ({HEAD})")


def test_looking_leaves_only_the_row_that_tries_are_counted_in(database_url: str, engine: Engine) -> None:
    publish_first(engine, NOW)
    before = contents(engine)
    for _ in range(2):
        list(database(database_url))
        list(delivery(database_url, NOW))
        list(schedule(database_url, NOW, AS_SHIPPED, CONFIRMED_FOR))
    after = contents(engine)
    assert after.pop(probe.name) == [(1, 2)]
    assert before.pop(probe.name) == []
    assert after == before


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(table.select())]
            for name, table in probe.metadata.tables.items()
        }


def test_missing_migrations(empty_database_url: str) -> None:
    engine = open_store(empty_database_url)
    bring_to(engine, "0009")
    said = f"migrations are missing: the tables are at 0009, this version needs {HEAD}. Run `ivr migrate`, or restart"
    assert [text.startswith(f"FAIL  database: {said}") for text in lines(database(empty_database_url))] == [True]
    for check in (
        delivery(empty_database_url, NOW),
        schedule(empty_database_url, NOW, AS_SHIPPED, CONFIRMED_FOR),
        prompts(empty_database_url, NOW, VOICES["twilio"]),
    ):
        assert [text.split(": ")[1] for text in lines(check)] == [
            "not checked without the database. Mend the database first"
        ]
    with engine.connect() as connection:
        assert revision(connection) == "0009", "nothing is migrated"
    engine.dispose()


def test_no_tables(empty_database_url: str) -> None:
    engine = open_store(empty_database_url)
    engine.connect().close()
    engine.dispose()
    (found,) = lines(database(empty_database_url))
    assert found.startswith(
        f"FAIL  database: migrations are missing: the tables are at none, this version needs {HEAD}"
    )


def test_tables_of_a_newer_version(database_url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    (found,) = lines(database(database_url))
    said = f"it answers; its tables are of a newer version of Tsunagu (9999; this one has {HEAD}). Upgrade."
    assert found.startswith(f"warn  database: {said}")
    assert lines(delivery(database_url, NOW))[0].startswith("FAIL  worker: no delivery worker is alive")


def test_no_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/var/none.db"
    (found,) = lines(database(url))
    assert found.startswith(
        f"FAIL  database: there is no file {tmp_path}/var/none.db. Set DATABASE_URL, or start `ivr "
    )
    assert lines(delivery(url, NOW)) == ["warn  worker: not checked without the database. Mend the database first"]
    assert list(tmp_path.iterdir()) == []


def test_no_server_and_no_password_is_said() -> None:
    url = "postgresql+psycopg://tsunagu:hunter2@127.0.0.1:1/hotline"
    (found,) = lines(database(url))
    assert found.startswith(
        "FAIL  database: postgresql+psycopg://tsunagu:***@127.0.0.1:1/hotline does not answer or can't "
    )
    assert "hunter2" not in found
    assert lines(delivery(url, NOW)) == ["warn  worker: not checked without the database. Mend the database first"]


def test_what_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear Aiko, " * 100)
    (found,) = lines(database(f"sqlite:///{tmp_path}/letter.db"))
    assert found.startswith(
        f"FAIL  database: sqlite:///{tmp_path}/letter.db does not answer or can't be written: file is not"
    )


def test_a_worker_that_is_alive_and_one_that_is_silent(database_url: str, engine: Engine) -> None:
    said = "FAIL  worker: no delivery worker is alive: no text leaves. Start `ivr serve` without"
    assert lines(delivery(database_url, NOW))[0].startswith(said)
    write(engine, say_alive, "1f", NOW)
    assert lines(delivery(database_url, NOW)) == [
        "ok    worker: alive: 1",
        "ok    outbox: 0 texts are due, none for long; none of the last 24 hours has failed",
    ]
    for clock in (timedelta(seconds=61), -timedelta(seconds=61)):  # silent, or of a clock that was ahead
        assert lines(delivery(database_url, NOW + clock))[0].startswith(said)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "ok    outbox: 1 texts are due, none for long"),
        (3, "warn  outbox: 1 texts are due, the oldest for 0:03:00. Run `ivr outbox`"),
        (90, "FAIL  outbox: 1 texts are due, the oldest for 1:30:00. Run `ivr outbox`"),
    ],
)
def test_texts_that_wait(desk: Desk, database_url: str, minutes: int, said: str) -> None:
    write(desk.engine, say_alive, "1f", NOW)
    desk.keep(Promise("CA1:vi", Purpose.INFORMATION, "vi", MOBILE, "the text", NOW - timedelta(minutes=minutes)))
    found = lines(delivery(database_url, NOW))
    assert [each.startswith(said) for each in found[1:]] == [True], found
    assert MOBILE[-8:] not in "".join(found)


def test_texts_that_have_failed(desk: Desk, database_url: str) -> None:
    desk.keep(Promise("CA1:vi", Purpose.INFORMATION, "vi", MOBILE, "the text", NOW))
    with desk.engine.begin() as connection:
        connection.execute(update(outbox).values(state=State.REFUSED, made_at=NOW))
    assert lines(delivery(database_url, NOW))[1:] == [
        "warn  outbox: 1 texts of the last 24 hours have failed, were refused, or were tried often. Run `ivr outbox`"
    ]


def test_hours_that_nobody_has_confirmed(database_url: str, engine: Engine) -> None:
    assert lines(schedule(database_url, NOW, AS_SHIPPED, CONFIRMED_FOR))[0].startswith(
        "warn  schedule: nothing has been published. "
    )
    publish_first(engine, NOW)
    unconfirmed, pages, notice = lines(schedule(database_url, NOW, AS_SHIPPED, CONFIRMED_FOR))
    assert unconfirmed.startswith("warn  schedule: hours last confirmed on 2021-06-28: otit-vi, otit-zh, ")
    assert unconfirmed.endswith("fresc. Ask the agency, then confirm them")
    assert pages.startswith("warn  schedule: e-mail pages last confirmed on 2021-06-28: zh, vi, ")
    assert notice.startswith(
        "warn  schedule: notice lost-job is as of 2021-06-28, never confirmed since. Ask the agency"
    )


def published(engine: Engine, was: str, becomes: str) -> None:
    """Publish the hours that ship with one change, confirmed in November."""
    document = shipped_hours().replace("2021-06-28", "2026-11-20").replace(was, becomes)
    publish_first(engine, NOW)
    with engine.begin() as connection:
        connection.execute(update(revisions).values(document=document))


def test_hours_that_are_confirmed(database_url: str, engine: Engine) -> None:
    published(engine, "", "")
    (found,) = lines(schedule(database_url, NOW, AS_SHIPPED, CONFIRMED_FOR))
    assert found == "ok    schedule: revision 1: all hours are confirmed, and each line may be dialled"


def test_a_line_that_is_not_dialled(database_url: str, engine: Engine) -> None:
    published(engine, "", "")
    (found,) = lines(schedule(database_url, NOW, Dialling(own="+81120250147"), CONFIRMED_FOR))
    assert found.startswith("warn  schedule: otit-en is not dialled: +81120250147 is the number of this service. Look ")


def test_hours_that_can_not_be_read(database_url: str, engine: Engine) -> None:
    published(engine, "Mon-Fri 11:00-19:00", "Mon-Fri 19:00-11:00")
    (found,) = lines(schedule(database_url, NOW, AS_SHIPPED, CONFIRMED_FOR))
    assert found.startswith("FAIL  schedule: the published hours can't be read: ")
    assert found.endswith(". Run `ivr schedule check`")
    assert lines(prompts(database_url, NOW, VOICES["twilio"]))[0].startswith("FAIL  prompts: they can't be read: ")
    assert zone_names(database_url, NOW) == {"Asia/Tokyo"}


def test_the_zones_of_the_lines(database_url: str, engine: Engine) -> None:
    assert zone_names(database_url, NOW) == {"Asia/Tokyo"}
    published(engine, "languages: [km],", "languages: [km], zone: Asia/Bangkok,")
    assert zone_names(database_url, NOW) == {"Asia/Tokyo", "Asia/Bangkok"}


def test_a_sentence_that_falls_back(database_url: str, engine: Engine) -> None:
    publish_first(engine, NOW)
    usual = lines(prompts(database_url, NOW, VOICES["twilio"]))
    row = {"language": "vi", "prompt": "connecting", "sentence": "{", "draft": True, "author": "x", "at": NOW}
    with engine.begin() as connection:
        connection.execute(insert(sentences), [row | {"source": shipped().english["connecting"]}])
    (found,) = set(lines(prompts(database_url, NOW, VOICES["twilio"]))) - set(usual)
    assert found.startswith("warn  prompts: vi: connecting")
    assert found.endswith("the default is used. See `ivr prompts check`")


def test_languages_without_recordings(database_url: str, engine: Engine) -> None:
    publish_first(engine, NOW)
    missing = [each for each in lines(prompts(database_url, NOW, VOICES["twilio"])) if "no recording" in each]
    assert [each[: len("warn  prompts: km")] for each in missing] == ["warn  prompts: km", "warn  prompts: mn"]
    assert missing[0].endswith("Record them in the console; `ivr prompts status km` lists them")
    assert not [each for each in lines(prompts(database_url, NOW, VOICES["somleng"])) if "no recording" in each]


def test_a_driver_that_is_missing_is_a_line() -> None:
    url = "postgresql+nodriver://h/n"
    found = [line(each) for each in examine([Check("database", (), lambda: database(url))])]
    assert [each.startswith("FAIL  database: ") for each in found] == [True]
    assert "itself failed" not in found[0]
    assert lines(delivery(url, NOW)) == ["warn  worker: not checked without the database. Mend the database first"]
