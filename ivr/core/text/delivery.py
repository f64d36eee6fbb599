"""Delivery policy: states of a text, retries, quiet hours."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from profiles import profile
from schedules import home_time, home_zone
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
TO_MEND = (State.FAILED, State.REFUSED)
"""States in which somebody may send a text again. Its number is kept for that, encrypted, for two days at most."""

_FIRST = timedelta(seconds=5)
_LONGEST = timedelta(minutes=10)
SETTLED = timedelta(seconds=15)
"""How long to wait after an attempt of unknown result before asking the carrier, which may not have finished it."""
ATTEMPTS = 150
"""The most attempts; in about a day a wrong setting, such as a token, can be fixed, or a carrier's outage ends."""


def next_attempt(attempts: int, now: datetime, jitter: float, *, maybe_sent: bool = False) -> datetime | None:
    """Return when to try again after ``attempts`` attempts; None: give up.

    ``jitter``, 0 to 1, spreads texts that failed together. ``maybe_sent``: the result of the last attempt is unknown.
    """
    if attempts >= ATTEMPTS:
        return None
    wait = min(_FIRST * (1 << min(attempts - 1, 10)), _LONGEST) * (0.75 + jitter / 2)
    return now + (max(wait, SETTLED) if maybe_sent else wait)


def after_quiet(moment: datetime) -> datetime:
    """Return the moment itself, or the end of the quiet hours if it is in them.

    Texts that nobody is waiting for are sent after them.
    """
    local, begin, end = home_time(moment), profile().quiet_from, profile().quiet_until
    if end <= local.time() < begin:
        return moment
    day = local.date() + timedelta(days=local.time() >= begin)
    return datetime.combine(day, end, home_zone())


@dataclass(frozen=True, slots=True)
class Message:
    """A text in the carrier's records; ``at`` is by its clock, ``state`` is SENT or final."""

    sid: str
    body: str
    state: State
    at: datetime | None


_CLOCKS_DIFFER = timedelta(hours=2)
"""The largest expected difference between our clock and the carrier's, also if one was wrong by an hour before."""


def ours(messages: Iterable[Message], body: str, since: datetime, others: Collection[str]) -> Message | None:
    """Return the message that an attempt since ``since`` created, or None.

    It has the text ``body`` and none of the ids of other texts (``others``). The carrier puts a sentence of its own
    before the text of a trial account, so only the end of the body is compared.
    """
    return next((each for each in _lately(messages, since, others) if body and each.body.endswith(body)), None)


def alike(messages: Iterable[Message], sign: str, since: datetime, others: Collection[str]) -> Message | None:
    """Return a message since ``since`` with the line ``sign``, for a text whose words are not known; or None.

    It has none of the ids of other texts (``others``).
    """
    lately = _lately(messages, since, others)
    return next((each for each in lately if any(line.endswith(sign) for line in each.body.splitlines())), None)


def _lately(messages: Iterable[Message], since: datetime, others: Collection[str]) -> Iterator[Message]:
    oldest = since - _CLOCKS_DIFFER
    return (each for each in messages if each.sid not in others and (each.at is None or each.at >= oldest))


class Breaker:
    """A circuit breaker: pauses sending to a carrier that keeps failing, so that texts keep their attempts.

    Times are seconds of a monotonic clock (``time.monotonic``).
    """

    FAILURES = 5
    _FIRST_REST, _LONGEST_REST = 5.0, 300.0

    def __init__(self) -> None:
        self._failures = 0
        self._until = 0.0

    def rests(self, now: float) -> float:
        """Return the seconds until the next attempt is allowed; 0: now."""
        return max(0.0, self._until - now)

    def succeeded(self) -> None:
        """Record that the carrier has accepted a text, or has refused it permanently."""
        self._failures = 0

    def failed(self, now: float, jitter: float) -> float:
        """Record that the carrier has failed, and return the pause in seconds. After a pause one text is tried."""
        self._failures += 1
        if self._failures < self.FAILURES:
            return 0.0
        rest = min(self._FIRST_REST * (1 << min(self._failures - self.FAILURES, 10)), self._LONGEST_REST)
        self._until = now + rest * (0.75 + jitter / 2)
        return self.rests(now)
