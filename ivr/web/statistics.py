"""How many people call, for everybody: the page `/statistics`, and `/statistics.json` for programs.

Both exist only if the settings say so. They tell of whole months, without small counts (:mod:`ivr.core.statistics`).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Blueprint, Response, abort, render_template
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ivr.clock import Clock
from ivr.core.caller import spoken_form
from ivr.core.privacy_page import Practice
from ivr.core.statistics import CODES, LICENCE, Month, statistics_document, whole_months
from ivr.core.suppression import FEWEST
from ivr.service.statistics import told_months
from ivr.store.db import read
from ivr.web.caching import AnswerCache, public_answer
from ivr.web.headers import protect
from ivr.web.open_data import open_to_programs
from ivr.web.public import LOOK, STYLE
from profiles import place, profile
from prompts import LANGUAGES

_FRESH = 3600
"""Seconds for which an answer may be cached. It changes once a month."""


@dataclass(frozen=True)
class Statistics:
    """The page and the document, each made once a month in each process.

    Attributes:
        engine: the database; not that of calls, since nobody limits how long this takes.
        site: the address of the public pages, without a slash at its end.
        practice: the one number, and who runs the service.
    """

    engine: Engine
    clock: Clock
    site: str
    practice: Practice
    _cache: AnswerCache = field(default_factory=AnswerCache)

    def blueprints(self) -> tuple[Blueprint, Blueprint]:
        """Return the routes of the page and of the document."""
        page, document = Blueprint("statistics", __name__), Blueprint("statistics_document", __name__)
        protect(page, STYLE)
        page.add_url_rule("/statistics", "page", self.page)
        open_to_programs(document)
        document.add_url_rule("/statistics.json", "document", self.document)
        return page, document

    def page(self) -> Response:
        """Show the newest month, and how many calls came in those before."""
        return self._answer("text/html; charset=utf-8", self._make_page)

    def document(self) -> Response:
        """Return all months as JSON."""
        return self._answer("application/json; charset=utf-8", self._make_document)

    def _answer(self, content_type: str, make: Callable[[tuple[Month, ...]], str]) -> Response:
        now = self.clock.now()
        try:
            body = self._cache.get(content_type, whole_months(now), lambda: make(read(self.engine, told_months, now)))
        except SQLAlchemyError:
            abort(503)
        return public_answer(body, content_type, _FRESH)

    def _make_page(self, months: tuple[Month, ...]) -> str:
        newest = months[0]
        return render_template(
            "statistics.html",
            months=months,
            newest=newest,
            rows=[
                row for row in zip(CODES, newest.reached.rows, newest.reached.cells, strict=True) if row[1] is not None
            ],
            names=LANGUAGES,
            fewest=FEWEST,
            place=place("en"),
            easy_japanese="ja" in profile().languages,
            licence=LICENCE,
            operator=self.practice.operator,
            hotline_printed=spoken_form(self.practice.hotline),
            site=self.site,
            address=f"{self.site}/statistics",
            **LOOK,
        )

    def _make_document(self, months: tuple[Month, ...]) -> str:
        return json.dumps(statistics_document(months, self.site, self.practice.operator), ensure_ascii=False)
