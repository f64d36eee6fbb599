"""The page that a text with a link leads to: `/<lang>`, and `/` to choose a language."""

from collections.abc import Callable

from flask import Blueprint, Response, make_response, render_template, request

from ivr.clock import Clock
from ivr.core.routing import decide
from ivr.core.writing import hours, state
from ivr.service.current import CurrentSchedule
from prompts import LANGUAGES, Book, Dated, Prompt

_FRESH = 5
"""Seconds; a page says who is open now, and is right again soon after a publish."""


def public_blueprint(schedule: CurrentSchedule, current_book: Callable[[], Book], clock: Clock) -> Blueprint:
    """What a text message says, with numbers to tap."""
    blueprint = Blueprint("public", __name__, template_folder="templates")

    @blueprint.get("/")
    def languages() -> Response:
        return _cached(render_template("languages.html", languages=LANGUAGES.values()))

    @blueprint.get(f"/<any({', '.join(LANGUAGES)}):language>")
    def page(language: str) -> Response:
        now, book = clock.now(), current_book()
        decision = decide(schedule.at(now), language, now)
        email = decision.timetable.directory.email.get(language)
        words = [Prompt("sms_free"), Prompt.of("sms_email", url="")]
        free, email_words = book.lines(language, words)
        lines = [
            {
                "agency": each.line.agency,
                "number": each.line.number,
                "state": book.lines(language, state(each, now, each.line.agency)),
                "hours": hours(language, each),
            }
            for each in decision.considered
        ]
        agencies = ", ".join(dict.fromkeys(each.line.agency for each in decision.considered))
        notices = [
            {
                "title": notice.words[language].title,
                "as_of": f"{book.text(language, Prompt.of('sms_notice_as_of', date=Dated(notice.as_of)))} {agencies}",
                "parts": notice.words[language].spoken,
            }
            for notice in decision.timetable.notices(now)
            if language in notice.words
        ]
        return _cached(
            render_template(
                "language.html",
                language=LANGUAGES[language],
                lines=lines,
                free=free,
                email=email,
                email_words=email_words.rstrip(": ："),
                notices=notices,
                names=" · ".join(each.name for each in LANGUAGES.values()),
            )
        )

    return blueprint


def _cached(html: str) -> Response:
    response = make_response(html)
    response.headers["Cache-Control"] = f"public, max-age={_FRESH}"
    response.add_etag()
    response.make_conditional(request)
    return response
