"""The outbox on both databases: a promise is kept once, and sent once, whatever dies in between."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from ivr.carrier import SendError
from ivr.clock import MovableClock
from ivr.core.text.delivery import ATTEMPTS, Breaker, Message, State, next_attempt, ours
from ivr.core.text.limits import Limits
from ivr.core.text.promises import Promise, Purpose, Texted
from ivr.privacy import Privacy
from ivr.service.text.delivery import LEASE
from ivr.store import outbox
from ivr.store.callers import STOPPED, stop
from ivr.store.db import write
from ivr.store.tables import outbox as table
from ivr.store.turns import reserve, take_turn
from sentences import Sentence
from tests.support.demo import MOBILE
from tests.support.desk import NOW, PROMISE, Carrier, Desk
from tests.support.people import join_background_work


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
    assert desk.receipt(State.DELIVERED)
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
    desk.stop()
    desk.stop()
    assert desk.keep() is Texted.IMPOSSIBLE
    desk.start()
    assert desk.keep() is Texted.COMING


def test_stop_cancels_what_waits_and_start_does_not_revive_it(desk: Desk) -> None:
    desk.keep()
    desk.keep(Promise("reminder", Purpose.REMINDER, "vi", MOBILE, None, NOW))
    desk.stop()
    desk.start()
    assert not desk.worker().deliver_one()
    assert {(row.state, row.sealed_number, row.problem) for row in desk.rows()} == {(State.CANCELLED, None, STOPPED)}


def test_a_text_in_hand_is_not_sent_after_stop(desk: Desk) -> None:
    desk.keep()
    claimed = desk.claim()
    desk.stop()
    assert not desk.hold(claimed)
    assert (desk.row().state, desk.row().sealed_number) == (State.CANCELLED, None)


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


def test_an_attempt_of_unknown_end_is_looked_up_first(desk: Desk) -> None:
    desk.keep()
    desk.carrier.trouble = [SendError(Sentence("timed out"), maybe_sent=True)]
    desk.carrier.takes = True
    desk.worker().deliver_one()
    assert desk.row().state == State.WAITING
    desk.clock.set(NOW + timedelta(minutes=1))
    desk.worker().deliver_one()
    assert (len(desk.carrier.taken), desk.carrier.asked) == (1, 1)
    assert desk.row().state == State.SENT


def test_a_refusal_that_may_pass_is_tried_again(desk: Desk) -> None:
    desk.keep()
    desk.carrier.trouble = [SendError(Sentence("429"))]
    desk.worker().deliver_one()
    assert not desk.worker().deliver_one()
    desk.clock.set(NOW + timedelta(minutes=1))
    desk.worker().deliver_one()
    assert (len(desk.carrier.taken), desk.carrier.asked) == (1, 0)


def test_a_refusal_for_good_stops_and_says_why(desk: Desk) -> None:
    desk.keep()
    desk.carrier.trouble = [SendError(Sentence("the carrier refused: 400, code 21614"), permanent=True)]
    desk.worker().deliver_one()
    row = desk.row()
    assert (row.state, row.sealed_number) == (State.REFUSED, None)
    assert str(row.problem) == "the carrier refused: 400, code 21614"


def test_a_key_that_was_changed_is_said_and_loses_nothing(desk: Desk) -> None:
    desk.keep()
    other = replace(desk, privacy=Privacy("another secret of thirty-two char"))
    other.worker().deliver_one()
    assert (desk.row().state, "SECRET_KEY" in str(desk.row().problem)) == (State.WAITING, True)
    desk.clock.set(NOW + timedelta(minutes=1))  # with the right key again
    desk.worker().deliver_one()
    assert desk.carrier.taken == [(MOBILE, "the text")]


def test_receipts_go_forward_only(desk: Desk) -> None:
    desk.keep()
    desk.worker().deliver_one()
    changed = [
        desk.receipt(state) for state in (State.SENT, State.DELIVERED, State.DELIVERED, State.SENT, State.FAILED)
    ]
    assert changed == [False, True, False, False, False]
    assert not write(desk.engine, outbox.receipt, "0" * 64 + "-0", "SM-unknown", State.FAILED, None, NOW)
    assert desk.row().state == State.DELIVERED


def test_a_receipt_of_another_message_changes_nothing(desk: Desk) -> None:
    """As from a database that was restored: the carrier still tells of texts that this one never sent."""
    desk.keep()
    desk.worker().deliver_one()
    assert not desk.receipt(State.FAILED, "SM-of-another")
    assert desk.row().state == State.SENT


def test_a_receipt_may_come_before_the_carriers_answer(desk: Desk) -> None:
    desk.keep()
    claimed = desk.claim()
    desk.receipt(State.DELIVERED)
    write(desk.engine, outbox.sent, claimed, "SM1")
    assert (desk.row().state, desk.row().sealed_number, desk.row().message_sid) == (State.DELIVERED, None, "SM1")


def test_a_worker_that_slept_past_its_lease_does_not_send(desk: Desk) -> None:
    desk.keep()
    asleep = desk.claim("sleeps")
    desk.let_leases_end()
    desk.claim("worker")
    assert not desk.hold(asleep)


def test_a_text_that_was_held_up_tells_what_is_true_when_it_leaves(desk: Desk) -> None:
    desk.keep(replace(PROMISE, body="OTIT: open now, until 17:00"))
    desk.clock.set(NOW + timedelta(hours=9))  # Sunday, seven in the evening
    desk.worker().deliver_one()
    ((_, body),) = desk.carrier.taken
    assert "OTIT 0120-250-168: mở lúc 11:00 ngày mai" in body


def test_who_can_not_get_texts_is_not_promised_more(desk: Desk) -> None:
    desk.keep()
    desk.carrier.trouble = [SendError(Sentence("not a mobile"), permanent=True)]
    desk.worker().deliver_one()
    assert desk.keep() is Texted.IMPOSSIBLE
    assert desk.keep(replace(PROMISE, key="CA2:vi"), NOW + timedelta(hours=1)) is Texted.IMPOSSIBLE
    assert desk.keep(replace(PROMISE, key="CA3:vi"), NOW + timedelta(hours=25)) is Texted.COMING


class Mistaken(Carrier):
    """A carrier whose client breaks in a way that nobody has thought of."""

    def send(self, to: str, body: str, reference: str, *, spare: bool = False) -> Message:
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
    join_background_work()
    assert desk.row().state == State.WAITING
    assert str(desk.row().problem) == "internal error: LookupError"


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


def test_attempts_spread_out_and_end() -> None:
    waits = [(next_attempt(attempt, NOW, 0.5) or NOW) - NOW for attempt in range(1, ATTEMPTS)]
    assert waits[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert waits == sorted(waits)
    assert max(waits) == timedelta(minutes=10)
    assert next_attempt(ATTEMPTS, NOW, 0.5) is None


def test_a_text_with_a_worn_out_lease_never_goes_back_in_time(desk: Desk) -> None:
    """A worker that comes back from the dead can't undo what another has finished."""
    desk.keep()
    ghost = desk.claim("ghost")
    desk.let_leases_end()
    desk.worker().deliver_one()
    write(desk.engine, outbox.postpone, ghost, NOW, "late", maybe_sent=True)
    write(desk.engine, outbox.fail, desk.privacy, ghost, "late", NOW)
    assert desk.row().state == State.SENT


def test_times_come_back_as_they_went_in(desk: Desk) -> None:
    desk.keep()
    with desk.engine.begin() as connection:
        moment = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
        connection.execute(update(table).values(due_at=moment.astimezone()))
    assert desk.row().due_at == moment


def test_what_one_sender_could_not_deliver_goes_once_from_the_second(desk: Desk) -> None:
    desk.carrier.has_spare = True
    desk.keep()
    desk.worker().deliver_one()
    first = desk.row().promise
    assert desk.receipt(State.FAILED, has_spare=True)
    assert (desk.row().state, desk.row().sender) == (State.WAITING, 1)
    late = f"{first}-0"
    assert not write(desk.engine, outbox.receipt, late, "SM1", State.FAILED, None, NOW, has_spare=True)
    desk.worker().deliver_one()
    assert desk.carrier.spared == [False, True]
    assert (desk.row().state, desk.row().message_sid) == (State.SENT, "SM2")
    assert desk.receipt(State.FAILED, "SM2", has_spare=True)
    assert (desk.row().state, desk.row().sealed_number) == (State.FAILED, None)
    assert not desk.worker().deliver_one()


def test_the_first_senders_message_is_not_taken_for_the_seconds(desk: Desk) -> None:
    desk.carrier.has_spare = True
    desk.keep()
    desk.worker().deliver_one()
    assert desk.receipt(State.FAILED, has_spare=True)
    desk.carrier.trouble = [SendError(Sentence("503"), maybe_sent=True)]
    desk.worker().deliver_one()
    desk.clock.set(NOW + timedelta(minutes=1))
    desk.worker().deliver_one()
    assert desk.carrier.spared == [False, True]
    assert desk.row().message_sid == "SM2"


def test_a_clock_that_was_ahead_does_not_hold_a_text_up(desk: Desk) -> None:
    desk.keep()
    desk.carrier.trouble = [SendError(Sentence("429"))]
    desk.clock.set(NOW + timedelta(days=30))
    desk.worker().deliver_one()
    desk.clock.set(NOW)
    assert desk.worker().deliver_one()
    assert len(desk.carrier.taken) == 1


def test_a_text_that_we_can_not_handle_does_not_hold_up_the_others(desk: Desk) -> None:
    desk.carrier = Mistaken()
    desk.keep()
    claims = 0
    while desk.row().state == State.WAITING and claims < 2 * ATTEMPTS:
        desk.clock.set(desk.row().due_at)
        assert desk.worker().deliver_one()
        claims += 1
    assert desk.row().state == State.FAILED
    assert ATTEMPTS <= claims <= ATTEMPTS + 2  # a night comes in between


def test_a_refusal_goes_once_to_the_second_sender(desk: Desk) -> None:
    desk.carrier.has_spare = True
    desk.keep()
    desk.carrier.trouble = [SendError(Sentence("From and To do not go together"), permanent=True)]
    desk.worker().deliver_one()
    desk.worker().deliver_one()
    assert desk.carrier.spared == [True]


def test_stop_that_only_the_carrier_knows_is_kept_by_us_too(desk: Desk) -> None:
    desk.carrier.has_spare = True  # the second sender is no way around it
    desk.keep()
    desk.keep(Promise("reminder", Purpose.REMINDER, "vi", MOBILE, None, NOW + timedelta(days=1)))
    desk.carrier.trouble = [SendError(Sentence("code 21610"), permanent=True, opted_out=True)]
    desk.worker().deliver_one()
    assert {row.state for row in desk.rows()} == {State.CANCELLED}
    assert desk.keep(replace(PROMISE, key="CA2")) is Texted.IMPOSSIBLE
    desk.start()
    assert desk.keep(replace(PROMISE, key="CA3")) is Texted.COMING


def test_stop_that_a_receipt_tells_is_kept(desk: Desk) -> None:
    desk.keep()
    desk.worker().deliver_one()
    assert desk.receipt(State.FAILED, opted_out=True)
    assert desk.keep(replace(PROMISE, key="CA2")) is Texted.IMPOSSIBLE


def test_after_a_change_of_the_key_everything_old_still_holds(desk: Desk) -> None:
    """What waits is sent, STOP is honoured, a reminder is not promised again."""
    opens = NOW + timedelta(days=1)
    desk.keep()
    desk.keep(Promise("reminder 1", Purpose.REMINDER, "vi", MOBILE, None, opens))
    with desk.engine.begin() as connection:
        stop(connection, desk.privacy.hashes("+818012345678"), NOW)
    rotated = replace(desk, privacy=Privacy("a new secret of thirty-two chars.", "a secret of thirty-two characters"))
    assert rotated.worker().deliver_one()
    assert rotated.carrier.taken == [(MOBILE, "the text")]
    assert rotated.keep(replace(PROMISE, key="CA2", to="+818012345678")) is Texted.IMPOSSIBLE
    assert rotated.keep(Promise("reminder 2", Purpose.REMINDER, "vi", MOBILE, None, opens)) is Texted.COMING
    assert len(rotated.rows()) == 2
    rotated.stop()
    assert [row.state for row in rotated.rows()] == [State.SENT, State.CANCELLED]


def test_a_carrier_that_fails_is_left_alone_and_uses_up_no_attempts(desk: Desk) -> None:
    desk.limits = Limits(per_number=100)
    for number in range(9):
        desk.keep(replace(PROMISE, key=f"CA{number}", body=f"text {number}"))
    desk.carrier.trouble = [SendError(Sentence("503"), maybe_sent=True)] * 9
    worker = desk.worker()
    while worker.deliver_one():
        pass
    assert len(desk.carrier.trouble) == 9 - Breaker.FAILURES
    assert [row.attempts for row in desk.rows()] == [1] * 5 + [0] * 4


def test_a_rest_grows_and_ends_with_one_trial() -> None:
    breaker = Breaker()
    rests = [breaker.failed(0, 0.5) for _ in range(14)]
    assert rests[:5] == [0, 0, 0, 0, 5]
    assert rests[5:8] == [10, 20, 40]
    assert max(rests) == 300
    assert breaker.rests(299) == 1
    assert breaker.rests(300) == 0
    breaker.succeeded()
    assert breaker.failed(300, 0.5) == 0


def test_senders_keep_to_their_rate_together(desk: Desk) -> None:
    waits = [write(desk.engine, reserve, "sender 0", timedelta(seconds=3), NOW).total_seconds() for _ in range(4)]
    assert waits == [0, 3, 6, 9]
    assert write(desk.engine, reserve, "sender 1", timedelta(seconds=3), NOW) == timedelta()
    assert write(desk.engine, reserve, "sender 0", timedelta(seconds=3), NOW - timedelta(hours=1)) == timedelta()


def test_somebody_takes_each_turn(desk: Desk) -> None:
    day = timedelta(days=1)
    turns = [write(desk.engine, take_turn, "purge", day, NOW + day * part / 4) for part in range(9)]
    assert turns == [True, False, False, False, True, False, False, False, True]


def test_a_turn_from_before_the_clock_was_set_back_does_not_count(desk: Desk) -> None:
    minute = timedelta(minutes=1)
    taken = [NOW, NOW - 4 * minute, NOW - 6 * minute, NOW - 6 * minute]
    assert [write(desk.engine, take_turn, "reminders", minute, now) for now in taken] == [True, False, True, False]


@pytest.mark.parametrize(
    ("sid", "body", "minutes", "found"),
    [
        ("SM1", "the text", 0, True),
        ("SM1", "Sent from your trial account - the text", 0, True),
        ("SM1", "another text", 0, False),
        ("SM1", "", 0, False),
        ("SM1", "the text", -119, True),  # our clock was an hour ahead, and more
        ("SM1", "the text", -121, False),
        ("SM-of-another", "the text", 0, False),
    ],
)
def test_which_message_of_the_carriers_is_ours(sid: str, body: str, minutes: int, found: bool) -> None:
    message = Message(sid, body, State.SENT, NOW + timedelta(minutes=minutes))
    assert (ours([message], "the text", NOW, {"SM-of-another"}) is message) is found
