"""The outbox on both databases: a promise is kept once, and sent once, whatever dies in between."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.engine import Row

from ivr.carrier import SendError
from ivr.clock import MovableClock
from ivr.core.actions import Texted
from ivr.core.delivery import ATTEMPTS, next_attempt
from ivr.core.texts import Promise, Purpose
from ivr.core.writing import TextWriter
from ivr.service.delivery import LEASE, Delivery
from ivr.store import outbox
from ivr.store.outbox import State
from ivr.store.people import start_texts, stop_texts
from ivr.store.privacy import Privacy
from ivr.store.tables import outbox as table
from prompts import load_book
from schedules import Timetable, load_directory
from tests.conftest import MOBILE

NOW = datetime(2026, 11, 29, 1, 0, tzinfo=UTC)  # Sunday, ten o'clock in Japan
PROMISE = Promise("CA1:vi", Purpose.INFORMATION, "vi", MOBILE, "the text", NOW)
WRITER, TIMETABLE = TextWriter(load_book()), Timetable(load_directory())


@dataclass
class Carrier:
    """A carrier in memory. The next attempts raise ``trouble``, in order; ``takes``: and send the text even so."""

    trouble: list[SendError | None] = field(default_factory=list)
    takes: bool = False
    taken: list[tuple[str, str]] = field(default_factory=list)
    asked: int = 0

    def send(self, to: str, body: str, reference: str) -> str:
        trouble = self.trouble.pop(0) if self.trouble else None
        if trouble is None or self.takes:
            self.taken.append((to, body))
        if trouble is not None:
            raise trouble
        return f"SM{len(self.taken)}"

    def find(self, to: str, body: str, since: datetime) -> str | None:
        self.asked += 1
        return f"SM{self.taken.index((to, body)) + 1}" if (to, body) in self.taken else None


@dataclass
class Desk:
    engine: Engine
    privacy: Privacy
    carrier: Carrier
    clock: MovableClock

    def worker(self, name: str = "worker") -> Delivery:
        return Delivery(self.engine, self.privacy, self.carrier, lambda _: TIMETABLE, WRITER, self.clock, name=name)

    def keep(self, promise: Promise = PROMISE, now: datetime = NOW) -> Texted:
        return outbox.keep(self.engine, self.privacy, promise, now)

    def row(self) -> Row[tuple[object, ...]]:
        with self.engine.connect() as connection:
            return connection.execute(select(table)).one()


@pytest.fixture
def desk(engine: Engine, privacy: Privacy) -> Desk:
    return Desk(engine, privacy, Carrier(), MovableClock(NOW))


def test_a_promise_is_kept_sent_and_forgotten(desk: Desk) -> None:
    assert desk.keep() is Texted.COMING
    assert MOBILE not in str(desk.row())
    assert desk.worker().deliver_one()
    assert desk.carrier.taken == [(MOBILE, "the text")]
    row = desk.row()
    assert (row.state, row.message_sid, row.attempts) == (State.SENT, "SM1", 1)
    outbox.receipt(desk.engine, row.id, "SM1", State.DELIVERED, None)
    row = desk.row()
    assert (row.state, row.sealed_number) == (State.DELIVERED, None)
    assert not desk.worker().deliver_one()


def test_the_same_promise_again_changes_nothing(desk: Desk) -> None:
    assert [desk.keep() for _ in range(3)] == [Texted.COMING] * 3
    assert desk.row().attempts == 0


def test_the_same_text_in_another_call_waits_ten_minutes(desk: Desk) -> None:
    desk.keep()
    again = replace(PROMISE, key="CA2:vi")
    assert desk.keep(again, NOW + timedelta(minutes=9, seconds=59)) is Texted.ALREADY
    assert desk.keep(again, NOW + timedelta(minutes=10)) is Texted.COMING


def test_twenty_calls_at_once_make_one_text(desk: Desk) -> None:
    promises = [replace(PROMISE, key=f"CA{number}:vi") for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        kept = Counter(pool.map(desk.keep, promises))
    assert kept == {Texted.COMING: 1, Texted.ALREADY: 19}


def test_who_has_sent_stop_is_promised_nothing(desk: Desk) -> None:
    stop_texts(desk.engine, desk.privacy.hash(MOBILE), NOW)
    stop_texts(desk.engine, desk.privacy.hash(MOBILE), NOW)
    assert desk.keep() is Texted.IMPOSSIBLE
    start_texts(desk.engine, desk.privacy.hash(MOBILE))
    assert desk.keep() is Texted.COMING


def test_a_text_that_was_promised_before_stop_is_not_sent_after_it(desk: Desk) -> None:
    desk.keep()
    stop_texts(desk.engine, desk.privacy.hash(MOBILE), NOW)
    assert desk.worker().deliver_one()
    assert desk.carrier.taken == []
    assert (desk.row().state, desk.row().problem) == (State.FAILED, "the receiver has sent STOP")


def test_a_lease_keeps_others_away_until_it_ends(desk: Desk) -> None:
    desk.keep()
    claimed = outbox.claim(desk.engine, desk.privacy, "one", NOW, LEASE)
    assert claimed is not None
    assert outbox.claim(desk.engine, desk.privacy, "two", NOW + LEASE - timedelta(seconds=1), LEASE) is None
    taken_over = outbox.claim(desk.engine, desk.privacy, "two", NOW + LEASE, LEASE)
    assert taken_over is not None
    assert taken_over.attempted_at == NOW
    outbox.sent(desk.engine, claimed, "SM-late")  # the first worker comes back; the row is no longer its own
    assert desk.row().state == State.SENDING


def test_a_worker_that_died_after_sending_does_not_double(desk: Desk) -> None:
    desk.keep()
    outbox.claim(desk.engine, desk.privacy, "dies", NOW, LEASE)
    desk.carrier.send(MOBILE, "the text", "1")
    desk.clock.set(NOW + LEASE + timedelta(seconds=1))
    assert desk.worker().deliver_one()
    assert len(desk.carrier.taken) == 1
    assert (desk.row().state, desk.row().message_sid) == (State.SENT, "SM1")


def test_a_worker_that_died_before_sending_does_not_lose(desk: Desk) -> None:
    desk.keep()
    outbox.claim(desk.engine, desk.privacy, "dies", NOW, LEASE)
    desk.clock.set(NOW + LEASE + timedelta(seconds=1))
    assert desk.worker().deliver_one()
    assert len(desk.carrier.taken) == 1


def test_an_attempt_of_unknown_end_is_looked_up_first(desk: Desk) -> None:
    desk.keep()
    desk.carrier.trouble = [SendError("timed out", maybe_sent=True)]
    desk.carrier.takes = True
    desk.worker().deliver_one()
    assert desk.row().state == State.WAITING
    desk.clock.set(NOW + timedelta(minutes=1))
    desk.worker().deliver_one()
    assert (len(desk.carrier.taken), desk.carrier.asked) == (1, 1)
    assert desk.row().state == State.SENT


def test_a_refusal_that_may_pass_is_tried_again(desk: Desk) -> None:
    desk.keep()
    desk.carrier.trouble = [SendError("429")]
    desk.worker().deliver_one()
    assert not desk.worker().deliver_one()
    desk.clock.set(NOW + timedelta(minutes=1))
    desk.worker().deliver_one()
    assert (len(desk.carrier.taken), desk.carrier.asked) == (1, 0)


def test_a_refusal_for_good_stops_and_says_why(desk: Desk) -> None:
    desk.keep()
    desk.carrier.trouble = [SendError("the carrier refused: 400, code 21614", permanent=True)]
    desk.worker().deliver_one()
    row = desk.row()
    assert (row.state, row.sealed_number, row.problem) == (State.REFUSED, None, "the carrier refused: 400, code 21614")


def test_a_key_that_was_changed_is_said_and_loses_nothing(desk: Desk) -> None:
    desk.keep()
    other = replace(desk, privacy=Privacy("another secret of thirty-two char"))
    other.worker().deliver_one()
    assert (desk.row().state, "SECRET_KEY" in desk.row().problem) == (State.WAITING, True)
    desk.clock.set(NOW + timedelta(minutes=1))  # with the right key again
    desk.worker().deliver_one()
    assert desk.carrier.taken == [(MOBILE, "the text")]


def test_a_reminder_waits_for_the_opening_and_asks_the_schedule_again(desk: Desk) -> None:
    opens = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)  # Tuesday, eleven
    desk.keep(Promise("reminder", Purpose.REMINDER, "id", MOBILE, None, opens))
    assert not desk.worker().deliver_one()
    desk.clock.set(opens + timedelta(days=1, hours=12))  # every worker was down until Wednesday night
    desk.worker().deliver_one()
    assert desk.carrier.taken == []
    assert desk.row().due_at == datetime(2026, 12, 3, 0, 0, tzinfo=UTC)  # FRESC, Thursday at nine
    desk.clock.set(datetime(2026, 12, 3, 2, 0, tzinfo=UTC))
    desk.worker().deliver_one()
    ((_, body),) = desk.carrier.taken
    assert "OTIT 0120-250-192" in body
    assert "19.00" in body


def test_receipts_go_forward_only(desk: Desk) -> None:
    desk.keep()
    desk.worker().deliver_one()
    text_id = desk.row().id
    for state in (State.DELIVERED, State.SENT, State.FAILED):
        outbox.receipt(desk.engine, text_id, "SM1", state, None)
    outbox.receipt(desk.engine, text_id + 1, "SM-unknown", State.FAILED, None)
    assert desk.row().state == State.DELIVERED


def test_a_receipt_may_come_before_the_carriers_answer(desk: Desk) -> None:
    desk.keep()
    claimed = outbox.claim(desk.engine, desk.privacy, "worker", NOW, LEASE)
    assert claimed is not None
    outbox.receipt(desk.engine, claimed.id, "SM1", State.DELIVERED, None)
    outbox.sent(desk.engine, claimed, "SM1")
    assert (desk.row().state, desk.row().sealed_number, desk.row().message_sid) == (State.DELIVERED, None, "SM1")


def test_a_worker_that_slept_past_its_lease_does_not_send(desk: Desk) -> None:
    desk.keep()
    claimed = outbox.claim(desk.engine, desk.privacy, "sleeps", NOW, LEASE)
    assert claimed is not None
    assert not outbox.hold(desk.engine, claimed, "the text", NOW + LEASE, LEASE)
    assert outbox.hold(desk.engine, claimed, "the text", NOW + LEASE / 2, LEASE)
    assert outbox.claim(desk.engine, desk.privacy, "another", NOW + LEASE, LEASE) is None


def test_a_text_that_was_held_up_tells_what_is_true_when_it_leaves(desk: Desk) -> None:
    desk.keep(replace(PROMISE, body="OTIT: open now, until 17:00"))
    desk.clock.set(NOW + timedelta(hours=9))  # Sunday, seven in the evening
    desk.worker().deliver_one()
    ((_, body),) = desk.carrier.taken
    assert "OTIT 0120-250-168: mở lúc 11:00 ngày mai" in body


def test_who_can_not_get_texts_is_not_promised_more(desk: Desk) -> None:
    desk.keep()
    desk.carrier.trouble = [SendError("not a mobile", permanent=True)]
    desk.worker().deliver_one()
    assert desk.keep() is Texted.IMPOSSIBLE
    assert desk.keep(replace(PROMISE, key="CA2:vi"), NOW + timedelta(hours=1)) is Texted.IMPOSSIBLE
    assert desk.keep(replace(PROMISE, key="CA3:vi"), NOW + timedelta(hours=25)) is Texted.COMING


class Mistaken(Carrier):
    """A carrier whose client breaks in a way that nobody has thought of."""

    def send(self, to: str, body: str, reference: str) -> str:
        self.asked += 1
        raise LookupError("nobody has thought of this")


def test_a_mistake_of_ours_does_not_end_delivery(desk: Desk) -> None:
    mistaken = Mistaken()
    desk.keep()
    worker = replace(desk, carrier=mistaken).worker()
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    for _ in range(100):
        if mistaken.asked:
            break
        thread.join(0.05)
    assert mistaken.asked == 1
    assert thread.is_alive()
    worker.stop()
    thread.join(10)
    assert not thread.is_alive()
    assert desk.row().state == State.SENDING  # until its lease ends, when it is looked up and tried again


def test_three_workers_send_each_text_once(desk: Desk) -> None:
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


def test_attempts_spread_out_and_end() -> None:
    waits = [(next_attempt(attempt, NOW, 0.5) or NOW) - NOW for attempt in range(1, ATTEMPTS)]
    assert waits[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert waits == sorted(waits)
    assert max(waits) == timedelta(minutes=10)
    assert next_attempt(ATTEMPTS, NOW, 0.5) is None


def test_a_text_with_a_worn_out_lease_never_goes_back_in_time(desk: Desk) -> None:
    """A worker that comes back from the dead can't undo what another has finished."""
    desk.keep()
    ghost = outbox.claim(desk.engine, desk.privacy, "ghost", NOW, LEASE)
    assert ghost is not None
    desk.clock.set(NOW + LEASE + timedelta(seconds=1))
    desk.worker().deliver_one()
    outbox.postpone(desk.engine, ghost, NOW, "late", maybe_sent=True)
    outbox.fail(desk.engine, ghost, "late")
    assert desk.row().state == State.SENT


def test_times_come_back_as_they_went_in(desk: Desk) -> None:
    desk.keep()
    with desk.engine.begin() as connection:
        moment = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
        connection.execute(update(table).values(due_at=moment.astimezone()))
    assert desk.row().due_at == moment
