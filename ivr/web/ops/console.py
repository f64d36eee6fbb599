"""What all pages of the console share: their blueprint, and the parts of the application that they use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, Flask, current_app
from sqlalchemy import Engine

from ivr.clock import Clock
from ivr.core.text.writer import TextWriter
from ivr.service.people.accounts import Accounts
from ivr.service.prompts.live import LiveBook
from ivr.service.schedule.live import LiveSchedule
from ivr.settings import Settings
from schedules import Timetable

ops = Blueprint(
    "ops",
    __package__,
    url_prefix="/ops",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
"""All pages of the console: each module of this package adds its own."""

_NAME = "console"


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


def install(app: Flask, parts: Console) -> None:
    """Give an application's pages the parts that they use."""
    app.extensions[_NAME] = parts


def console() -> Console:
    """The parts of the application that answers this request."""
    found: Console = current_app.extensions[_NAME]
    return found
