"""The audit log: nothing in it can be changed, dropped or slipped in unseen."""

import hashlib
import json
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from ivr.store.audit import Act, latest, note, verify
from ivr.store.db import read
from prompts.load import load_language
from sentences import Sentence, render

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


@pytest.fixture
def log(engine: Engine) -> Engine:
    for who, what in (("Aiko", "otit-vi"), ("Ben", "fresc"), ("Aiko", "all"), ("", '","forged"]\n5')):
        with engine.begin() as connection:
            note(connection, NOW, who, Act.HELD, what, "flood")
    return engine


def unguarded(engine: Engine, statement: str) -> None:
    """Change the log as somebody can who owns the database."""
    triggers = {
        "sqlite": ["DROP TRIGGER IF EXISTS audit_UPDATE", "DROP TRIGGER IF EXISTS audit_DELETE"],
        "postgresql": ["DROP TRIGGER IF EXISTS audit_append_only ON audit"],
    }
    with engine.begin() as connection:
        for each in [*triggers[engine.dialect.name], statement]:
            connection.exec_driver_sql(each)


def test_a_chain_that_nobody_touched_is_whole(log: Engine) -> None:
    verdict = read(log, verify)
    assert (verdict.entries, verdict.broken) == (4, None)
    assert verdict.head == read(log, latest, 1)[0].hash
    assert read(log, verify, verdict.head).broken is None


def test_an_empty_one_is_whole(engine: Engine) -> None:
    assert read(engine, verify).broken is None


@pytest.mark.parametrize("statement", ["UPDATE audit SET who = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_changes(log: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), log.begin() as connection:
        connection.execute(text(statement))
    assert read(log, verify).entries == 4


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET who = 'Ben' WHERE number = 1", 1),
        ("UPDATE audit SET detail = '' WHERE number = 3", 3),
        ("UPDATE audit SET at = '2026-11-23T03:00:00.000001Z' WHERE number = 4", 4),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("UPDATE audit SET number = 9 WHERE number = 4", 4),
        ("INSERT INTO audit SELECT 5, at, who, act, what, detail, hash FROM audit WHERE number = 4", 5),
    ],
)
def test_whatever_is_changed_breaks_the_chain(log: Engine, statement: str, broken: int) -> None:
    unguarded(log, statement)
    verdict = read(log, verify)
    assert verdict.broken == broken
    assert f"entry {broken} " in str(verdict.reason)


def test_an_end_cut_off_is_found_by_a_seal_that_was_noted(log: Engine) -> None:
    seal = read(log, verify).head
    unguarded(log, "DELETE FROM audit WHERE number = 4")
    assert read(log, verify).broken is None  # the chain alone can't show it
    assert "entries at its end are missing" in str(read(log, verify, seal).reason)


def test_an_entry_stands_or_falls_with_what_it_tells_of(log: Engine) -> None:
    with log.connect() as connection:
        note(connection, NOW, "Aiko", Act.PUBLISHED, "revision 2")
        connection.rollback()
    assert read(log, verify).entries == 4


def test_many_at_once_take_turns(log: Engine) -> None:
    def work(who: str) -> None:
        for _ in range(5):
            with log.begin() as connection:
                note(connection, NOW, who, Act.RELEASED)

    threads = [threading.Thread(target=work, args=(f"person {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = read(log, verify)
    assert (verdict.entries, verdict.broken) == (34, None)


def test_it_is_read_by_page_person_and_act(log: Engine) -> None:
    assert [each.number for each in read(log, latest, 2)] == [4, 3]
    assert [each.number for each in read(log, latest, 9, before=3)] == [2, 1]
    assert [each.number for each in read(log, latest, 9, who="Aiko")] == [3, 1]
    assert read(log, latest, 9, act=Act.PUBLISHED) == []


def test_long_fields_are_cut_before_they_are_sealed(log: Engine) -> None:
    with log.begin() as connection:
        note(connection, NOW, "x" * 5000, Act.HELD, "y" * 5000, "\x7f" * 5000)
    assert read(log, verify).broken is None
    assert len(read(log, latest, 1)[0].who) == 100


# --- what is noted in sentences


def noted(engine: Engine, detail: Sentence | str) -> Sentence | str:
    with engine.begin() as connection:
        note(connection, NOW, "Aiko", Act.HELD, Sentence("tier {number}", number=1), detail)
    (entry,) = read(engine, latest, 1)
    assert entry.what == Sentence("tier {number}", number=1)
    assert read(engine, verify).broken is None
    return entry.detail


def test_a_sentence_is_read_in_the_readers_language(engine: Engine) -> None:
    held = Sentence("closed until {moment}: {reason}", moment=NOW, reason="closed")
    detail = noted(engine, held)
    assert detail == held
    assert str(detail) == "closed until Mon 2026-11-23 03:00 UTC: closed"
    assert render(detail, load_language("ja")) == "2026年11月23日(月) 03:00 UTCまで手動で受付停止：closed"


@pytest.mark.parametrize("reason", ["flood", '{"say": "closed"}', '{"say": "{x.y}", "with": {"x.y": 1}}'])
def test_what_people_wrote_stays_as_it_is(engine: Engine, reason: str) -> None:
    assert render(noted(engine, reason), load_language("ja")) == reason


def test_a_sentence_that_is_too_long_is_cut_as_english(engine: Engine) -> None:
    detail = noted(engine, Sentence("closed: {reason}", reason="x" * 30_000))
    assert detail == "closed: " + "x" * 1992


def test_a_sentence_is_one_line(engine: Engine) -> None:
    assert noted(engine, Sentence("closed: {reason}", reason="a\n9 Mon\u202e")) == "closed: a 9 Mon "


def test_an_entry_of_old_is_whole_and_stays_english(engine: Engine) -> None:
    row = [1, "2026-11-23T03:00:00.000000", "Aiko", "held by hand", "tier 1", 'closed: "flood"']
    at = f"{row[1]}+00:00"
    sealed = json.dumps(["", 1, at, *row[2:]], ensure_ascii=False)
    names = ("number", "at", "who", "act", "what", "detail", "hash")
    values = dict(
        zip(names, [row[0], f"{row[1]}Z", *row[2:], hashlib.sha256(sealed.encode()).hexdigest()], strict=True)
    )
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO audit VALUES ({', '.join(f':{name}' for name in names)})"), values)
    assert read(engine, verify).broken is None
    assert read(engine, latest, 1)[0].detail == 'closed: "flood"'
    noted(engine, "flood")


def test_a_sentence_that_was_changed_breaks_the_chain(engine: Engine) -> None:
    noted(engine, Sentence("closed: {reason}", reason="flood"))
    unguarded(engine, """UPDATE audit SET detail = replace(detail, '": "', '":  "')""")  # it says the same
    assert str(read(engine, latest, 1)[0].detail) == "closed: flood"
    assert read(engine, verify).broken == 1
