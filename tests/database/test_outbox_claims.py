"""Several workers claim texts: each text is sent once, also when a worker dies or sleeps."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from ivr.core.text.delivery import State
from ivr.core.text.limits import Limits
from ivr.service.text.delivery import LEASE
from ivr.store import outbox
from ivr.store.db import write
from tests.support.demo import MOBILE
from tests.support.desk import NOW, PROMISE, Desk


def test_a_lease_keeps_others_away_until_it_ends(desk: Desk) -> None:
    desk.keep()
    claimed = desk.claim("one")
    assert desk.hold(claimed)
    assert desk.claim_if_any("two") is None
    desk.seconds += LEASE - 1
    write(desk.engine, outbox.beat, claimed)
    assert desk.claim_if_any("two") is None
    desk.seconds += LEASE - 1
    assert desk.claim_if_any("two") is None
    desk.seconds += 1
    taken_over = desk.claim("two")
    assert taken_over.attempted_at is not None
    write(desk.engine, outbox.sent, claimed, "SM-late")  # the first worker comes back; the row is no longer its own
    assert desk.row().state == State.SENDING


def test_a_clock_that_is_set_ends_no_lease(desk: Desk) -> None:
    desk.keep()
    desk.hold(desk.claim("one"))
    for hours in (1, 0, -1, 48):
        desk.clock.set(NOW + timedelta(hours=hours))
        assert desk.claim_if_any("two") is None


def test_a_worker_that_died_after_sending_does_not_double(desk: Desk) -> None:
    desk.keep()
    desk.hold(desk.claim())
    desk.carrier.send(MOBILE, "the text", "1")
    desk.let_leases_end()
    assert desk.worker().deliver_one()
    assert len(desk.carrier.taken) == 1
    assert (desk.row().state, desk.row().message_sid) == (State.SENT, "SM1")


def test_a_worker_that_died_before_sending_does_not_lose(desk: Desk) -> None:
    desk.keep()
    desk.claim()
    desk.let_leases_end()
    assert desk.worker().deliver_one()
    assert len(desk.carrier.taken) == 1


def test_a_worker_that_slept_past_its_lease_does_not_send(desk: Desk) -> None:
    desk.keep()
    asleep = desk.claim("sleeps")
    desk.let_leases_end()
    desk.claim("worker")
    assert not desk.hold(asleep)


def test_a_text_with_a_worn_out_lease_never_goes_back_in_time(desk: Desk) -> None:
    """A worker that comes back from the dead can't undo what another has finished."""
    desk.keep()
    ghost = desk.claim("ghost")
    desk.let_leases_end()
    desk.worker().deliver_one()
    write(desk.engine, outbox.postpone, ghost, NOW, "late", maybe_sent=True)
    write(desk.engine, outbox.fail, desk.privacy, ghost, "late", NOW)
    assert desk.row().state == State.SENT


def test_three_workers_send_each_text_once(desk: Desk) -> None:
    desk.limits = Limits(per_number=1000, per_range=1000)
    for number in range(60):
        desk.keep(replace(PROMISE, key=f"CA{number}", body=f"text {number}"))

    def drain(name: str) -> None:
        worker = desk.worker(name)
        while worker.deliver_one():
            pass

    threads = [threading.Thread(target=drain, args=(name,)) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(body for _, body in desk.carrier.taken) == {f"text {number}": 1 for number in range(60)}
