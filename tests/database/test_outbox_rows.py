"""What each act of a worker changes in the row of a text, column by column, and that it changes no other row.

Mutation testing asked for these.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from ivr.core.text.delivery import State
from ivr.core.text.promises import Promise, Purpose
from ivr.privacy import Privacy
from ivr.store import outbox, reminders
from ivr.store.callers import STOPPED
from ivr.store.db import open_store, read, write
from ivr.store.leases import Lease, Leases
from ivr.store.tables import outbox as table
from sentences import Sentence
from tests.support.databases import PostgreSQL
from tests.support.desk import NOW, PROMISE, Desk
from tests.support.outbox_rows import (
    LATER,
    REMINDER,
    Row,
    changes,
    claim,
    desk_with_a_bystander,
    hold,
    in_hand,
    put,
    rows,
)


@pytest.fixture
def desk(engine: Engine, privacy: Privacy) -> Desk:
    return desk_with_a_bystander(engine, privacy)


# --- to take one in hand


def test_a_claim_says_who_has_it_and_counts_the_attempt(desk: Desk) -> None:
    desk.keep()
    put(desk, {"beat": 7})
    claimed: list[outbox.Claimed] = []
    changed = changes(desk, lambda: claimed.append(claim(desk)))
    assert changed == {"state": State.SENDING, "attempts": 1, "lease": claimed[0].lease, "beat": 0}


def test_a_claim_hands_over_all_that_the_worker_needs(desk: Desk) -> None:
    desk.keep()
    put(desk, {"attempted_at": NOW - timedelta(hours=1), "moved": 1, "sender": 1})
    key = desk.privacy.hash(PROMISE.key)
    claimed = claim(desk)
    assert claimed == outbox.Claimed(
        2, claimed.lease, replace(PROMISE, key=key), 1, NOW, NOW - timedelta(hours=1), moved=True, spare=True
    )
    assert claimed.reference == f"{key}-1"


def test_a_text_promised_by_a_clock_that_was_ahead_is_one_of_now(desk: Desk) -> None:
    desk.keep()
    put(desk, {"made_at": LATER})
    assert claim(desk).made_at == NOW


def test_the_text_that_has_been_due_longest_comes_first_and_of_two_the_one_made_first(desk: Desk) -> None:
    for number, minutes in ((2, 0), (3, 2), (4, 1), (5, 1)):
        desk.keep(replace(PROMISE, key=f"CA{number}", body=f"text {number}"))
        put(desk, {"due_at": NOW - timedelta(minutes=minutes)}, number)
    assert [claim(desk).id for _ in range(4)] == [3, 4, 5, 2]


@pytest.mark.parametrize(
    ("purpose", "made", "due", "taken"),
    [
        (Purpose.INFORMATION, NOW, NOW, True),
        (Purpose.INFORMATION, NOW, NOW + timedelta(seconds=1), False),
        (Purpose.INFORMATION, NOW, NOW + timedelta(hours=12), False),
        (Purpose.INFORMATION, NOW, NOW + timedelta(hours=12, seconds=1), True),
        (Purpose.INFORMATION, NOW + timedelta(seconds=1), LATER, True),
        (Purpose.REMINDER, NOW, NOW, True),
        (Purpose.REMINDER, NOW, NOW + timedelta(days=2), False),
        (Purpose.REMINDER, NOW + timedelta(seconds=1), LATER, False),
    ],
)
def test_when_a_text_is_due(desk: Desk, purpose: Purpose, made: datetime, due: datetime, taken: bool) -> None:
    """What is further off than any text is put off was written by a clock that has been set back since."""
    desk.keep()
    put(desk, {"purpose": purpose, "made_at": made, "due_at": due})
    assert (desk.worker().claim(NOW) is not None) is taken


class Meanwhile(Leases):
    """Leases of which one has ended; just after that is known, something happens."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__(0)
        self._happens = happens

    def ended(self, in_hand: Collection[Lease]) -> list[Lease]:
        ended = super().ended(in_hand)
        self._happens()
        return ended


def test_a_worker_that_says_in_the_last_moment_that_it_lives_keeps_its_text(desk: Desk) -> None:
    claimed = in_hand(desk)
    late = Meanwhile(lambda: write(desk.engine, outbox.beat, claimed))
    assert replace(desk.worker(), leases=late).claim(NOW) is None


def test_a_text_that_another_has_taken_over_in_the_last_moment_is_the_others(desk: Desk) -> None:
    claimed = in_hand(desk)
    late = Meanwhile(lambda: put(desk, {"lease": "the other's", "beat": 1}))
    assert replace(desk.worker(), leases=late).claim(NOW) is None
    assert claimed.lease != "the other's"


def test_a_text_that_was_sent_in_the_last_moment_is_not_taken_over(desk: Desk) -> None:
    in_hand(desk)
    late = Meanwhile(lambda: put(desk, {"state": State.SENT}))
    assert replace(desk.worker(), leases=late).claim(NOW) is None


# --- to send it


def test_each_beat_is_another(desk: Desk) -> None:
    claimed = in_hand(desk)
    assert changes(desk, lambda: write(desk.engine, outbox.beat, claimed)) == {"beat": 2}
    assert changes(desk, lambda: write(desk.engine, outbox.beat, claimed)) == {"beat": 3}


def test_just_before_sending_the_words_and_the_moment_are_fixed(desk: Desk) -> None:
    desk.keep()
    claimed = claim(desk)
    assert changes(desk, lambda: hold(desk, claimed)) == {
        "body": "the words",
        "beat": 1,
        "attempted_at": NOW,
    }


def test_just_before_sending_stop_ends_it(desk: Desk) -> None:
    desk.keep()
    claimed = claim(desk)
    desk.stop()
    assert changes(desk, lambda: hold(desk, claimed)) == {
        "state": State.CANCELLED,
        "problem": STOPPED,
        "ended_at": NOW,
        "sealed_number": None,
        "lease": None,
        "beat": 1,
        "body": "the words",
    }


def test_sent_is_kept_with_the_carriers_id(desk: Desk) -> None:
    claimed = in_hand(desk)
    assert changes(desk, lambda: write(desk.engine, outbox.sent, claimed, "SM1")) == {
        "state": State.SENT,
        "message_sid": "SM1",
        "problem": None,
        "lease": None,
    }


@pytest.mark.parametrize(
    ("promise", "maybe_sent", "forgotten"),
    [
        (PROMISE, True, {}),
        (PROMISE, False, {"attempted_at": None}),
        (REMINDER, True, {}),
        (REMINDER, False, {"attempted_at": None, "body": None}),
    ],
)
def test_what_is_tried_again_keeps_its_words_unless_a_reminder_was_surely_not_sent(
    desk: Desk, promise: Promise, maybe_sent: bool, forgotten: Row
) -> None:
    claimed = in_hand(desk, promise)
    assert changes(desk, lambda: write(desk.engine, outbox.postpone, claimed, LATER, "503", maybe_sent=maybe_sent)) == {
        "state": State.WAITING,
        "due_at": LATER,
        "problem": "503",
        "lease": None,
        **forgotten,
    }


def test_waiting_for_the_day_is_no_attempt(desk: Desk) -> None:
    claimed = in_hand(desk)
    assert claimed.attempts == 2
    assert changes(desk, lambda: write(desk.engine, outbox.put_off, claimed, LATER)) == {
        "state": State.WAITING,
        "due_at": LATER,
        "problem": Sentence("waits for the day"),
        "attempted_at": None,
        "attempts": 1,
        "lease": None,
    }


# --- a reminder whose line is closed after all


def test_a_reminder_that_moves_on_begins_anew_and_a_word_of_it_is_due_now(desk: Desk) -> None:
    claimed = in_hand(desk, REMINDER)
    before = rows(desk)
    write(desk.engine, outbox.move_on, claimed, LATER, NOW + timedelta(minutes=1))
    after = rows(desk)
    word = after.pop(3)
    assert {name: value for name, value in after[2].items() if value != before[2][name]} == {
        "state": State.WAITING,
        "due_at": LATER,
        "moved": 1,
        "lease": None,
        "problem": Sentence("closed after all"),
        "attempts": 0,
        "attempted_at": None,
        "body": None,
    }
    assert after[1] == before[1]
    assert {name: value for name, value in word.items() if value is not None} == {
        "id": 3,
        "promise": f"{before[2]['promise']}"[:56] + ":moved",
        "purpose": Purpose.MOVED,
        "language": "vi",
        "receiver": before[2]["receiver"],
        "number_range": before[2]["number_range"],
        "sealed_number": before[2]["sealed_number"],
        "made_at": NOW + timedelta(minutes=1),
        "due_at": NOW + timedelta(minutes=1),
        "state": State.WAITING,
        "attempts": 0,
        "moved": 0,
        "beat": 0,
        "sender": 0,
        "again": 0,
    }


def test_whose_lease_has_ended_moves_nothing_on(desk: Desk) -> None:
    claimed = in_hand(desk, REMINDER)
    stale = replace(claimed, lease="long over")
    assert changes(desk, lambda: write(desk.engine, outbox.move_on, stale, LATER, NOW)) == {}


# --- what is looked up


def test_messages_of_other_texts_and_of_their_first_senders_are_not_this_ones(desk: Desk) -> None:
    claimed = in_hand(desk)
    put(desk, {"message_sid": "SM-own"})
    put(desk, {"message_sid": "SM-other", "first_sid": "SM-first"}, 1)
    asked = ["SM-own", "SM-other", "SM-first", "SM-unknown"]
    assert read(desk.engine, outbox.of_others, claimed, asked) == {"SM-other", "SM-first"}


def test_reminders_wait_until_they_are_first_tried(desk: Desk) -> None:
    for number, state, attempts in ((2, State.WAITING, 0), (3, State.WAITING, 1), (4, State.SENDING, 0)):
        desk.keep(replace(REMINDER, key=f"CA{number}", language=f"l{number}", not_before=LATER))
        put(desk, {"state": state, "attempts": attempts}, number)
    assert read(desk.engine, reminders.waiting_reminders) == [reminders.Waiting(table, 2, "l2", NOW, LATER)]


@pytest.mark.parametrize(
    ("meanwhile", "changed"),
    [({}, {"due_at": NOW}), ({"state": State.SENDING}, {}), ({"due_at": LATER + timedelta(minutes=1)}, {})],
)
def test_a_reminder_gets_another_moment_unless_somebody_was_quicker(desk: Desk, meanwhile: Row, changed: Row) -> None:
    desk.keep(replace(REMINDER, not_before=LATER))
    (waiting,) = read(desk.engine, reminders.waiting_reminders)
    put(desk, meanwhile)
    assert changes(desk, lambda: write(desk.engine, reminders.change_due, waiting, NOW)) == changed


def test_a_text_that_another_transaction_holds_is_passed_over_on_postgresql(
    postgresql: PostgreSQL, privacy: Privacy
) -> None:
    """SQLite has one writer at a time."""
    with postgresql.database() as url:
        desk = desk_with_a_bystander(open_store(url), privacy)
        for number in (2, 3):
            desk.keep(replace(PROMISE, key=f"CA{number}", body=f"text {number}"))
        with desk.engine.begin() as other:
            other.execute(select(table).where(table.c.id == 2).with_for_update())
            assert claim(desk).id == 3
        desk.engine.dispose()
