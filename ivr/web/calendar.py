"""The calendar feed of a language: `/<lang>.ics`."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, abort, request

from ivr.clock import Clock
from ivr.core.wording import calendar_closed
from ivr.service.current import CurrentSchedule
from prompts import LANGUAGES, Book
from schedules import Line, Timetable
from schedules.ics import calendar_feed

MAX_AGE = 900
"""Seconds; calendars look every few hours at most."""


def calendar_blueprint(schedule: CurrentSchedule, current_book: Callable[[], Book], clock: Clock) -> Blueprint:
    """When the lines of a language are open, for calendars to subscribe to."""
    blueprint = Blueprint("calendar", __name__)

    made: dict[str, tuple[object, bytes]] = {}

    @blueprint.get("/<language>.ics")
    def feed(language: str) -> Response:
        if language not in LANGUAGES:
            abort(404)
        response = Response(kept_feed(language, clock.now()), content_type="text/calendar; charset=utf-8")
        response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
        response.add_etag()
        response.make_conditional(request)
        return response

    def kept_feed(language: str, now: datetime) -> bytes:
        """The feed, made once for each day and whenever something changes: it takes longer than a step of a call."""
        timetable, book = schedule.at(now), current_book()
        lines = timetable.lines_for(language, now)
        key = (timetable, now.date(), lines, [timetable.override(line, now) for line in lines], book)
        if language not in made or made[language][0] != key:
            made[language] = key, make_feed(language, timetable, lines, book, now)
        return made[language][1]

    def make_feed(language: str, timetable: Timetable, lines: tuple[Line, ...], book: Book, now: datetime) -> bytes:
        agencies = ", ".join(dict.fromkeys(line.agency for line in lines))
        title = f"{agencies}: {LANGUAGES[language].name}"
        return calendar_feed(timetable, lines, title, calendar_closed(book, language), now)

    return blueprint
