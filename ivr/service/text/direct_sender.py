"""Direct sending of a text that is due in a call while the database is down: one attempt, without the outbox.

The caller is told that a text comes only if the carrier has accepted it. While it is unknown who has opted out by
STOP, no text is sent.
"""

import logging
import threading
import time
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from ivr.carrier import Carrier, SendError
from ivr.clock import Clock
from ivr.core.text.delivery import Breaker, State
from ivr.core.text.promises import Kept, Promise, Purpose, Texted
from ivr.privacy import Privacy
from ivr.store.callers import STOPPED, OptOuts
from ivr.store.promises import SAME_TEXT_AGAIN, sent_past
from ivr.store.recorder import Recorder
from ivr.store.records import SentPast
from ivr.store.waiting import in_time
from sentences import Sentence

log = logging.getLogger(__name__)

PATIENCE = 3.0
"""Seconds that a caller waits for the carrier."""
_KNOWN_FOR = timedelta(hours=1)
"""How long the copy of the opt-outs is valid. If only this process lost the database, others may store new ones."""
_WAITED = timedelta(seconds=10)
"""A request that has waited for the database is no older; meanwhile the copy may have been read again."""
_MOST_AN_HOUR = 60
"""Most texts an hour. The other limits count rows of the outbox, so they do not apply while the database is down."""
_HOUR = 3600.0


class DirectSender:
    """Sends information texts without the outbox."""

    def __init__(self, carrier: Carrier, opt_outs: OptOuts, privacy: Privacy, recorder: Recorder, clock: Clock) -> None:
        self._carrier = carrier
        self._opt_outs = opt_outs
        self._privacy = privacy
        self._recorder = recorder
        self._clock = clock
        self._breaker = Breaker()
        self._lock = threading.Lock()
        self._told: OrderedDict[tuple[str, str | None], tuple[datetime, str, Kept]] = OrderedDict()
        self._sent: deque[float] = deque()

    def send(self, promise: Promise, now: datetime) -> Kept:
        """Make one attempt. For the same text to the same number within 10 minutes, return the earlier result.

        The result is ALREADY if the earlier text was sent for another promise.
        """
        key = (self._privacy.hash(promise.to), promise.body)
        with self._lock:
            told = self._told.get(key)
            if told is not None and now - told[0] < SAME_TEXT_AGAIN:
                _, made_by, kept = told
                again = kept.texted is Texted.COMING and made_by != promise.key
                return Kept(Texted.ALREADY, kept.because) if again else kept
            refusal = self._refusal(promise, now)
            # Stored before the attempt, so that a repeated request during the attempt does not make another.
            because = refusal or Sentence("the carrier did not accept it in time")
            self._tell(key, now, promise.key, Kept(Texted.IMPOSSIBLE, because))
        if refusal is not None:
            return Kept(Texted.IMPOSSIBLE, refusal)
        kept = self._attempt(promise, now)
        with self._lock:
            self._tell(key, now, promise.key, kept)
        return kept

    def _refusal(self, promise: Promise, now: datetime) -> Sentence | None:
        """Return why no attempt may be made; None if one may, which is then counted."""
        if promise.purpose is not Purpose.INFORMATION or promise.body is None:
            return Sentence("the database is unavailable")
        known = self._opt_outs.read_at
        if known is None or not -_WAITED <= now - known <= _KNOWN_FOR:
            return Sentence("the database is unavailable, and it is not known who has sent STOP")
        if self._opt_outs.has_one_of(self._privacy.hashes(promise.to)):
            return STOPPED
        moment = time.monotonic()
        while self._sent and self._sent[0] < moment - _HOUR:
            self._sent.popleft()
        if len(self._sent) >= _MOST_AN_HOUR or self._breaker.rests(moment):
            return Sentence("the database is unavailable, and sending to the carrier is paused")
        self._sent.append(moment)
        return None

    def _attempt(self, promise: Promise, now: datetime) -> Kept:
        to, body = promise.to, promise.body or ""
        reference = f"{self._privacy.hash(promise.key)}-0"
        try:
            message = in_time(lambda: self._carrier.send(to, body, reference), PATIENCE)
        except (SendError, TimeoutError) as error:
            self._breaker.failed(time.monotonic(), 0.5)
            log.warning("a text that could not be stored was not accepted by the carrier either: %s", error)
            late = Sentence("the carrier did not accept it in time")
            cause = error.sentence if isinstance(error, SendError) else late
            return Kept(Texted.IMPOSSIBLE, Sentence("direct send failed: {cause}", cause=cause))
        self._breaker.succeeded()
        if message.state is State.FAILED:
            return Kept(Texted.IMPOSSIBLE, Sentence("direct send failed at the carrier"))
        self._recorder.note(SentPast(sent_past(self._privacy, promise, message.sid, now)))
        return Kept(Texted.COMING, Sentence("the database is unavailable: sent directly to the carrier"))

    def _tell(self, key: tuple[str, str | None], now: datetime, made_by: str, kept: Kept) -> None:
        self._told[key] = now, made_by, kept
        while len(self._told) > 10 * _MOST_AN_HOUR:
            self._told.popitem(last=False)
