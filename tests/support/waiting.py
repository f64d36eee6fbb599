"""Waiting for results of other threads and processes by polling."""

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine, func, select

from ivr.core.text.delivery import State
from ivr.phone.carrier import DeskCarrier, Text
from ivr.phone.placed import Placed
from ivr.store.call_backs import in_hand
from ivr.store.db import read
from ivr.store.patience import Patience
from ivr.store.tables import outbox

PATIENCE = 60.0
"""Seconds; a machine that is busy with other things must not fail a test."""
LONG = Patience(PATIENCE, PATIENCE, PATIENCE, PATIENCE, PATIENCE, int(PATIENCE), int(PATIENCE), PATIENCE, PATIENCE)
"""For services whose tests are not about a database that is away."""
_SHORTEST, _LONGEST = 0.01, 0.2

Found = TypeVar("Found")


def eventually(ask: Callable[[], Found], seconds: float = PATIENCE) -> Found:
    """Call ``ask`` until its result is true, and return the result. Fail the test after ``seconds``."""
    began = time.monotonic()
    while not (found := ask()):
        assert time.monotonic() - began < seconds, f"after {seconds:g} s still {found!r}"
        _pause(began)
    return found


def texts_taken(carrier: DeskCarrier, count: int, seconds: float = PATIENCE) -> list[Text]:
    """Wait until a carrier has accepted ``count`` texts, up to ``seconds``. Return the accepted texts."""
    began = time.monotonic()
    while len(carrier.texts) < count and time.monotonic() - began < seconds:
        _pause(began)
    return list(carrier.texts)


def _pause(began: float) -> None:
    """Wait a tenth of the time since ``began``: who waits long asks seldom, and leaves the processors to others."""
    time.sleep(min(_LONGEST, _SHORTEST + (time.monotonic() - began) / 10))


def call_stored(carrier: DeskCarrier, engine: Engine, count: int) -> Placed:
    """Wait until a carrier has taken ``count`` calls, and the service has stored that. Return the last of them.

    No telephone is answered or busy sooner. An end that is told before the call is stored is lost, and asked for later.
    """
    eventually(lambda: len(carrier.placed) >= count)
    eventually(lambda: not read(engine, in_hand))
    return carrier.placed[count - 1]


def texts_delivered(engine: Engine, count: int) -> None:
    """Wait until the store knows that ``count`` texts were delivered. The carrier has them a little earlier."""
    delivered = select(func.count()).select_from(outbox).where(outbox.c.state == State.DELIVERED)

    def all_of_them() -> bool:
        with engine.connect() as connection:
            return connection.scalar(delivered) == count

    eventually(all_of_them)
