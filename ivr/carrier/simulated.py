"""A carrier without a network, for staging: outgoing texts are discarded."""

import logging
import secrets
import threading
from collections import deque
from collections.abc import Sequence

from ivr.clock import Clock
from ivr.core.text.delivery import Message, State

log = logging.getLogger(__name__)

_KEPT = 1000
"""How many of the latest texts each process keeps in memory."""


class SimulatedCarrier:
    """Accepts every text and delivers none; it sends no receipts."""

    def __init__(self, clock: Clock, has_spare: bool = False) -> None:
        self.has_spare = has_spare
        self._clock = clock
        self._lock = threading.Lock()
        self._taken: deque[tuple[str, Message]] = deque(maxlen=_KEPT)

    def send(self, to: str, body: str, reference: str, *, spare: bool = False) -> Message:
        """Accept a text and discard it."""
        message = Message("SM" + secrets.token_hex(16), body, State.SENT, self._clock.now())
        with self._lock:
            self._taken.appendleft((to, message))
        log.info("simulated: %s of %d characters is not sent", message.sid, len(body))
        return message

    def sent_to(self, to: str) -> Sequence[Message]:
        """Return the texts for a number among the latest that this process has accepted."""
        with self._lock:
            return [message for number, message in self._taken if number == to]
