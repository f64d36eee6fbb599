"""Delivery policy: states of a text, retries, quiet hours."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from schedules import HOME, home_time
from sentences import word


class State(StrEnum):
    """The state of a text. FAILED: given up or not delivered; REFUSED: the carrier refuses it permanently."""

    WAITING = word("waiting")
    SENDING = word("sending")
    SENT = word("sent")
    DELIVERED = word("delivered")
    FAILED = word("failed")
    REFUSED = word("refused")
    CANCELLED = word("cancelled")


FINAL = (State.DELIVERED, State.FAILED, State.REFUSED, State.CANCELLED)

_FIRST = timedelta(seconds=5)
_LONGEST = timedelta(minutes=10)
SETTLED = timedelta(seconds=15)
"""How long to wait after an attempt of unknown result, so that the carrier can finish, before asking it."""
ATTEMPTS = 150
"""About a day: time to fix a fault on our side, such as a wrong token, or for a carrier's outage to end."""


def next_attempt(attempts: int, now: datetime, jitter: float, *, maybe_sent: bool = False) -> datetime | None:
    """When to try again after ``attempts``; None: give up. ``jitter``, 0 to 1, spreads those that failed together."""
    if attempts >= ATTEMPTS:
        return None
    wait = min(_FIRST * (1 << min(attempts - 1, 10)), _LONGEST) * (0.75 + jitter / 2)
    return now + (max(wait, SETTLED) if maybe_sent else wait)


QUIET_FROM, QUIET_UNTIL = time(21), time(8)
"""Quiet hours, in Japan time. Texts that nobody is waiting for are sent after them."""


def after_quiet(moment: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours that it is in."""
    local = home_time(moment)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return moment
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return datetime.combine(day, QUIET_UNTIL, HOME)


@dataclass(frozen=True, slots=True)
class Message:
    """A text as the carrier knows it; ``at`` by its clock, ``state`` SENT or final."""

    sid: str
    body: str
    state: State
    at: datetime | None


_CLOCKS_DIFFER = timedelta(hours=2)
"""Ours and the carrier's; one that was wrong by an hour and has been set right is among these."""


def ours(messages: Iterable[Message], body: str, since: datetime, others: Collection[str]) -> Message | None:
    """The message that an attempt made, if any: its words, no other text's id (``others``), not long before it.

    A trial account puts a sentence of its own before the words.
    """
    oldest = since - _CLOCKS_DIFFER
    lately = (each for each in messages if each.sid not in others and (each.at is None or each.at >= oldest))
    return next((each for each in lately if body and each.body.endswith(body)), None)


class Breaker:
    """A circuit breaker: pauses sending to a carrier that keeps failing, so that texts keep their attempts.

    Times are seconds of a clock that nobody can set (``time.monotonic``).
    """

    FAILURES = 5
    _FIRST_REST, _LONGEST_REST = 5.0, 300.0

    def __init__(self) -> None:
        self._failures = 0
        self._until = 0.0

    def rests(self, now: float) -> float:
        """Seconds until the next attempt is allowed; 0: now."""
        return max(0.0, self._until - now)

    def succeeded(self) -> None:
        """The carrier has accepted a text, or has refused it permanently."""
        self._failures = 0

    def failed(self, now: float, jitter: float) -> float:
        """The carrier has failed; returns the pause in seconds. One text is tried after a pause."""
        self._failures += 1
        if self._failures < self.FAILURES:
            return 0.0
        rest = min(self._FIRST_REST * (1 << min(self._failures - self.FAILURES, 10)), self._LONGEST_REST)
        self._until = now + rest * (0.75 + jitter / 2)
        return self.rests(now)
