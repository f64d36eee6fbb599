"""The row of a text, number 2, and what an act changes in it. Number 1 is another person's: nothing may change it."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Engine, update

from ivr.clock import MovableClock
from ivr.core.text.promises import Promise, Purpose
from ivr.privacy import Privacy
from ivr.store import outbox
from ivr.store.db import write
from ivr.store.tables import outbox as table
from tests.support.demo import MOBILE
from tests.support.desk import NOW, PROMISE, Carrier, Desk

LATER = NOW + timedelta(hours=3)
OTHER = "+818012345678"
BYSTANDER = Promise("CA9:en", Purpose.INFORMATION, "en", OTHER, "another text", LATER)
REMINDER = Promise("reminder", Purpose.REMINDER, "vi", MOBILE, None, NOW)

Row = dict[str, object]


def desk_with_a_bystander(engine: Engine, privacy: Privacy) -> Desk:
    """A desk with a text of another person, due later."""
    made = Desk(engine, privacy, Carrier(), MovableClock(NOW))
    made.keep(BYSTANDER)
    return made


def rows(desk: Desk) -> dict[object, Row]:
    return {row.id: dict(row._mapping) for row in desk.rows()}


def changes(desk: Desk, act: Callable[[], object]) -> Row:
    """The columns of the text that an act changes; it must not touch the bystander's, nor make another."""
    before = rows(desk)
    act()
    after = rows(desk)
    assert (after.keys(), after[1]) == (before.keys(), before[1])
    return {name: value for name, value in after[2].items() if value != before[2][name]}


def put(desk: Desk, values: Row, text: int = 2) -> None:
    """Bring the row of a text into a state."""
    if not values:
        return
    with desk.engine.begin() as connection:
        connection.execute(update(table).where(table.c.id == text).values(values))


def claim(desk: Desk) -> outbox.Claimed:
    """The text that is next, in the hands of a worker."""
    claimed = desk.worker().claim(NOW)
    assert claimed is not None
    return claimed


def hold(desk: Desk, claimed: outbox.Claimed) -> bool:
    return write(desk.engine, outbox.hold, desk.privacy, claimed, "the words", NOW)


def in_hand(desk: Desk, promise: Promise = PROMISE) -> outbox.Claimed:
    """A text that a worker has begun to send, for the second time."""
    desk.keep(promise)
    put(desk, {"problem": "earlier trouble", "attempts": 1})
    claimed = claim(desk)
    assert hold(desk, claimed)
    return claimed
