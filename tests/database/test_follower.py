"""How a process learns that the database has changed."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, ScalarSelect, func, select

from ivr.clock import Clock
from ivr.service.languages import Languages
from ivr.service.live import Followed, Follower, Live, Marks
from ivr.service.prompts.live import LiveBook
from ivr.service.schedule import overrides
from ivr.service.schedule.editor import ScheduleEditor
from ivr.service.schedule.live import LiveSchedule
from ivr.service.text.opt_outs import LiveOptOuts
from ivr.store.audit import Act, note
from ivr.store.callers import OptOuts, stop
from ivr.store.db import open_store, tell, write
from ivr.store.recorder import Recorder
from ivr.store.records import Chosen
from ivr.store.tables import audit, opt_outs
from ivr.store.watch import Watch, written
from tests.support.clocks import StandingClock
from tests.support.desk import PROMISE, Desk
from tests.support.recorded import ME, NOON
from tests.support.waiting import LONG, PATIENCE, eventually

CLOCK = StandingClock(NOON)
Follow = Callable[..., Follower]


@dataclass
class Counting:
    """A part that notes the values it is passed."""

    column: Any
    got: list[Marks] = field(default_factory=list)

    def marks(self) -> Sequence[ScalarSelect[Any]]:
        return [select(func.count(self.column)).scalar_subquery()]

    def follow(self, marks: Marks) -> None:
        self.got.append(marks)


@pytest.fixture
def parts() -> list[Counting]:
    return [Counting(audit.c.number), Counting(opt_outs.c.caller)]


@pytest.fixture
def follow(engine: Engine) -> Iterator[Follow]:
    """Starts the thread of a process."""
    with ExitStack() as running:

        def start(*parts: Followed, clock: Clock = CLOCK) -> Follower:
            made = Follower(engine, clock, parts, LONG)
            made.start()
            running.callback(made.stop)
            return made

        yield start


def test_each_part_gets_its_own_marks(engine: Engine, parts: list[Counting], follow: Follow) -> None:
    follow(*parts)
    write(engine, stop, [ME], NOON)
    eventually(lambda: (1,) in parts[1].got)
    for _ in range(2):
        write(engine, note, NOON, "a test", Act.EXPORTED)
    eventually(lambda: (2,) in parts[0].got)
    assert set(parts[0].got) <= {(0,), (1,), (2,)}
    assert set(parts[1].got) <= {(0,), (1,)}


def test_a_part_with_a_mistake_does_not_end_the_thread(parts: list[Counting], follow: Follow) -> None:
    class Broken(Counting):
        def follow(self, marks: Marks) -> None:
            super().follow(marks)
            raise LookupError("a mistake")

    broken = Broken(audit.c.number)
    follow(*parts, broken)
    eventually(lambda: len(broken.got) > 1)
    assert len(parts[0].got) > 1


def test_what_is_published_held_and_forgotten_is_followed(engine: Engine, aiko: ScheduleEditor, follow: Follow) -> None:
    """All parts that a process has, with a change of each made by another."""
    schedule, book, copy = LiveSchedule(engine, CLOCK, None, LONG), LiveBook(engine, LONG), OptOuts()
    languages = Languages(engine, CLOCK, LONG)
    follow(schedule, book, LiveOptOuts(engine, copy, CLOCK, LONG), languages)
    eventually(lambda: schedule.at(NOON).revision == 1)
    eventually(lambda: languages.find([ME]) == (True, None))
    overrides.hold(aiko, "otit-vi", "flu", NOON, opened=False, until=None)
    eventually(lambda: schedule.at(NOON).overrides)
    write(engine, stop, [ME], NOON)
    eventually(lambda: copy.has_one_of([ME]))
    recorder = Recorder(engine)
    recorder.note(Chosen("CA1", ME, NOON, "vi"))
    recorder.close()
    eventually(lambda: languages.find([ME]) == (True, "vi"))


@pytest.mark.parametrize(("apart", "reads"), [(0.0, 3), (3600.0, 1)])
def test_a_state_that_changes_all_the_time_is_read_now_and_then(engine: Engine, apart: float, reads: int) -> None:
    looks = []

    class Part(Live):
        def marks(self) -> Sequence[ScalarSelect[Any]]:
            return []

        def _look(self) -> None:
            looks.append(1)

    part = Part(engine, "a part", LONG, apart=apart)
    for number in range(3):
        part.follow((number,))
    assert len(looks) == reads
    assert part.is_current


def test_an_idle_worker_delivers_what_another_process_has_promised(desk: Desk, follow: Follow) -> None:
    worker = desk.worker()
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    follow(worker, clock=desk.clock)
    for each in ("first", "second"):
        desk.keep(replace(PROMISE, key=each, body=f"the {each} text"))
        write(desk.engine, tell)
        eventually(lambda: desk.carrier.taken and all(row.message_sid for row in desk.rows()))
    worker.stop()
    thread.join(PATIENCE)
    assert len(desk.carrier.taken) == 2


# --- watching

QUERY = select(func.count(audit.c.number))


@pytest.fixture
def watch(engine: Engine) -> Iterator[Watch]:
    made = Watch(engine)
    yield made
    made.close()


def is_news(watch: Watch) -> bool:
    return watch.is_news


def test_without_a_change_nothing_is_asked(engine: Engine, watch: Watch) -> None:
    assert is_news(watch)
    assert watch.ask(QUERY, {}) == (0,)
    assert not is_news(watch)
    write(engine, note, NOON, "a test", Act.EXPORTED)
    watch.wait(PATIENCE)
    assert is_news(watch)
    assert watch.ask(QUERY, {}) == (1,)
    assert not is_news(watch)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_write_of_another_process_ends_the_waiting(engine: Engine, watch: Watch) -> None:
    watch.ask(QUERY, {})
    program = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA user_version = 7').connection.commit()"
    subprocess.run([sys.executable, "-c", program, str(engine.url.database)], check=True)
    watch.wait(PATIENCE)
    assert is_news(watch)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_write_that_the_disk_has_not_yet_is_looked_for_again(engine: Engine, watch: Watch) -> None:
    """Linux tells of the write; it counts later, and nothing tells of that."""
    watch.ask(QUERY, {})
    with open(f"{engine.url.database}-wal", "r+b", buffering=0) as log:
        log.seek(0, os.SEEK_END)
        log.write(b"the beginning of a transaction")
    for _ in range(2):
        watch.wait(PATIENCE)
        assert not is_news(watch)


def test_where_nothing_tells_of_writes_the_waiting_is_as_long_as_before(tmp_path: Path) -> None:
    assert written(str(tmp_path / "none.db-wal")) is None


def test_a_change_that_is_rolled_back_is_none(engine: Engine, watch: Watch) -> None:
    watch.ask(QUERY, {})
    with engine.connect() as connection, connection.begin() as transaction:
        note(connection, NOON, "a test", Act.EXPORTED)
        transaction.rollback()
    watch.wait(0)
    assert not is_news(watch)


def test_waking_ends_the_waiting(watch: Watch) -> None:
    watch.ask(QUERY, {})
    watch.wake()
    watch.wait(PATIENCE)
    assert not is_news(watch)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_processes_tell_each_other(engine: Engine, watch: Watch) -> None:
    """As one that delivers nothing itself tells that there is a text."""
    other = Watch(engine)
    for each in (watch, other):
        each.ask(QUERY, {})
    other.tell()
    watch.wait(PATIENCE)
    assert is_news(watch)
    other.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_another_connection_is_opened_for_one_that_was_lost(engine: Engine, watch: Watch) -> None:
    watch.ask(QUERY, {})
    lost = watch.let_go()
    assert lost is not None
    write(engine, tell)
    assert is_news(watch)
    assert watch.ask(QUERY, {}) == (0,)
    lost.invalidate()
    lost.close()


def test_a_database_that_is_away_is_not_asked_without_a_pause(watch: Watch) -> None:
    watch.ask(QUERY, {})
    watch.hang_up()
    asked, pause = time.monotonic(), 0.2
    watch.wait(pause)
    assert time.monotonic() >= asked + pause
    assert is_news(watch)


def test_a_database_that_is_away_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    part = Counting(audit.c.number)
    follower = Follower(open_store("postgresql+psycopg://nobody@127.0.0.1:1/nothing"), CLOCK, [part], LONG)
    for _ in range(2):
        follower.look()
    follower.stop()
    assert part.got == []
    assert len(caplog.records) == 1
    assert "the last good state stays in use" in caplog.text
