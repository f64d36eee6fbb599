"""The delivery worker: takes promised texts in hand, sends them, records how that ended.

No transaction is open while the carrier is asked. An attempt whose end is unknown (time-out, crash) is
looked up in the carrier's list before anything is sent again.
"""

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import random

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ivr.carrier import Carrier, SendError
from ivr.clock import Clock
from ivr.core.delivery import next_attempt
from ivr.core.texts import Due, when_due
from ivr.core.writing import TextWriter
from ivr.store import outbox
from ivr.store.deadline import in_time
from ivr.store.engine import StoreError, first_line, migrate
from ivr.store.outbox import Claimed
from ivr.store.privacy import Privacy
from schedules import Timetable

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""Longer than the carrier can take to be asked and told: two requests of ten seconds."""
_LOOK_EVERY = 1.0
_AFTER_TROUBLE = 3.0


@dataclass(frozen=True)
class Delivery:
    """One worker; any number of them, on any number of machines, may share an outbox."""

    engine: Engine
    privacy: Privacy
    carrier: Carrier
    timetable_at: Callable[[datetime], Timetable]
    writer: TextWriter
    clock: Clock
    lease: timedelta = LEASE
    name: str = field(default_factory=lambda: secrets.token_hex(8))
    _woken: threading.Event = field(default_factory=threading.Event)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def wake(self) -> None:
        """There may be something to send now."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the text in hand, then return from :meth:`run`."""
        self._stopped.set()
        self._woken.set()

    def run(self) -> None:
        """Deliver until stopped. Trouble with the database is waited out."""
        ready = False
        while not self._stopped.is_set():
            try:
                if not ready:
                    migrate(self.engine)
                    ready = True
                while not self._stopped.is_set() and in_time(self.deliver_one, self.lease.total_seconds()):
                    pass
                self._woken.wait(_LOOK_EVERY)
            except (SQLAlchemyError, StoreError) as error:
                log.error("no texts are delivered: %s", first_line(error))
                self._stopped.wait(_AFTER_TROUBLE)
            except TimeoutError:
                log.error("a text took longer than its lease; the database or the carrier hangs")
                self.engine.dispose()  # its connections may be dead without knowing it
            except Exception:  # a mistake of ours, too, must not end the delivery of all other texts
                log.exception("a text could not be handled; it is tried again when its lease ends")
                self._stopped.wait(_AFTER_TROUBLE)
            self._woken.clear()

    def deliver_one(self) -> bool:
        """Take one text that is due; False: none is."""
        claimed = outbox.claim(self.engine, self.privacy, self.name, self.clock.now(), self.lease)
        if claimed is None:
            return False
        try:
            self._handle(claimed)
        except SendError as error:
            self._note_trouble(claimed, error)
        return True

    def _handle(self, text: Claimed) -> None:
        if text.unwanted:
            outbox.fail(self.engine, text, "the receiver has sent STOP")
            return
        if not text.promise.to:
            raise SendError(
                "the number can't be read; was SECRET_KEY changed?", maybe_sent=text.attempted_at is not None
            )
        due = self._due(text)
        if due.later is not None:
            outbox.postpone(self.engine, text, due.later, "closed after all", maybe_sent=False)
        elif due.body is None:
            outbox.fail(self.engine, text, "no line of this language opens any more")
        elif outbox.hold(self.engine, text, due.body, self.clock.now(), self.lease):
            outbox.sent(self.engine, text, self._send(text, due.body))

    def _due(self, text: Claimed) -> Due:
        if text.attempted_at is not None and text.promise.body is not None:
            return Due(body=text.promise.body)  # perhaps sent already, in these words
        now = self.clock.now()
        return when_due(text.promise, now - text.made_at, now, self.timetable_at(now), self.writer)

    def _send(self, text: Claimed, body: str) -> str:
        if text.attempted_at is not None:
            found = self.carrier.find(text.promise.to, body, text.attempted_at)
            if found is not None:
                log.info("text %d had been sent before", text.id)
                return found
        return self.carrier.send(text.promise.to, body, str(text.id))

    def _note_trouble(self, text: Claimed, error: SendError) -> None:
        again = None if error.permanent else next_attempt(text.attempts, self.clock.now(), random())
        if again is None:
            log.error("text %d can't be sent: %s", text.id, error)
            outbox.fail(self.engine, text, str(error), refused=error.permanent)
            return
        log.warning("text %d waits until %s: %s", text.id, again.isoformat(timespec="seconds"), error)
        outbox.postpone(self.engine, text, again, str(error), maybe_sent=error.maybe_sent)
