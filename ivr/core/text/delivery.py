"""Delivery policy: where a text stands, when it is tried again, when nobody is disturbed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from schedules import HOME
from sentences import word


class State(StrEnum):
    """Where a text stands. FAILED: given up or not delivered; REFUSED: the carrier will never take it."""

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
"""After an attempt of unknown end: time for the carrier to finish what it had begun, before it is asked."""
ATTEMPTS = 150
"""About a day: time for people to mend what is wrong on our side, a token or a carrier's outage."""


def next_attempt(attempts: int, now: datetime, jitter: float, *, maybe_sent: bool = False) -> datetime | None:
    """When to try again after ``attempts``; None: give up. ``jitter``, 0 to 1, spreads those that failed together."""
    if attempts >= ATTEMPTS:
        return None
    wait = min(_FIRST * (1 << min(attempts - 1, 10)), _LONGEST) * (0.75 + jitter / 2)
    return now + (max(wait, SETTLED) if maybe_sent else wait)


QUIET_FROM, QUIET_UNTIL = time(21), time(8)
"""Japan time. What nobody waits for at this moment comes in the daytime."""


def after_quiet(moment: datetime) -> datetime:
    """The moment itself, or if it is in the quiet hours their end."""
    local = moment.astimezone(HOME)
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
    """Lets a carrier rest that fails text after text, so that these wait without using up their attempts.

    Times are seconds of a clock that nobody can set (``time.monotonic``).
    """

    FAILURES = 5
    _FIRST_REST, _LONGEST_REST = 5.0, 300.0

    def __init__(self) -> None:
        self._failures = 0
        self._until = 0.0

    def rests(self, now: float) -> float:
        """Seconds until the next text may try; 0: it may."""
        return max(0.0, self._until - now)

    def succeeded(self) -> None:
        """The carrier has taken a text, or has said clearly why it never will."""
        self._failures = 0

    def failed(self, now: float, jitter: float) -> float:
        """The carrier has failed; how long it is left alone. After a rest a single text tries, at twice the stake."""
        self._failures += 1
        if self._failures < self.FAILURES:
            return 0.0
        rest = min(self._FIRST_REST * (1 << min(self._failures - self.FAILURES, 10)), self._LONGEST_REST)
        self._until = now + rest * (0.75 + jitter / 2)
        return self.rests(now)
