"""Tells ops staff what needs a hand, by the channels that are set, once each; and when it is over.

One of all workers looks once a minute, in a thread of its own, so a channel or a database that hangs delays no text.
A channel counts as told when it has taken the message. Whoever is killed between that and the note of it leaves a
message that one channel gets twice; none is lost.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Engine

from ivr.core.alerts import Alert
from ivr.core.digest import PEAK_DAYS, Week, digest, due_week
from ivr.core.reports import peaks_of
from ivr.notify import NotifyError, kind_of, send
from ivr.privacy import Privacy
from ivr.service.alerts.facts import holding
from ivr.store.alerts import Told, add_digest, claim, has_digest, note_holding, note_taken, note_tried
from ivr.store.db import first_line, read, snapshot, write
from ivr.store.reports import calls_by_hour, week_counts
from ivr.store.waiting import started
from prompts.load import load_language
from schedules import Timetable, home_date, home_time
from schedules.confirmation import CONFIRMED_FOR
from sentences import Sentence, render

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Telling:
    """What alerts are told by.

    Attributes:
        channels: addresses in the form of Apprise. They may be secret.
        language: the language of messages, ``en`` or ``ja``.
        pages: the address of the service, to which the paths of pages are appended.
        digests: whether a summary of the week is sent.
        confirmed_for: how long hours count as confirmed.
    """

    engine: Engine
    timetable_at: Callable[[datetime], Timetable]
    now: Callable[[], datetime]
    privacy: Privacy
    channels: Sequence[str]
    language: str
    pages: str
    digests: bool = False
    confirmed_for: timedelta = CONFIRMED_FOR
    _busy: threading.Lock = field(default_factory=threading.Lock)

    def look(self) -> None:
        """Look in a thread of its own at what holds, and tell of it. Errors are logged."""
        if self._busy.acquire(blocking=False):  # else the last one still waits for a channel
            started(self._look)

    def _look(self) -> None:
        try:
            self.tell()
        except Exception as error:  # noqa: BLE001 - nothing reads the thread's result
            log.error("ops staff were not told what needs a hand; next try in a minute: %s", first_line(error))
        finally:
            self._busy.release()

    def tell(self) -> None:
        """Store what holds now, and send the messages that are due."""
        now = self.now()
        timetable = self.timetable_at(now)
        found = holding(self.engine, timetable, now, self.confirmed_for)
        write(self.engine, note_holding, found, now)
        if self.digests and (first := due_week(now)) and not read(self.engine, has_digest, f"{first}"):
            write(self.engine, add_digest, self.digest_of(first, timetable, found, now), now)
        while told := write(self.engine, claim, self.now()):
            self._send(told)

    def digest_of(self, first: date, timetable: Timetable, found: Sequence[Alert], now: datetime) -> Alert:
        """Return the summary of the week that began on a Monday."""
        with snapshot(self.engine) as connection:
            week = Week(first, *week_counts(connection, first))
            last = home_date(now) - timedelta(days=1)
            calls = calls_by_hour(connection, last - timedelta(days=PEAK_DAYS - 1), last)
        return digest(week, peaks_of(calls, timetable, now, last), found)

    def _send(self, told: Told) -> None:
        title, body = message(told, self.language, self.pages)
        left = {self.privacy.hash(url)[:16]: url for url in self.channels}
        for channel in told.taken:
            left.pop(channel, None)
        failed = 0
        for channel, url in left.items():
            try:
                send(url, title, body)
            except NotifyError as error:
                failed += 1
                log.warning("an alert was not taken by %s: %s", kind_of(url), error)
            else:
                write(self.engine, note_taken, told, channel, self.now())
        again = write(self.engine, note_tried, told, self.now(), done=not failed)
        if failed and not again:
            log.error("an alert is given up: %s", told.kind)


def message(told: Told, language: str, pages: str) -> tuple[str, str]:
    """Return the title and the text of a message, with the page that mends it. No person is in it."""
    reader, kind = load_language(language), Sentence(told.kind.value)
    if told.ended_at:
        title = Sentence("Tsunagu: over: {cause}", cause=kind)
        over = Sentence("This is over since {moment}:", moment=home_time(told.ended_at))
        return render(title, reader), f"{render(over, reader)}\n{render(told.said, reader)}\n\n{pages}{told.page}"
    return render(
        Sentence("Tsunagu: {cause}", cause=kind), reader
    ), f"{render(told.said, reader)}\n\n{pages}{told.page}"
