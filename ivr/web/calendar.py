"""The calendar feed of a language: `/<lang>.ics`."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, abort

from ivr.clock import Clock
from ivr.core.confirmed import about_hours
from ivr.core.phrases import calendar_closed
from ivr.service.prompts.live import LiveBook
from ivr.service.schedule.live import LiveSchedule
from ivr.web.caching import AnswerCache, fresh_for, public_answer
from prompts import LANGUAGES, Book
from schedules import Line, Timetable

MAX_AGE = 900
"""Seconds. Calendar programs refresh a feed every few hours at most."""


def calendar_blueprint(schedule: LiveSchedule, live: LiveBook, clock: Clock, confirmed_for: timedelta) -> Blueprint:
    """Return the blueprint of the calendar feeds: when the lines of a language are open.

    Hours count as confirmed for a time.
    """
    blueprint = Blueprint("calendar", __name__)

    cache = AnswerCache()

    @blueprint.get("/<language>.ics")
    def feed(language: str) -> Response:
        if language not in LANGUAGES:
            abort(404)
        now = clock.now()
        timetable = schedule.at(now)
        fresh = fresh_for(MAX_AGE, now, timetable.then and timetable.then[0], live.changes(now))
        return public_answer(kept_feed(language, timetable, now), "text/calendar; charset=utf-8", fresh)

    def kept_feed(language: str, timetable: Timetable, now: datetime) -> bytes:
        """Return the cached feed. It is made once a day and after a change: it takes longer than a step of a call."""
        book = live.at(now)
        lines = timetable.lines_for(language, now)
        made_of = (timetable, now.date(), lines, [timetable.override(line, now) for line in lines], book)
        return cache.get(language, made_of, lambda: make_feed(language, timetable, lines, book, now))

    def make_feed(language: str, timetable: Timetable, lines: tuple[Line, ...], book: Book, now: datetime) -> bytes:
        # Imported here because it takes a tenth of a second, which the start of every process would last longer.
        from schedules.formats.ics import calendar_feed  # noqa: PLC0415

        agencies = ", ".join(dict.fromkeys(line.agency for line in lines))
        title = f"{agencies}: {LANGUAGES[language].name}"
        closed, about = calendar_closed(book, language), about_hours(now, confirmed_for, book, language)
        return calendar_feed(timetable, lines, title, closed, now, language, about)

    return blueprint
