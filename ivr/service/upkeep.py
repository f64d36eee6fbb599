"""What delivery workers do besides: show that they live, keep reminders true, forget what is old."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ivr.core.text.due import brought_forward
from ivr.service.purge import purge
from ivr.store.db import first_line, read, write
from ivr.store.deadline import started
from ivr.store.heartbeats import say_alive
from ivr.store.outbox import change_due, waiting_reminders
from ivr.store.purge import Ages
from ivr.store.turns import take_turn
from schedules import Timetable

log = logging.getLogger(__name__)

SAY_ALIVE_EVERY = 10.0
"""Seconds."""
_REMINDERS_EVERY = timedelta(minutes=1)
_PURGE_EVERY = timedelta(days=1)


@dataclass
class Upkeep:
    """Each worker shows that it lives; one of all does the rest when it is time."""

    engine: Engine
    timetable_at: Callable[[datetime], Timetable]
    ages: Ages
    _last: float = -SAY_ALIVE_EVERY

    def run(self, worker: str, now: datetime) -> None:
        """Whatever is due; it may be asked as often as you like."""
        if time.monotonic() < self._last + SAY_ALIVE_EVERY:
            return
        self._last = time.monotonic()
        write(self.engine, say_alive, worker, now)
        if write(self.engine, take_turn, "reminders", _REMINDERS_EVERY, now):
            self.keep_reminders_true(now)
        if write(self.engine, take_turn, "purge", _PURGE_EVERY, now):
            started(lambda: self.purge(now))

    def purge(self, now: datetime) -> None:
        """Forget what is old; it may take a while, and no text waits for it."""
        try:
            gone = {what: count for what, count in purge(self.engine, self.ages, now).items() if count}
            log.info(
                "purged what was old: %s", ", ".join(f"{count} {what}" for what, count in gone.items()) or "nothing"
            )
        except SQLAlchemyError as error:
            log.error("what is old could not be purged, tomorrow again: %s", first_line(error))
        except Exception:  # nobody waits for this thread, so nobody else would tell
            log.exception("what is old could not be purged, tomorrow again")

    def keep_reminders_true(self, now: datetime) -> None:
        """A line may open sooner than when a reminder of it was promised."""
        timetable = self.timetable_at(now)
        for each in read(self.engine, waiting_reminders):
            sooner = brought_forward(each.language, each.made_at, each.due_at, now, timetable)
            if sooner is not None:
                write(self.engine, change_due, each, sooner)
