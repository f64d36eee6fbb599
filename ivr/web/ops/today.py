"""*Today*: the state of every line, the day's figures, and what needs attention."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from ivr.core.dialling import warnings
from ivr.store.db import read
from ivr.store.metrics import in_trouble
from ivr.store.reports import fallen_lines
from ivr.store.reports import today as day_figures
from ivr.web.ops.console import console, ops
from ivr.web.ops.i18n import said
from prompts import LANGUAGES
from schedules import Line, Open, Status, Timetable, why
from schedules.advice import advice

_TROUBLE = timedelta(days=7)


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
        """The reason for its state, in the reader's language."""
        return said(why(self.status))


def standings(timetable: Timetable, now: datetime) -> list[Standing]:
    """Return the state of each line whose last day is not over."""
    return [Standing(line, timetable.status(line, now)) for line in timetable.lines(now)]


@ops.get("/")
def today() -> ResponseReturnValue:
    """Show the state of every line, the day's figures, and what needs attention."""
    now = console().clock.now()
    timetable = console().timetable(now)
    return render_template(
        "ops/today.html",
        standings=standings(timetable, now),
        advice=[*advice(timetable, now, LANGUAGES), *warnings(timetable, now, console().dialling)],
        trouble=read(console().engine, in_trouble, now - _TROUBLE),
        figures=read(console().engine, day_figures, now),
        fallen=read(console().engine, fallen_lines, now),
    )
