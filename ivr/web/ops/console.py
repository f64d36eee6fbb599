"""What all pages of the console share: their blueprint, and the parts of the application that they use."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, Flask, current_app
from sqlalchemy import Engine

from ivr.carrier.calling import call_backs_of
from ivr.clock import Clock
from ivr.core.dialling import Dialling
from ivr.core.text.writer import TextWriter
from ivr.privacy import Privacy
from ivr.service.confirmations.mailing import Mailing
from ivr.service.people.accounts import Accounts
from ivr.service.people.links import Links
from ivr.service.people.passkeys import Passkeys
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
"""The blueprint of the console. Each module of this package adds its pages."""

_NAME = "console"


@dataclass(frozen=True)
class Console:
    """The parts of the application that pages use.

    ``writer`` returns a text writer with the book in force at a moment. ``clock`` is the clock of calls, which can be
    set in the demo. ``mailing`` asks agencies to confirm their hours. ``watch`` is the machine's clock, for accounts
    and sessions. ``tour`` is the address of a tour, in a demo whose calls are made up.
    """

    engine: Engine
    clock: Clock
    schedule: LiveSchedule
    book: LiveBook
    writer: Callable[[datetime], TextWriter]
    accounts: Accounts
    links: Links
    passkeys: Passkeys
    mailing: Mailing
    watch: Clock
    dialling: Dialling
    privacy: Privacy
    settings: Settings = field(repr=False)
    tour: str = ""

    @property
    def calls_back(self) -> bool:
        """Whether people are called back."""
        return call_backs_of(self.settings) is not None

    def timetable(self, now: datetime) -> Timetable:
        """Return the timetable in force at a moment, the same that serves calls."""
        return self.schedule.at(now)


def install(app: Flask, parts: Console) -> None:
    """Store the parts that pages use in an application."""
    app.extensions[_NAME] = parts


def console() -> Console:
    """Return the parts of the application that handles this request."""
    found: Console = current_app.extensions[_NAME]
    return found
