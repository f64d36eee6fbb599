"""A carrier without a network, for staging: calls and texts come in as usual, outgoing texts are discarded."""

import logging
import secrets
import threading
from collections import deque
from collections.abc import Sequence

from ivr.clock import Clock
from ivr.core.text.delivery import Message, State

log = logging.getLogger(__name__)

_KEPT = 1000
"""Texts; each process has its own."""


class SimulatedCarrier:
    """Accepts every text and delivers none; it sends no receipts."""

    def __init__(self, clock: Clock, has_spare: bool = False) -> None:
        self.has_spare = has_spare
        self._clock = clock
        self._lock = threading.Lock()
        self._taken: deque[tuple[str, Message]] = deque(maxlen=_KEPT)

    def send(self, to: str, body: str, reference: str, *, spare: bool = False) -> Message:
        """Take a text."""
        message = Message("SM" + secrets.token_hex(16), body, State.SENT, self._clock.now())
        with self._lock:
            self._taken.appendleft((to, message))
        log.info("simulated: %s of %d characters goes nowhere", message.sid, len(body))
        return message

    def sent_to(self, to: str) -> Sequence[Message]:
        """The texts for this number among the last that this process has taken."""
        with self._lock:
            return [message for number, message in self._taken if number == to]
