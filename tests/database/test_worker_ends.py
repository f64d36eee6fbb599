"""A delivery worker that is told to stop: it takes leave, and what it had in hand goes back or is looked up later."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from ivr.core.text.delivery import Message, State
from ivr.privacy import Privacy
from ivr.store import outbox
from ivr.store.db import read
from ivr.store.heartbeats import workers_alive
from tests.support.desk import NOW, PROMISE, Carrier, Desk
from tests.support.outbox_rows import OTHER
from tests.support.waiting import PATIENCE, eventually


class Hanging(Carrier):
    """A carrier that takes a text and does not answer before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def send(self, to: str, body: str, reference: str, *, spare: bool = False) -> Message:
        message = super().send(to, body, reference, spare=spare)
        assert self.go.wait(PATIENCE)
        return message


def test_a_text_that_waits_for_the_senders_turn_goes_back(desk: Desk) -> None:
    desk.keep()
    desk.keep(replace(PROMISE, key="CA2", to=OTHER))
    slow = replace(desk.worker(), rate=1 / 60)
    running = threading.Thread(target=slow.run)
    running.start()
    eventually(lambda: [row.state for row in desk.rows()] == [State.SENT, State.SENDING])
    slow.stop()
    running.join(PATIENCE)
    row = desk.rows()[1]
    assert (row.state, row.attempts, row.attempted_at, row.lease) == (State.WAITING, 0, None, None)
    assert desk.worker("other").deliver_one()
    assert [to for to, _ in desk.carrier.taken] == [PROMISE.to, OTHER]


def test_a_text_that_hangs_at_the_carrier_is_looked_up_by_another_worker(
    engine: Engine, privacy: Privacy, caplog: pytest.LogCaptureFixture
) -> None:
    carrier = Hanging()
    desk = Desk(engine, privacy, carrier)
    desk.keep()
    worker = desk.worker()
    running = threading.Thread(target=worker.run)
    running.start()
    eventually(lambda: carrier.taken)
    assert read(engine, workers_alive, NOW) == 1
    worker.leave(0.01)
    assert read(engine, workers_alive, NOW) == 0
    assert "a text is still in hand" in caplog.text
    assert len(read(engine, outbox.in_hand)) == 1
    desk.let_leases_end("other")  # the process of the first has ended
    desk.worker("other").deliver_one()
    assert (desk.row().state, len(carrier.taken)) == (State.SENT, 1)
    carrier.go.set()
    running.join(PATIENCE)
