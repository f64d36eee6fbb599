"""Attempts that fail: which are repeated, when, and what happens to the other texts meanwhile."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.carrier import SendError
from ivr.core.text.delivery import ATTEMPTS, Breaker, Message, State, next_attempt, ours
from ivr.core.text.limits import Limits
from ivr.privacy import Privacy
from ivr.store.carrier import refusing
from ivr.store.db import read
from sentences import Sentence
from tests.support.demo import MOBILE
from tests.support.desk import NOW, PROMISE, Carrier, Desk
from tests.support.people import join_background_work
from tests.support.waiting import PATIENCE, eventually


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
    assert row.state == State.REFUSED
    assert str(row.problem) == "the carrier refused: 400, code 21614"


def test_that_the_carrier_refuses_us_is_stored_until_it_takes_a_text(desk: Desk) -> None:
    desk.keep()
    desk.carrier.trouble = [SendError(Sentence("401"), of_us=True), SendError(Sentence("403"), of_us=True)]
    for minutes, said in ((0, "401"), (1, "403")):
        desk.clock.set(NOW + timedelta(minutes=minutes))
        desk.worker().deliver_one()
        found = read(desk.engine, refusing)
        assert found
        assert (str(found.problem), found.since - NOW < timedelta(seconds=30)) == (said, True)
    desk.clock.set(NOW + timedelta(minutes=5))
    desk.worker().deliver_one()
    assert (desk.row().state, read(desk.engine, refusing)) == (State.SENT, None)


@pytest.mark.parametrize(
    "trouble",
    [
        SendError(Sentence("429")),
        SendError(Sentence("503"), maybe_sent=True),
        SendError(Sentence("21614"), permanent=True),
    ],
)
def test_other_trouble_says_nothing_of_us(desk: Desk, trouble: SendError) -> None:
    desk.keep()
    desk.carrier.trouble = [trouble]
    desk.worker().deliver_one()
    assert read(desk.engine, refusing) is None


def test_a_key_that_was_changed_is_said_and_loses_nothing(desk: Desk) -> None:
    desk.keep()
    other = replace(desk, privacy=Privacy("another secret of thirty-two char"))
    other.worker().deliver_one()
    assert (desk.row().state, "SECRET_KEY" in str(desk.row().problem)) == (State.WAITING, True)
    desk.clock.set(NOW + timedelta(minutes=1))  # with the right key again
    desk.worker().deliver_one()
    assert desk.carrier.taken == [(MOBILE, "the text")]


def test_a_text_that_was_held_up_tells_what_is_true_when_it_leaves(desk: Desk) -> None:
    desk.keep(replace(PROMISE, body="OTIT: open now, until 17:00"))
    desk.clock.set(NOW + timedelta(hours=9))  # Sunday, seven in the evening
    desk.worker().deliver_one()
    ((_, body),) = desk.carrier.taken
    assert "OTIT 0120-250-168: mở lúc 11:00 ngày mai" in body


def test_attempts_spread_out_and_end() -> None:
    waits = [(next_attempt(attempt, NOW, 0.5) or NOW) - NOW for attempt in range(1, ATTEMPTS)]
    assert waits[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert waits == sorted(waits)
    assert max(waits) == timedelta(minutes=10)
    assert next_attempt(ATTEMPTS, NOW, 0.5) is None


def test_a_clock_that_was_ahead_does_not_hold_a_text_up(desk: Desk) -> None:
    desk.keep()
    desk.carrier.trouble = [SendError(Sentence("429"))]
    desk.clock.set(NOW + timedelta(days=30))
    desk.worker().deliver_one()
    desk.clock.set(NOW)
    assert desk.worker().deliver_one()
    assert len(desk.carrier.taken) == 1


# --- mistakes of ours


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
    eventually(lambda: mistaken.asked)
    assert mistaken.asked == 1
    assert thread.is_alive()
    worker.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    join_background_work()
    assert desk.row().state == State.WAITING
    assert str(desk.row().problem) == "internal error: LookupError"


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


# --- a carrier that fails


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
