"""Waiting for what comes about in another thread or process: asked again and again, with a long limit."""

import time
from collections.abc import Callable
from typing import TypeVar

from ivr.phone.carrier import DeskCarrier, Text
from ivr.store.patience import Patience

PATIENCE = 60.0
"""Seconds; a machine that is busy with other things must not fail a test."""
LONG = Patience(PATIENCE, PATIENCE, PATIENCE, PATIENCE, PATIENCE, int(PATIENCE))
"""For services whose tests are not about a database that is away."""
_EVERY = 0.02

Found = TypeVar("Found")


def eventually(ask: Callable[[], Found], seconds: float = PATIENCE) -> Found:
    """The first answer that is true; after ``seconds`` the test fails."""
    ends = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < ends, f"after {seconds:g} s still {found!r}"
        time.sleep(_EVERY)
    return found


def texts_taken(carrier: DeskCarrier, count: int, seconds: float = PATIENCE) -> list[Text]:
    """The texts that a carrier has taken, once there are ``count`` of them; after ``seconds`` those there are."""
    ends = time.monotonic() + seconds
    while len(carrier.texts) < count and time.monotonic() < ends:
        time.sleep(_EVERY)
    return list(carrier.texts)
