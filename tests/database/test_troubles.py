"""Texts in trouble: sent again once, never against somebody's will, and taken off the list."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from ivr.carrier import SendError
from ivr.core.text.delivery import State
from ivr.privacy import Privacy
from ivr.store import outbox
from ivr.store.audit import latest
from ivr.store.db import read, write
from ivr.store.metrics import count_in_trouble
from ivr.store.search import TextFilter, texts_page
from ivr.store.troubles import Again, see, send_again
from ivr.store.waiting import started
from sentences import Sentence
from tests.support.desk import NOW, Desk
from tests.support.outbox_rows import REMINDER, put
from tests.support.waiting import PATIENCE

LATER = NOW + timedelta(hours=1)
GONE = Sentence("not delivered, code {code}", code="30003")


@pytest.fixture
def failed(engine: Engine, privacy: Privacy) -> Desk:
    """A desk with a text that left and did not arrive."""
    desk = Desk(engine, privacy)
    desk.keep()
    desk.worker().deliver_one()
    write(desk.engine, outbox.receipt, f"{desk.row().promise}-0", "SM1", State.FAILED, GONE, NOW)
    return desk


def again(desk: Desk, ended_at: datetime = NOW, number: int = 1) -> Again:
    return write(desk.engine, send_again, desk.privacy, number, ended_at, "Aiko", LATER)


def trouble(desk: Desk) -> list[int]:
    rows = read(desk.engine, texts_page, TextFilter(in_trouble=True)).rows
    assert len(rows) == read(desk.engine, count_in_trouble, NOW - timedelta(days=1))
    return [row.id for row in rows]


def acts(desk: Desk) -> list[tuple[str, str, str]]:
    return [(each.who, str(each.act), str(each.what)) for each in read(desk.engine, latest, 10)]


def test_it_is_sent_again_and_arrives(failed: Desk) -> None:
    assert trouble(failed) == [1]
    assert again(failed) is Again.SENT
    assert (failed.row().state, trouble(failed)) == (State.WAITING, [])
    assert str(failed.row().problem) == "sent again after: not delivered, code 30003"
    failed.clock.set(LATER)
    failed.worker().deliver_one()
    assert len(failed.carrier.taken) == 2
    assert failed.carrier.taken[1][1] != "the text", "an hour later it is written anew, so that it is true"
    assert failed.receipt(State.DELIVERED, "SM2")
    assert (failed.row().state, failed.row().sealed_number) == (State.DELIVERED, None)
    assert acts(failed) == [("Aiko", "text sent again", "text 1")]


def test_a_double_click_sends_it_once(failed: Desk) -> None:
    clicks = [started(lambda: again(failed)) for _ in range(4)]
    came = [click.result(PATIENCE) for click in clicks]
    assert sorted(each.name for each in came) == ["DONE_ALREADY"] * 3 + ["SENT"]
    failed.clock.set(LATER)
    while failed.worker().deliver_one():
        pass
    assert len(failed.carrier.taken) == 2
    assert len(acts(failed)) == 1


def test_an_old_page_does_not_send_what_has_failed_again_since(failed: Desk) -> None:
    assert again(failed) is Again.SENT
    failed.clock.set(LATER)
    failed.worker().deliver_one()
    assert write(failed.engine, outbox.receipt, f"{failed.row().promise}-0-1", "SM2", State.FAILED, GONE, LATER)
    assert again(failed) is Again.DONE_ALREADY
    assert again(failed, LATER) is Again.SENT
    assert failed.row().again == 2


def test_late_receipts_of_the_message_that_failed_end_nothing(failed: Desk) -> None:
    key = failed.row().promise
    again(failed)
    for reference, sid in ((f"{key}-0", "SM1"), (f"{key}-0", "SM9"), (f"{key}-0-2", "SM9"), (f"{key}-0-x", "SM9")):
        assert not write(failed.engine, outbox.receipt, reference, sid, State.FAILED, GONE, LATER)
    assert failed.row().state == State.WAITING
    assert write(failed.engine, outbox.receipt, f"{key}-0-1", "SM2", State.DELIVERED, None, LATER)


def test_the_message_that_failed_is_not_taken_for_the_new_one(failed: Desk) -> None:
    """An attempt of unknown result is looked up in the carrier's list, which still has the old one."""
    again(failed)
    failed.clock.set(NOW + timedelta(minutes=2))
    failed.carrier.trouble = [SendError(Sentence("503"), maybe_sent=True)]
    put(failed, {"due_at": NOW}, text=1)
    failed.worker().deliver_one()
    failed.clock.set(NOW + timedelta(minutes=4))
    failed.worker().deliver_one()
    assert failed.carrier.asked == 1
    assert len(failed.carrier.taken) == 2


def test_never_to_a_number_that_has_opted_out(failed: Desk, privacy: Privacy) -> None:
    sealed = failed.row().sealed_number
    failed.stop()
    assert failed.row().sealed_number is None
    assert again(failed) is Again.NO_NUMBER
    put(failed, {"sealed_number": sealed}, text=1)
    assert again(failed) is Again.OPTED_OUT
    assert (failed.row().state, acts(failed)) == (State.FAILED, [])


@pytest.mark.parametrize("state", [State.WAITING, State.SENDING, State.SENT, State.DELIVERED, State.CANCELLED])
def test_only_what_has_failed(failed: Desk, state: State) -> None:
    put(failed, {"state": state}, text=1)
    assert again(failed) is Again.DONE_ALREADY
    assert again(failed, number=99) is Again.DONE_ALREADY


def test_a_reminder_is_written_anew(engine: Engine, privacy: Privacy) -> None:
    desk = Desk(engine, privacy)
    desk.keep(REMINDER)
    put(desk, {"state": State.REFUSED, "ended_at": NOW, "body": "OTIT is open now"}, text=1)
    assert again(desk) is Again.SENT
    assert desk.row().body is None


def test_seen_takes_it_off_the_list_with_its_number(failed: Desk) -> None:
    assert write(failed.engine, see, 1, "Aiko", LATER)
    assert (trouble(failed), failed.row().sealed_number, failed.row().seen_at) == ([], None, LATER)
    assert not write(failed.engine, see, 1, "Ben", LATER)
    assert acts(failed) == [("Aiko", "text in trouble seen", "text 1")]


def test_a_text_that_is_still_tried_keeps_its_number_when_it_is_seen(engine: Engine, privacy: Privacy) -> None:
    desk = Desk(engine, privacy)
    desk.keep()
    put(desk, {"attempts": 5}, text=1)
    assert trouble(desk) == [1]
    assert write(desk.engine, see, 1, "Aiko", LATER)
    assert trouble(desk) == []
    assert desk.row().sealed_number is not None
