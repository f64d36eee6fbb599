"""The database is locked or gone: calls go on, and nothing is promised that can't be kept."""

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from ivr.clock import MovableClock, parse_moment
from ivr.core.text.limits import Limits
from ivr.core.text.promises import Promise, Purpose, Texted
from ivr.demo import NUMBER, TOKEN, Demo, start_demo
from ivr.phone.handset import Handset
from ivr.privacy import Privacy
from ivr.service.text.direct_sender import DirectSender
from ivr.store.callers import OptOuts
from ivr.store.db import read, write
from ivr.store.deadline import Commit, Deadline
from ivr.store.promises import GivenUpError, keep
from ivr.store.recorder import Recorder
from tests.support.databases import sqlite_database
from tests.support.demo import MOBILE
from tests.support.desk import Remembering
from tests.support.people import NOBODY_ANSWERS, Person, heard, promised, rang
from tests.support.waiting import eventually, texts_taken

MONDAY_NOON = parse_moment("2026-11-23 12:00")


def dial(demo: Demo, number: str = MOBILE) -> Handset:
    return Handset(demo.url, TOKEN, number, NUMBER)


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[tuple[Demo, sqlite3.Connection]]:
    """A demo whose database is held by somebody else until the lock is rolled back."""
    file = tmp_path / "locked.db"
    running = start_demo(at=MONDAY_NOON, database=sqlite_database(file))
    lock = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    lock.execute("BEGIN EXCLUSIVE")
    yield running, lock
    if lock.in_transaction:
        lock.execute("ROLLBACK")
    lock.close()
    running.close()


def wait_for_opt_outs(demo: Demo, count: int = 0) -> None:
    """Until the process knows who has sent STOP."""
    opt_outs = demo.service.opt_outs
    eventually(lambda: opt_outs.read_at is not None and len(opt_outs) == count)


def wait_until_up(deadline: Deadline) -> None:
    eventually(lambda: not deadline.down)


def test_a_call_is_put_through_without_the_database(locked: tuple[Demo, sqlite3.Connection]) -> None:
    demo, _ = locked
    demo.carrier.fail_next = [503] * 20  # and the carrier takes no text either
    for _ in range(3):
        events = dial(demo).call(Person(["1"], otherwise=NOBODY_ANSWERS))
        assert rang(events) == ["+81120250168", "+81120762029"]
        said = "\n".join(heard(events))
        assert "0 1 2 0, 2 5 0, 1 6 8" in said
        assert "tin nhắn" not in "\n".join(heard(events)[-8:-4])  # no text is promised


def test_a_text_goes_straight_to_the_carrier(locked: tuple[Demo, sqlite3.Connection]) -> None:
    demo, lock = locked
    wait_for_opt_outs(demo)
    for _ in range(2):
        said = heard(dial(demo).call(Person(["1"], otherwise=NOBODY_ANSWERS)))
        assert any("tin nhắn" in sentence for sentence in said[-8:])
    (text_sent,) = texts_taken(demo.carrier, 1)
    assert (text_sent.to, "0120-250-168" in text_sent.body) == (MOBILE, True)
    lock.execute("ROLLBACK")
    wait_until_up(demo.service.deadline)
    demo.service.recorder.flush()
    with demo.service.engine.connect() as connection:
        (row,) = connection.execute(text("SELECT state, message_sid, sealed_number FROM outbox")).all()
    assert (row.message_sid, row.sealed_number) == (text_sent.sid, None)
    assert len(texts_taken(demo.carrier, 2, seconds=3)) == 1


@pytest.mark.waits(8)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_read_only_database(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing is lost that was promised, nothing is promised that can't be kept, and one line says why."""
    demo = start_demo(at=MONDAY_NOON, database=database_url)
    demo.carrier.fail_next = [503] * 2
    dial(demo).call(Person(["5", "2"]))
    engines = [demo.service.engine, demo.worker.engine]

    def refuse(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA query_only=1")

    for engine in engines:
        event.listen(engine, "connect", refuse)
        engine.dispose()
    demo.carrier.fail_next += [503] * 20
    spoken = "\n".join(heard(dial(demo, "+818012345678").call(Person(["5", "2"]))))
    assert "0 1 2 0, 2 5 0, 1 4 7" in spoken
    threading.Event().wait(5)
    lines = [record for record in caplog.records if "readonly" in record.getMessage()]
    assert 1 <= len(lines) <= 4  # calls, records, texts and the purge say it once each
    assert all(record.exc_info is None and "\n" not in record.getMessage() for record in lines)
    for engine in engines:
        event.remove(engine, "connect", refuse)
        engine.dispose()
    demo.carrier.fail_next.clear()
    (arrived,) = texts_taken(demo.carrier, 1)
    assert arrived.to == MOBILE
    wait_until_up(demo.service.deadline)
    demo.close()


def test_when_the_database_is_back_texts_are_promised_again(
    locked: tuple[Demo, sqlite3.Connection],
) -> None:
    demo, lock = locked
    dial(demo).call(Person(["5", "2"]))
    lock.execute("ROLLBACK")
    assert promised(demo.service.engine) <= 1  # the promise that nobody was told of may yet have been written
    wait_until_up(demo.service.deadline)
    events = dial(demo, "+818012345678").call(Person(["5", "2"]))
    assert "en-US A text message with the telephone numbers and opening hours is coming to your phone." in heard(events)
    assert len(texts_taken(demo.carrier, 1)) >= 1
    demo.service.recorder.flush()
    with demo.service.engine.connect() as connection:
        places = connection.execute(text("SELECT place FROM call_steps")).scalars().all()
    assert places.count("ring") == 2  # what happened meanwhile is recorded after all


def test_a_promise_that_nobody_waits_for_is_not_kept(privacy: Privacy, engine: Engine) -> None:
    """Else it would be sent besides what the carrier was handed meanwhile."""
    now, commit = datetime.now(UTC), Commit()
    promise = Promise("CA1", Purpose.INFORMATION, "vi", MOBILE, "the text", now)
    assert commit.give_up()
    with pytest.raises(GivenUpError):
        write(engine, keep, privacy, promise, now, Limits(), commit.begin)
    assert promised(engine) == 0
    kept = Commit()
    assert write(engine, keep, privacy, promise, now, Limits(), kept.begin).texted is Texted.COMING
    assert not kept.give_up()


# --- STOP


def test_nobody_who_has_sent_stop_is_texted_while_it_is_away(tmp_path: Path) -> None:
    file = tmp_path / "locked.db"
    demo = start_demo(at=MONDAY_NOON, database=sqlite_database(file))
    dial(demo).text("STOP")
    wait_for_opt_outs(demo, count=1)
    lock = sqlite3.connect(file, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    said = "\n".join(heard(dial(demo).call(Person(["1"], otherwise=NOBODY_ANSWERS))))
    assert "0 1 2 0, 2 5 0, 1 6 8" in said
    assert dial(demo).text("vn") is None
    assert texts_taken(demo.carrier, 1, seconds=1) == []
    lock.close()
    demo.close()


def test_as_long_as_nobody_knows_who_has_sent_stop_nobody_is_texted(privacy: Privacy, engine: Engine) -> None:
    recorder, clock, carrier = Recorder(engine), MovableClock(), Remembering()
    opt_outs = OptOuts()
    direct = DirectSender(carrier, opt_outs, privacy, recorder, clock)
    asked = Promise("CA1", Purpose.INFORMATION, "vi", MOBILE, "the text", clock.now())
    assert direct.send(asked, clock.now()).texted is Texted.IMPOSSIBLE
    read(engine, opt_outs.read, clock.now())
    asked = replace(asked, key="CA2", body="another")
    assert direct.send(asked, clock.now()).texted is Texted.COMING
    assert direct.send(asked, clock.now()).texted is Texted.COMING  # a request that is repeated
    assert direct.send(replace(asked, key="CA3"), clock.now()).texted is Texted.ALREADY
    keyed = replace(asked, key="CA4", purpose=Purpose.KEYED, body="a third")
    assert direct.send(keyed, clock.now()).texted is Texted.IMPOSSIBLE
    read(engine, opt_outs.read, clock.now() + timedelta(seconds=1))  # while the request waited for the database
    assert direct.send(replace(asked, key="CA6", body="a fifth"), clock.now()).texted is Texted.COMING
    late = clock.now() + timedelta(minutes=62)  # others may have kept a STOP that we have not seen
    assert direct.send(replace(asked, key="CA5", body="a fourth"), late).texted is Texted.IMPOSSIBLE
    recorder.close()
    assert carrier.bodies == ["another", "a fifth"]


def test_stop_is_not_confirmed_that_is_not_kept(locked: tuple[Demo, sqlite3.Connection]) -> None:
    assert dial(locked[0]).text("STOP") == "Sorry, that did not work. Please send it again later."
    assert "0120-250-168" in (dial(locked[0], "+818012345678").text("vn") or "")


def test_stop_that_could_not_be_kept_at_once_counts_and_is_kept_later(
    locked: tuple[Demo, sqlite3.Connection],
) -> None:
    demo, lock = locked
    wait_for_opt_outs(demo)
    dial(demo).text("STOP")
    dial(demo).call(Person(["5", "2"]))
    assert texts_taken(demo.carrier, 1, seconds=1) == []
    lock.execute("ROLLBACK")
    wait_until_up(demo.service.deadline)
    demo.service.recorder.flush()
    wait_for_opt_outs(demo, count=1)
    dial(demo).call(Person(["5", "2"]))
    assert texts_taken(demo.carrier, 1, seconds=2) == []
