"""*Today*: who would be reached in the next 24 hours, what needs a hand, the day's figures, and every line."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from ivr.core.callbacks.promises import OPEN
from ivr.store.call_back_reports import counted
from ivr.store.db import read
from ivr.store.reports import today as day_figures
from ivr.web.ops.board import board
from ivr.web.ops.console import console, ops
from ivr.web.ops.hands import hands
from ivr.web.ops.i18n import said
from schedules import Because, Line, Open, Status, Timetable, home_date, why

_USUAL = (Because.WEEKLY_HOURS, Because.OUTSIDE_HOURS)


@dataclass(frozen=True, slots=True)
class Standing:
    """A line and its state."""

    line: Line
    status: Status

    @property
    def is_open(self) -> bool:
        """Whether it is open now."""
        return isinstance(self.status, Open)

    @property
    def change(self) -> datetime | None:
        """When it next opens or closes."""
        return self.status.until if isinstance(self.status, Open) else self.status.opens

    @property
    def because(self) -> str:
        """The reason for its state, in the reader's language; empty if these are its weekly hours."""
        return "" if self.status.because in _USUAL else said(why(self.status))


def standings(timetable: Timetable, now: datetime) -> list[Standing]:
    """Return the state of each line whose last day is not over."""
    return [Standing(line, timetable.status(line, now)) for line in timetable.lines(now)]


def _waiting(now: datetime) -> int:
    found = read(console().engine, counted, now)
    return sum(found.get(state, 0) for state in OPEN)


@ops.get("/")
def today() -> ResponseReturnValue:
    """Show who would be reached in the next 24 hours, what needs a hand, the day's figures, and every line."""
    now = console().clock.now()
    timetable = console().timetable(now)
    return render_template(
        "ops/today.html",
        board=board(timetable, now),
        hands=hands(timetable, now),
        call_backs=_waiting(now) if console().calls_back else None,
        figures=read(console().engine, day_figures, now),
        day=home_date(now).isoformat(),
        standings=standings(timetable, now),
    )
