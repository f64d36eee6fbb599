"""How a text ends: what failures and receipts change in its row, and that they change no other.

Mutation testing asked for these.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from ivr.core.text.delivery import State
from ivr.core.text.promises import Texted
from ivr.privacy import Privacy
from ivr.store import outbox
from ivr.store.db import write
from sentences import Sentence
from tests.support.desk import NOW, PROMISE, Desk
from tests.support.outbox_rows import OTHER, Row, changes, claim, desk_with_a_bystander, hold, in_hand, put

THEN = NOW + timedelta(minutes=5)
DELIVERED, FAILED, REFUSED, CANCELLED = State.DELIVERED, State.FAILED, State.REFUSED, State.CANCELLED


def ended(state: State, problem: str | None, *, opted_out: bool = False) -> Row:
    """What ends a text in hand; its number is forgotten, unless somebody may send it again."""
    values: Row = {"state": state, "problem": problem, "ended_at": THEN, "lease": None}
    return values if state in (FAILED, REFUSED) and not opted_out else values | {"sealed_number": None}


def from_the_second_sender(problem: Sentence | str, first_sid: str | None = None) -> Row:
    said = Sentence("second sender used: {cause}", cause=problem)
    again = {"state": State.WAITING, "sender": 1, "due_at": THEN, "problem": said, "attempted_at": None, "lease": None}
    return again | ({"first_sid": first_sid} if first_sid else {})


@pytest.fixture
def desk(engine: Engine, privacy: Privacy) -> Desk:
    return desk_with_a_bystander(engine, privacy)


@pytest.mark.parametrize(
    ("how", "sender", "changed"),
    [
        ({}, 0, ended(FAILED, "why")),
        ({"refused": True}, 0, ended(REFUSED, "why")),
        ({"refused": True, "opted_out": True}, 0, ended(CANCELLED, "why")),
        ({"has_spare": True}, 0, ended(FAILED, "why")),
        ({"refused": True, "has_spare": True}, 0, from_the_second_sender("why")),
        ({"refused": True, "has_spare": True}, 1, ended(REFUSED, "why")),
        ({"refused": True, "opted_out": True, "has_spare": True}, 0, ended(CANCELLED, "why")),
    ],
)
def test_what_can_not_be_sent(desk: Desk, how: dict[str, bool], sender: int, changed: Row) -> None:
    desk.keep()
    put(desk, {"sender": sender})
    claimed = claim(desk)
    assert hold(desk, claimed)
    assert changes(desk, lambda: write(desk.engine, outbox.fail, desk.privacy, claimed, "why", THEN, **how)) == changed


@pytest.mark.parametrize(
    ("state", "problem", "how", "changed"),
    [
        (DELIVERED, None, {}, ended(DELIVERED, None)),
        (FAILED, "gone", {}, ended(FAILED, "gone")),
        (FAILED, "gone", {"has_spare": True}, from_the_second_sender("gone", "SM1")),
        (FAILED, None, {"has_spare": True}, from_the_second_sender(Sentence("not delivered"), "SM1")),
        (DELIVERED, None, {"has_spare": True}, ended(DELIVERED, None)),
        (FAILED, "STOP", {"has_spare": True, "opted_out": True}, ended(FAILED, "STOP", opted_out=True)),
    ],
)
def test_what_a_receipt_changes(
    desk: Desk, state: State, problem: str | None, how: dict[str, bool], changed: Row
) -> None:
    claimed = in_hand(desk)

    def tell() -> None:
        assert write(desk.engine, outbox.receipt, claimed.reference, "SM1", state, problem, THEN, **how)

    # A text that goes out again has no carrier's id; that of the first sending is kept beside.
    assert changes(desk, tell) == changed | ({} if "sender" in changed else {"message_sid": "SM1"})


def test_a_receipt_that_is_not_the_last_only_moves_it_on(desk: Desk) -> None:
    claimed = in_hand(desk)
    changed = changes(
        desk,
        lambda: write(desk.engine, outbox.receipt, claimed.reference, "SM1", State.SENT, None, THEN, has_spare=True),
    )
    assert changed == {"state": State.SENT, "lease": None, "problem": None, "message_sid": "SM1"}


def test_a_receipt_of_the_second_sender_does_not_begin_anew(desk: Desk) -> None:
    claimed = in_hand(desk)
    put(desk, {"sender": 1, "message_sid": "SM2"})
    changed = changes(
        desk, lambda: write(desk.engine, outbox.receipt, claimed.reference, "SM2", FAILED, "gone", THEN, has_spare=True)
    )
    assert changed == ended(FAILED, "gone")


def test_a_text_whose_number_is_gone_is_not_sent_again(desk: Desk) -> None:
    """It went out past the outbox, while the database was away."""
    claimed = in_hand(desk)
    put(desk, {"sealed_number": None})
    changed = changes(
        desk, lambda: write(desk.engine, outbox.receipt, claimed.reference, "SM1", FAILED, "gone", THEN, has_spare=True)
    )
    assert changed == {"state": FAILED, "problem": "gone", "ended_at": THEN, "lease": None, "message_sid": "SM1"}


@pytest.mark.parametrize("reference", ["{promise}-1", "{promise}-", "{promise}", "", "-0"])
def test_a_receipt_with_another_reference_changes_nothing_before_the_answer(desk: Desk, reference: str) -> None:
    claimed = in_hand(desk)
    put(desk, {"sender": int(reference in ("{promise}-", "{promise}"))})
    told = reference.format(promise=claimed.reference.removesuffix("-0"))
    assert changes(desk, lambda: write(desk.engine, outbox.receipt, told, "SM1", DELIVERED, None, THEN)) == {}


def test_after_the_answer_the_carriers_id_is_enough(desk: Desk) -> None:
    write(desk.engine, outbox.sent, in_hand(desk), "SM1")
    assert write(desk.engine, outbox.receipt, "of an older form", "SM1", DELIVERED, None, THEN)


def test_a_receipt_that_comes_again_changes_nothing(desk: Desk) -> None:
    claimed = in_hand(desk)
    assert write(desk.engine, outbox.receipt, claimed.reference, "SM1", FAILED, "gone", THEN)
    for state in State:
        assert not write(desk.engine, outbox.receipt, claimed.reference, "SM1", state, "again", NOW)


def test_stop_in_a_receipt_of_a_text_without_receiver_stops_nobody(desk: Desk) -> None:
    """Its receiver was purged."""
    claimed = in_hand(desk)
    put(desk, {"receiver": None})
    assert write(desk.engine, outbox.receipt, claimed.reference, "SM1", FAILED, "STOP", THEN, opted_out=True)
    assert desk.keep(replace(PROMISE, key="CA2", to=OTHER)) is Texted.COMING
