"""The public pages: `/`, to choose a language; `/<lang>`, whom to call now and in the coming days; `/<lang>/privacy`.

A page is one response without scripts, cookies and resources of other sites, for cheap phones on slow connections.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from importlib.resources import files
from itertools import takewhile
from urllib.parse import quote

from flask import Blueprint, Response, render_template, url_for
from markupsafe import Markup

from ivr.clock import Clock
from ivr.core.caller import spoken_form
from ivr.core.confirmed import about_hours
from ivr.core.open_data import structured_data
from ivr.core.pages import next_state, page
from ivr.core.privacy_page import Practice, privacy_page
from ivr.core.routing import decide
from ivr.service.prompts.live import LiveBook
from ivr.service.schedule.live import LiveSchedule
from ivr.web.caching import AnswerCache, fresh_for, public_answer
from ivr.web.headers import ANY_SITE, protect
from profiles import profile
from prompts import LANGUAGES, Book, Language, Prompt
from prompts.desk import request as at_the_desk
from schedules import Timetable
from schedules.confirmation import CONFIRMED_FOR


def stylesheet(name: str) -> str:
    """Return a stylesheet of `templates/` without comments and needless spaces: a page must stay below 20 kB."""
    written = files(__package__).joinpath("templates", name).read_text("utf-8")
    without_comments = re.sub(r"/\*.*?\*/", "", written).strip()
    return re.sub(r"\s*([{};,]|:(?= ))\s*", r"\1", without_comments).replace(";}", "}")


STYLE = stylesheet("page.css")
_FRESH = 5
"""Seconds for which a page may be cached: few, so that it is right soon after a revision is published."""
_ICON = files("ivr.web.ops").joinpath("static", "icon.svg").read_text("utf-8").strip()
LOOK = {"icon": f"data:image/svg+xml,{quote(_ICON)}", "style": Markup(STYLE)}  # noqa: S704  # ours
"""What the templates of public pages need for their looks."""
_PICTURE = files(__package__).joinpath("static", "open-graph.png").read_bytes()
_A_DAY = 86_400
"""Seconds."""
_KEYS = ",\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class PublicPages:
    """The pages, each made once for all who ask in the same minute.

    Attributes:
        site: the address under which the pages are known, without a slash at its end.
        practice: the one number, who runs the service, and what it keeps of people.
        statistics: whether there are public statistics, to which the first page leads.
        confirmed_for: how long hours count as confirmed.
    """

    schedule: LiveSchedule
    book: LiveBook
    clock: Clock
    site: str
    practice: Practice
    statistics: bool = False
    confirmed_for: timedelta = CONFIRMED_FOR
    _cache: AnswerCache = field(default_factory=AnswerCache)

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        made = Blueprint("public", __name__, template_folder="templates")
        protect(made, STYLE)
        made.add_url_rule("/", "languages", self.languages)
        language = f"/<any({', '.join(LANGUAGES)}):language>"
        made.add_url_rule(language, "of_language", self.of_language)
        made.add_url_rule(f"{language}/privacy", "privacy", self.privacy)
        made.add_url_rule("/open-graph.png", "picture", self.picture)
        return made

    def languages(self) -> Response:
        """Show all languages, and for each who is there now or next."""
        return self._answer("", self._make_languages)

    def of_language(self, language: str) -> Response:
        """Show whom to call in a language."""
        return self._answer(language, partial(self._make_page, language))

    def privacy(self, language: str) -> Response:
        """Show in a language what is kept of people, who is told, and what they can do."""
        return self._answer(f"{language}/privacy", partial(self._make_privacy, language))

    def picture(self) -> Response:
        """Return the picture that messengers show beside a link."""
        response = public_answer(_PICTURE, "image/png", _A_DAY)
        response.headers.update(ANY_SITE)
        return response

    def _answer(self, name: str, make: Callable[[datetime, Timetable, Book], str]) -> Response:
        now = self.clock.now()
        timetable, book = self.schedule.at(now), self.book.at(now)
        made_of = now.replace(second=0, microsecond=0), timetable, book
        body = self._cache.get(name, made_of, lambda: make(now, timetable, book))
        fresh = fresh_for(_FRESH, now, timetable.then and timetable.then[0], self.book.changes(now))
        return public_answer(body, "text/html; charset=utf-8", fresh)

    def _make_languages(self, now: datetime, timetable: Timetable, book: Book) -> str:
        return render_template(
            "languages.html",
            titles={code: book.text(code, Prompt("page_title")) for code in LANGUAGES},
            states={code: next_state(decide(timetable, code, now), book, self.confirmed_for) for code in LANGUAGES},
            statistics=self.statistics,
            easy_japanese="ja" in profile().languages,
            **self._common("of_language"),
        )

    def _make_page(self, code: str, now: datetime, timetable: Timetable, book: Book) -> str:
        language, decision = LANGUAGES[code], decide(timetable, code, now)
        say = self._words(language, book)
        about = about_hours(now, self.confirmed_for, book, "en")  # it is for programs, and the page has it already
        told = structured_data(decision, say["title"], self.site, about)
        data = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        return render_template(
            "language.html",
            language=language,
            page=page(decision, book, self.confirmed_for),
            say=say,
            desk=profile().desk.language,
            request=at_the_desk(code),
            kana=_common_beginning(language.japanese, language.easy_japanese),
            structured=Markup(data.replace("<", "\\u003c")),  # noqa: S704  # escaped
            operator=self.practice.operator,
            operator_page=self.practice.operator_page,
            emergency_numbers=dict.fromkeys((profile().police, profile().ambulance)),
            **self._common("of_language", code),
        )

    def _make_privacy(self, code: str, now: datetime, timetable: Timetable, book: Book) -> str:
        agencies = dict.fromkeys(line.agency for line in timetable.lines_for(code, now))
        return render_template(
            "privacy.html",
            language=LANGUAGES[code],
            parts=privacy_page(self.practice, code, tuple(agencies), book),
            say=self._words(LANGUAGES[code], book),
            operator=self.practice.operator,
            **self._common("privacy", code),
        )

    def _words(self, language: Language, book: Book) -> dict[str, str]:
        prompts = {
            "title": Prompt("page_title"),
            "about": Prompt("page_about"),
            "week": Prompt("page_week"),
            "closed": Prompt("page_day_closed"),
            "say": Prompt("page_say"),
            "email": Prompt("page_email"),
            "one_number": Prompt.of(
                "page_one_number", number=spoken_form(self.practice.hotline), key=_KEYS.join(language.keys)
            ),
            "emergency": Prompt.of("page_emergency", police=profile().police, ambulance=profile().ambulance),
            "agencies": Prompt("page_agencies"),
            "private": Prompt("page_private"),
            "privacy": Prompt("page_privacy"),
            "operator": Prompt.of("page_operator", operator=self.practice.operator),
            "calendar": Prompt("page_calendar"),
            "languages": Prompt("page_languages"),
        }
        return {name: book.text(language.code, prompt) for name, prompt in prompts.items()}

    def _common(self, view: str, code: str = "") -> dict[str, object]:
        """Return what all pages need. ``view`` has a page in each language; without a code it is the first page."""
        path = url_for(f"public.{view}", language=code) if code else url_for("public.languages")
        return {
            "languages": LANGUAGES,
            "view": f"public.{view}",
            "hotline": self.practice.hotline,
            "hotline_printed": spoken_form(self.practice.hotline),
            "site": self.site,
            "address": f"{self.site}{path}",
            **LOOK,
        }


def _common_beginning(written: str, read: str) -> str:
    """Return the start of a word that needs no furigana: the kana before the first kanji."""
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(written, read, strict=False)))
