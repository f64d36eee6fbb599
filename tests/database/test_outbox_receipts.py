"""What receipts change, and when a text is sent again from the second sender."""

from datetime import timedelta

from ivr.carrier import SendError
from ivr.core.text.delivery import State
from ivr.store import outbox
from ivr.store.db import write
from sentences import Sentence
from tests.support.desk import NOW, Desk


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


# --- the second sender


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
    assert desk.row().state == State.FAILED
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


def test_a_refusal_goes_once_to_the_second_sender(desk: Desk) -> None:
    desk.carrier.has_spare = True
    desk.keep()
    desk.carrier.trouble = [SendError(Sentence("From and To do not go together"), permanent=True)]
    desk.worker().deliver_one()
    desk.worker().deliver_one()
    assert desk.carrier.spared == [True]
