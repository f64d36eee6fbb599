"""Periodic tasks of delivery workers: heartbeats, updates of reminders, deletion of expired data, alerts, and mails to
agencies.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ivr.core.text.due import brought_forward
from ivr.service.agency_pages.watching import Watching
from ivr.service.alerts.telling import Telling
from ivr.service.confirmations.mailing import Mailing
from ivr.service.counting import catch_up
from ivr.service.purge import purge
from ivr.store.db import first_line, read, write, writing
from ivr.store.heartbeats import say_alive
from ivr.store.purge import Ages
from ivr.store.reminders import change_due, waiting_reminders
from ivr.store.turns import take_turn
from ivr.store.waiting import started
from schedules import Timetable

log = logging.getLogger(__name__)

SAY_ALIVE_EVERY = 10.0
"""Seconds between heartbeats of a worker."""
_REMINDERS_EVERY = timedelta(minutes=1)
_PURGE_EVERY = timedelta(days=1)
_AT_REST = 60.0
"""Seconds after the start of a worker before it purges: a start is busy, and calls that waited for it come at once."""
_COUNT_EVERY = timedelta(seconds=20)
_ALERTS_EVERY = timedelta(minutes=1)
_PAGES_EVERY = timedelta(minutes=5)
"""A site is asked for one page at a time, so this is also how long it has rest between two of its pages."""
_AGENCIES_EVERY = timedelta(minutes=1)


@dataclass
class Upkeep:
    """The periodic tasks. Every worker writes its own heartbeat; of the other tasks, one worker does each.

    Nothing is purged in the first seconds of a worker (``at_rest``).
    ``telling`` tells ops staff what needs a hand, if they want to be told. ``watching`` looks at agencies' pages.
    ``mailing`` asks agencies.
    """

    engine: Engine
    timetable_at: Callable[[datetime], Timetable]
    ages: Ages
    telling: Telling | None = None
    watching: Watching | None = None
    mailing: Mailing | None = None
    at_rest: float = _AT_REST
    _began: float = field(default_factory=time.monotonic)
    _last: float = -SAY_ALIVE_EVERY

    def run(self, worker: str, now: datetime) -> None:
        """Run the tasks that are due. It may be called more often than any is due.

        A heartbeat that fails is due again at once, so that a worker claims nothing from a database that is read-only
        or whose commits wait for a standby that is away.
        """
        alive = time.monotonic()
        if alive < self._last + SAY_ALIVE_EVERY:
            return
        with writing(self.engine) as connection:
            say_alive(connection, worker, now)
            reminders = take_turn(connection, "reminders", _REMINDERS_EVERY, now)
            purges = alive >= self._began + self.at_rest and take_turn(connection, "purge", _PURGE_EVERY, now)
            counts = take_turn(connection, "counts", _COUNT_EVERY, now)
            tells = self.telling is not None and take_turn(connection, "alerts", _ALERTS_EVERY, now)
            watches = self.watching is not None and take_turn(connection, "pages", _PAGES_EVERY, now)
            asks = self.mailing is not None and take_turn(connection, "agencies", _AGENCIES_EVERY, now)
        self._last = time.monotonic()
        if reminders:
            self.keep_reminders_true(now)
        if purges:
            started(lambda: self.purge(now))
        if counts:
            started(lambda: self.count(now))
        if self.telling and tells:
            self.telling.look()
        if self.watching and watches:
            self.watching.look()
        if self.mailing and asks:
            self.mailing.look()

    def count(self, now: datetime) -> None:
        """Count what is not counted yet. It may take seconds, so :meth:`run` starts it in a thread."""
        try:
            catch_up(self.engine, now)
        except SQLAlchemyError as error:
            log.error("texts could not be counted; next try soon: %s", first_line(error))
        except Exception:  # nothing reads the thread's result, so the exception would be lost
            log.exception("texts could not be counted; next try soon")

    def purge(self, now: datetime) -> None:
        """Delete expired data. It may take minutes, so :meth:`run` starts it in a thread. Errors are logged."""
        try:
            gone = {what: count for what, count in purge(self.engine, self.ages, now).items() if count}
            log.info("purged old data: %s", ", ".join(f"{count} {what}" for what, count in gone.items()) or "nothing")
        except SQLAlchemyError as error:
            log.error("old data could not be purged; next try tomorrow: %s", first_line(error))
        except Exception:  # nothing reads the thread's result, so the exception would be lost
            log.exception("old data could not be purged; next try tomorrow")

    def keep_reminders_true(self, now: datetime) -> None:
        """Bring forward reminders and call-backs whose line, by the current schedule, opens earlier than promised."""
        timetable = self.timetable_at(now)
        for each in read(self.engine, waiting_reminders):
            sooner = brought_forward(each.language, each.made_at, each.due_at, now, timetable)
            if sooner is not None:
                write(self.engine, change_due, each, sooner)
