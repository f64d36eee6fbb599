"""Which texts are promised, which are not, and what STOP cancels, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from ivr.carrier import SendError
from ivr.core.text.delivery import State
from ivr.core.text.promises import Promise, Purpose, Texted
from ivr.privacy import Privacy, recognising
from ivr.store.callers import STOPPED, stop
from ivr.store.tables import outbox as table
from sentences import Sentence
from tests.support.demo import MOBILE
from tests.support.desk import NOW, PROMISE, Desk


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


def test_times_come_back_as_they_went_in(desk: Desk) -> None:
    desk.keep()
    with desk.engine.begin() as connection:
        moment = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
        connection.execute(update(table).values(due_at=moment.astimezone()))
    assert desk.row().due_at == moment


def test_who_can_not_get_texts_is_not_promised_more(desk: Desk) -> None:
    desk.keep()
    desk.carrier.trouble = [SendError(Sentence("not a mobile"), permanent=True)]
    desk.worker().deliver_one()
    assert desk.keep() is Texted.IMPOSSIBLE
    assert desk.keep(replace(PROMISE, key="CA2:vi"), NOW + timedelta(hours=1)) is Texted.IMPOSSIBLE
    assert desk.keep(replace(PROMISE, key="CA3:vi"), NOW + timedelta(hours=25)) is Texted.COMING


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


def test_stop_holds_by_the_new_key_from_when_the_number_turns_up(desk: Desk) -> None:
    desk.stop()
    rotated = replace(desk, privacy=Privacy("a new secret of thirty-two chars.", "a secret of thirty-two characters"))
    assert rotated.keep() is Texted.IMPOSSIBLE
    assert replace(desk, privacy=Privacy("a new secret of thirty-two chars.")).keep() is Texted.IMPOSSIBLE
    rotated.start()
    assert rotated.keep() is Texted.COMING


def test_a_key_that_only_recognises_keeps_stop_and_decrypts_nothing(desk: Desk) -> None:
    desk.stop()
    old = recognising("a secret of thirty-two characters")
    privacy = Privacy("a new secret of thirty-two chars.", old)
    assert replace(desk, privacy=privacy).keep() is Texted.IMPOSSIBLE
    assert privacy.unseal(desk.privacy.seal(MOBILE)) is None
    assert recognising(old) == old


# --- STOP


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
