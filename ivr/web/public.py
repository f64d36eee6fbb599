"""The public pages: `/<lang>`, whom to call now and in the coming days; and `/`, to choose a language.

A page is one response without scripts, cookies and resources of other sites, for cheap phones on slow connections.
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from importlib.resources import files
from itertools import takewhile
from urllib.parse import quote

from flask import Blueprint, Response, render_template
from markupsafe import Markup

from ivr.clock import Clock
from ivr.core.caller import spoken_form
from ivr.core.open_data import structured_data
from ivr.core.pages import AMBULANCE, POLICE, next_state, page
from ivr.core.routing import decide
from ivr.service.schedule.live import LiveSchedule
from ivr.web.caching import AnswerCache, public_answer
from ivr.web.headers import protect
from prompts import LANGUAGES, Book, Prompt
from schedules import Timetable

_FRESH = 5
"""Seconds for which a page may be cached: few, so that it is right soon after a revision is published."""
_STYLE = files(__package__).joinpath("templates", "page.css").read_text("utf-8")
_ICON = files("ivr.web.ops").joinpath("static", "icon.svg").read_text("utf-8")
_PICTURE = files(__package__).joinpath("static", "open-graph.png").read_bytes()
_A_DAY = 86_400
"""Seconds."""
_KEYS = ",\N{NO-BREAK SPACE}"


def public_blueprint(
    schedule: LiveSchedule, current_book: Callable[[], Book], clock: Clock, hotline: str, site: str
) -> Blueprint:
    """Return the blueprint of the pages. ``hotline`` is the number of the service (E.164), ``site`` their address."""
    blueprint = Blueprint("public", __name__, template_folder="templates")
    cache = AnswerCache()
    protect(blueprint, _STYLE)

    def answer(name: str, make: Callable[[datetime, Timetable, Book], str]) -> Response:
        """Return a page for the present minute from the cache."""
        now = clock.now()
        timetable, book = schedule.at(now), current_book()
        made_of = now.replace(second=0, microsecond=0), timetable, book
        body = cache.get(name, made_of, lambda: make(now, timetable, book))
        return public_answer(body, "text/html; charset=utf-8", _FRESH)

    @blueprint.get("/")
    def languages() -> Response:
        return answer("", make_languages)

    @blueprint.get(f"/<any({', '.join(LANGUAGES)}):language>")
    def of_language(language: str) -> Response:
        return answer(language, partial(make_page, language))

    @blueprint.get("/open-graph.png")
    def picture() -> Response:
        return public_answer(_PICTURE, "image/png", _A_DAY)

    def make_languages(now: datetime, timetable: Timetable, book: Book) -> str:
        return render_template(
            "languages.html",
            titles={code: book.text(code, Prompt("page_title")) for code in LANGUAGES},
            states={code: next_state(decide(timetable, code, now), book) for code in LANGUAGES},
            **common(""),
        )

    def make_page(language: str, now: datetime, timetable: Timetable, book: Book) -> str:
        chosen, decision = LANGUAGES[language], decide(timetable, language, now)
        words = {
            "title": Prompt("page_title"),
            "about": Prompt("page_about"),
            "free": Prompt("sms_free"),
            "week": Prompt("page_week"),
            "closed": Prompt("page_day_closed"),
            "say": Prompt("page_say"),
            "email": Prompt("page_email"),
            "one_number": Prompt.of("page_one_number", number=spoken_form(hotline), key=_KEYS.join(chosen.keys)),
            "emergency": Prompt.of("page_emergency", police=POLICE, ambulance=AMBULANCE),
            "calendar": Prompt("page_calendar"),
            "languages": Prompt("page_languages"),
        }
        said = {name: book.text(language, prompt) for name, prompt in words.items()}
        data = structured_data(decision, said["title"], site)
        return render_template(
            "language.html",
            language=chosen,
            page=page(decision, book),
            say=said,
            kana=_common_beginning(chosen.japanese, chosen.easy_japanese),
            structured=Markup(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")),  # noqa: S704  # escaped
            emergency_numbers=(POLICE, AMBULANCE),
            **common(f"/{language}"),
        )

    def common(path: str) -> dict[str, object]:
        return {
            "languages": LANGUAGES,
            "hotline": hotline,
            "hotline_printed": spoken_form(hotline),
            "site": site,
            "address": f"{site}{path or '/'}",
            "icon": f"data:image/svg+xml,{quote(_ICON)}",
            "style": Markup(_STYLE),  # noqa: S704  # ours
        }

    return blueprint


def _common_beginning(written: str, read: str) -> str:
    """Return the start of a word that needs no furigana: the kana before the first kanji."""
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(written, read, strict=False)))
