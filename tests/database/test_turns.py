"""Turns that processes take: work that one of them does at a time, and the rate of a sender."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from ivr.service.upkeep import Upkeep
from ivr.store.db import open_store, write
from ivr.store.purge import Ages
from ivr.store.turns import reserve, take_turn
from tests.support.desk import NOW, TIMETABLE, Desk


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


def test_a_heartbeat_that_fails_is_due_again_at_once() -> None:
    """A worker claims no text before it has written one."""
    upkeep = Upkeep(open_store("postgresql+psycopg://nobody@127.0.0.1:1/nothing"), lambda _: TIMETABLE, Ages())
    for _ in range(2):
        with pytest.raises(OperationalError):
            upkeep.run("worker 1", NOW)
