"""A database that does not answer: how long it is waited for, and how delivery goes on."""

import gc
import socket
import threading

import pytest
from sqlalchemy import Engine, text

from ivr.clock import MovableClock
from ivr.core.text.limits import Limits
from ivr.core.text.promises import Promise, Purpose, Texted
from ivr.core.text.writer import TextWriter
from ivr.privacy import Privacy
from ivr.service.text.delivery import Delivery
from ivr.service.upkeep import Upkeep
from ivr.store.db import StoreError, open_store, write
from ivr.store.deadline import Deadline
from ivr.store.leases import Leases
from ivr.store.migrate import migrate
from ivr.store.patience import Patience
from ivr.store.promises import keep
from ivr.store.purge import Ages
from schedules import Timetable, load_directory
from tests.support.book import load_book
from tests.support.databases import PostgreSQL
from tests.support.demo import MOBILE
from tests.support.desk import Remembering
from tests.support.line import Line
from tests.support.waiting import PATIENCE


def select_one(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT 1")) or 0)


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


@pytest.mark.waits(16)
def test_delivery_goes_on_when_old_connections_fall_silent(postgresql: PostgreSQL, privacy: Privacy) -> None:
    line = Line(postgresql.url)
    engine = open_store(f"postgresql+psycopg://postgres@127.0.0.1:{line.port}/postgres")
    direct = open_store(postgresql.url)
    migrate(direct)
    clock, carrier = MovableClock(), Remembering()
    worker = Delivery(
        engine,
        privacy,
        carrier,
        lambda _: Timetable(load_directory()),
        lambda now: TextWriter(load_book()),
        clock,
        Upkeep(engine, lambda _: Timetable(load_directory()), Ages()),
        leases=Leases(2),
        patience=Patience(delivery=2.0),
    )
    assert select_one(engine) == 1
    line.fall_silent()  # the worker begins with a connection that will not answer
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    for round_ in range(2):
        promise = Promise(f"round {round_}", Purpose.INFORMATION, "vi", MOBILE, f"text {round_}", clock.now())
        assert write(direct, keep, privacy, promise, clock.now(), Limits()).texted is Texted.COMING
        worker.wake()
        assert carrier.arrived.acquire(timeout=PATIENCE), f"round {round_}"
        line.fall_silent()
    worker.stop()
    thread.join(PATIENCE)
    assert carrier.bodies == ["text 0", "text 1"]
    line.close()
    for given_up in threading.enumerate():
        if "_run" in given_up.name:
            given_up.join(PATIENCE)
    for each in (engine, direct):
        each.dispose()
    gc.collect()
