"""The changes that an action makes in the row of text 2. Text 1 belongs to another person and must not change."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Engine, update

from ivr.core.text.promises import Promise, Purpose
from ivr.privacy import Privacy
from ivr.store import outbox
from ivr.store.db import write
from ivr.store.tables import outbox as table
from tests.support.demo import MOBILE
from tests.support.desk import NOW, PROMISE, Desk

LATER = NOW + timedelta(hours=3)
OTHER = "+818012345678"
BYSTANDER = Promise("CA9:en", Purpose.INFORMATION, "en", OTHER, "another text", LATER)
REMINDER = Promise("reminder", Purpose.REMINDER, "vi", MOBILE, None, NOW)

Row = dict[str, object]


def desk_with_a_bystander(engine: Engine, privacy: Privacy) -> Desk:
    """Return a desk whose outbox has a text of another person, due later."""
    made = Desk(engine, privacy)
    made.keep(BYSTANDER)
    return made


def rows(desk: Desk) -> dict[object, Row]:
    return {row.id: dict(row._mapping) for row in desk.rows()}


def changes(desk: Desk, act: Callable[[], object]) -> Row:
    """Return the columns of text 2 that an action changes. Fail if it changes text 1 or adds a row."""
    before = rows(desk)
    act()
    after = rows(desk)
    assert (after.keys(), after[1]) == (before.keys(), before[1])
    return {name: value for name, value in after[2].items() if value != before[2][name]}


def put(desk: Desk, values: Row, text: int = 2) -> None:
    """Set columns of a text."""
    if not values:
        return
    with desk.engine.begin() as connection:
        connection.execute(update(table).where(table.c.id == text).values(values))


def claim(desk: Desk) -> outbox.Claimed:
    """Claim the next text for a worker."""
    claimed = desk.worker().claim(NOW)
    assert claimed is not None
    return claimed


def hold(desk: Desk, claimed: outbox.Claimed) -> bool:
    return write(desk.engine, outbox.hold, desk.privacy, claimed, "the words", NOW)


def in_hand(desk: Desk, promise: Promise = PROMISE) -> outbox.Claimed:
    """Return a text that a worker has begun to send for the second time."""
    desk.keep(promise)
    put(desk, {"problem": "earlier trouble", "attempts": 1})
    claimed = claim(desk)
    assert hold(desk, claimed)
    return claimed
