"""What all pages of the console share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from ivr.clock import Clock
from ivr.core.text.writer import TextWriter
from ivr.service.people.accounts import Accounts
from ivr.service.prompts.live import LiveBook
from ivr.service.schedule.live import LiveSchedule
from ivr.settings import Settings
from schedules import Timetable


@dataclass(frozen=True)
class Console:
    """The parts that pages are made of.

    ``writer`` gives the text writer, with the book, in force; ``book`` is where that comes from. ``watch`` is the
    clock by which people sign in: the machine's, also in the demo, whose other clock can be set.
    """

    engine: Engine
    clock: Clock
    schedule: LiveSchedule
    book: LiveBook
    writer: Callable[[], TextWriter]
    accounts: Accounts
    watch: Clock
    settings: Settings = field(repr=False)

    def timetable(self, now: datetime) -> Timetable:
        """The timetable in force at a moment, the same that serves calls."""
        return self.schedule.at(now)
