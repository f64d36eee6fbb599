"""The database hangs or is gone: calls go on, nothing is promised that can't be kept, and it is found again."""

import gc
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, text

from ivr.clock import MovableClock, parse_moment
from ivr.core.text.delivery import Message, State
from ivr.core.text.limits import Limits
from ivr.core.text.promises import Promise, Purpose, Texted
from ivr.core.text.writer import TextWriter
from ivr.demo import NUMBER, TOKEN, Demo, start_demo
from ivr.phone.handset import Handset
from ivr.privacy import Privacy
from ivr.service.text.delivery import Delivery
from ivr.service.text.direct import Direct
from ivr.service.upkeep import Upkeep
from ivr.store.callers import OptOuts
from ivr.store.calls import CallEnd, StepRow
from ivr.store.db import StoreError, open_store, read, write
from ivr.store.deadline import Commit, Deadline
from ivr.store.leases import Leases
from ivr.store.migrate import HEAD, migrate
from ivr.store.patience import Patience
from ivr.store.promises import GivenUpError, keep
from ivr.store.purge import Ages
from ivr.store.recorder import Chosen, Recorder
from ivr.store.tables import call_steps, metadata
from schedules import Timetable, load_directory
from sentences import Sentence
from tests.support.book import load_book
from tests.support.databases import PostgreSQL, sqlite_database
from tests.support.demo import MOBILE
from tests.support.people import NOBODY_ANSWERS, Person, heard, promised, rang
from tests.support.waiting import texts_taken

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
    (text_sent,) = texts_taken(demo.carrier, 2, seconds=1)
    assert (text_sent.to, "0120-250-168" in text_sent.body) == (MOBILE, True)
    lock.execute("ROLLBACK")
    wait_until_up(demo.service.deadline)
    demo.service.recorder.flush()
    with demo.service.engine.connect() as connection:
        (row,) = connection.execute(text("SELECT state, message_sid, sealed_number FROM outbox")).all()
    assert (row.message_sid, row.sealed_number) == (text_sent.sid, None)
    assert len(texts_taken(demo.carrier, 2, seconds=3)) == 1


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


def wait_for_opt_outs(demo: Demo, count: int = 0) -> None:
    """Until the process knows who has sent STOP."""
    for _ in range(100):
        if demo.service.opt_outs.read_at is not None and len(demo.service.opt_outs) == count:
            return
        threading.Event().wait(0.1)
    raise AssertionError("opt-outs are not read")


def test_as_long_as_nobody_knows_who_has_sent_stop_nobody_is_texted(privacy: Privacy, engine: Engine) -> None:
    recorder, clock, carrier = Recorder(engine), MovableClock(), Remembering()
    opt_outs = OptOuts()
    direct = Direct(engine, carrier, opt_outs, privacy, recorder, clock)
    asked = Promise("CA1", Purpose.INFORMATION, "vi", MOBILE, "the text", clock.now())
    assert direct.send(asked, clock.now()).texted is Texted.IMPOSSIBLE
    read(engine, opt_outs.read, clock.now())
    asked = replace(asked, key="CA2", body="another")
    assert direct.send(asked, clock.now()).texted is Texted.COMING
    assert direct.send(asked, clock.now()).texted is Texted.COMING  # a request that is repeated
    assert direct.send(replace(asked, key="CA3"), clock.now()).texted is Texted.ALREADY
    keyed = replace(asked, key="CA4", purpose=Purpose.KEYED, body="a third")
    assert direct.send(keyed, clock.now()).texted is Texted.IMPOSSIBLE
    late = clock.now() + timedelta(minutes=61)  # others may have kept a STOP that we have not seen
    assert direct.send(replace(asked, key="CA5", body="a fourth"), late).texted is Texted.IMPOSSIBLE
    recorder.close()
    assert carrier.bodies == ["another"]


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


@pytest.mark.long
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
    (arrived,) = texts_taken(demo.carrier, 1, seconds=40)
    assert arrived.to == MOBILE
    wait_until_up(demo.service.deadline)
    demo.close()


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
    assert len(texts_taken(demo.carrier, 1, seconds=10)) >= 1
    demo.service.recorder.flush()
    with demo.service.engine.connect() as connection:
        places = connection.execute(text("SELECT place FROM call_steps")).scalars().all()
    assert places.count("ring") == 2  # what happened meanwhile is recorded after all


def wait_until_up(deadline: Deadline) -> None:
    waiting = threading.Event()
    for _ in range(100):
        if not deadline.down:
            return
        waiting.wait(0.1)
    raise AssertionError("the database was not found again")


def test_a_database_that_accepts_and_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        engine = open_store(f"postgresql+psycopg://user@127.0.0.1:{port}/db")
        deadline = Deadline(engine, Patience(step=0.3))
        assert deadline.ask(lambda: select_one(engine), otherwise=-1) == -1
        assert deadline.down
        assert deadline.ask(lambda: 7, otherwise=-1) == -1  # nobody else asks
        with pytest.raises(StoreError, match="the database does not answer"):
            migrate(engine)


def test_a_mistake_of_our_own_is_not_taken_for_the_databases(engine: Engine) -> None:
    def mistaken() -> int:
        raise LookupError("ours")

    deadline = Deadline(engine)
    with pytest.raises(LookupError):
        deadline.ask(mistaken, otherwise=0)
    assert not deadline.down


def test_a_database_that_answers_is_listened_to(engine: Engine) -> None:
    assert Deadline(engine).ask(lambda: select_one(engine), otherwise=-1) == 1


def select_one(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT 1")) or 0)


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


def test_a_record_that_can_not_be_written_does_not_hold_up_the_others(engine: Engine) -> None:
    now = datetime(2026, 11, 29, tzinfo=UTC)
    recorder = Recorder(engine)
    recorder.note(
        StepRow(
            sid="CA1",
            step=0,
            at=now,
            caller="c" * 64,
            phone="Japanese mobile",
            place="ring",
            language="",
            key="",
            because=(Sentence("the caller asked for the notices"),),
        )
    )
    recorder.flush()
    recorder.note(
        StepRow(sid="CA2", step=None, at=now, caller=None, phone="x", place="ring", language="", key="", because=())  # type: ignore[arg-type]
    )
    recorder.flush()
    recorder.note(
        StepRow(
            sid="CA1",
            step=1,
            at=now,
            caller="c" * 64,
            phone="Japanese mobile",
            place="menu",
            language="",
            key="1",
            because=(),
        )
    )
    recorder.note(Chosen("c" * 64, now, "vi"))
    recorder.note(CallEnd("CA1", now, "completed"))
    recorder.close()
    with engine.connect() as connection:
        assert connection.execute(
            text("SELECT step FROM call_steps WHERE sid = 'CA1' ORDER BY step")
        ).scalars().all() == [0, 1]
        assert connection.scalar(text("SELECT language FROM callers")) == "vi"
        assert connection.scalar(text("SELECT status FROM calls")) == "completed"


def test_a_repeated_step_is_recorded_once(engine: Engine) -> None:
    recorder = Recorder(engine)
    for _ in range(3):
        recorder.note(
            StepRow(
                sid="CA1",
                step=4,
                at=datetime(2026, 11, 29, tzinfo=UTC),
                caller=None,
                phone="x",
                place="rest",
                language="vi",
                key="",
                because=(),
            )
        )
    recorder.close()
    with engine.connect() as connection:
        assert len(connection.execute(call_steps.select()).all()) == 1


class Switchable:
    """A line to a PostgreSQL server whose connections can be made to fall silent for ever; new ones work."""

    def __init__(self, server: str) -> None:
        (folder,) = parse_qs(urlsplit(server).query)["host"]
        self._socket = next(path for path in Path(folder).glob(".s.PGSQL.*") if path.suffix != ".lock")
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._silent: list[threading.Event] = []
        self._sockets = [self._listening]
        threading.Thread(target=self._accept, daemon=True).start()

    def fall_silent(self) -> None:
        for silent in self._silent:
            silent.set()

    def close(self) -> None:
        for each in self._sockets:
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            self._sockets += [near, far]
            far.connect(str(self._socket))
            silent = threading.Event()
            self._silent.append(silent)
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(source, sink, silent), daemon=True).start()

    @staticmethod
    def _carry(source: socket.socket, sink: socket.socket, silent: threading.Event) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if silent.is_set():
                    threading.Event().wait()  # no answer, no farewell
                sink.sendall(data)
            sink.close()


@pytest.mark.long
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of connections given up for dead
def test_delivery_goes_on_when_old_connections_fall_silent(postgresql: PostgreSQL, privacy: Privacy) -> None:
    line = Switchable(postgresql.url)
    engine = open_store(f"postgresql+psycopg://postgres@127.0.0.1:{line.port}/postgres")
    direct = open_store(postgresql.url)
    migrate(direct)
    clock, carrier = MovableClock(), Remembering()
    worker = Delivery(
        engine,
        privacy,
        carrier,
        lambda _: Timetable(load_directory()),
        lambda: TextWriter(load_book()),
        clock,
        Upkeep(engine, lambda _: Timetable(load_directory()), Ages()),
        leases=Leases(2),
    )
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    for round_ in range(2):
        promise = Promise(f"round {round_}", Purpose.INFORMATION, "vi", MOBILE, f"text {round_}", clock.now())
        assert write(direct, keep, privacy, promise, clock.now(), Limits()).texted is Texted.COMING
        worker.wake()
        assert carrier.arrived.acquire(timeout=30), f"round {round_}"
        line.fall_silent()
    worker.stop()
    thread.join(10)
    assert carrier.bodies == ["text 0", "text 1"]
    line.close()
    for given_up in threading.enumerate():
        if "_run" in given_up.name:
            given_up.join(5)
    for each in (engine, direct):
        each.dispose()
    gc.collect()


class Remembering:
    """A carrier that takes everything."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.arrived = threading.Semaphore(0)

    has_spare = False

    def send(self, to: str, body: str, reference: str, *, spare: bool = False) -> Message:
        self.bodies.append(body)
        self.arrived.release()
        return self.sent_to(to)[-1]

    def sent_to(self, to: str) -> list[Message]:
        return [Message(f"SM{number}", body, State.SENT, None) for number, body in enumerate(self.bodies)]
