"""The hours for programs: `/hours.json`, and `/hsds.json` for directories of services (Open Referral)."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Blueprint, Response, jsonify, request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from ivr.clock import Clock, SystemClock
from ivr.core.open_data import hours_document
from ivr.service.schedule.live import LiveSchedule
from ivr.web.caching import AnswerCache, fresh_for, public_answer
from ivr.web.headers import ANY_SITE
from prompts import LANGUAGES
from schedules import Timetable, home_date
from schedules.formats.hsds import export_hsds, page_of

LIMIT = "60 per minute"
"""The rate limit of one address, in each process."""
_FRESH = {"hours": 5, "hsds": 60}
"""Seconds for which each document may be cached."""
_CROSS_ORIGIN = ANY_SITE | {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "Access-Control-Max-Age": "86400",
}
"""CORS: scripts of any page may read the documents, revalidate them by ETag, and read ``Retry-After``."""


def open_data_blueprint(
    schedule: LiveSchedule, clock: Clock, hotline: str, site: str, confirmed_for: timedelta
) -> Blueprint:
    """Return the blueprint of the documents.

    ``hotline`` is the number of the service (E.164), ``site`` the address of the public pages. Hours count as confirmed
    for a time.
    """
    blueprint = Blueprint("open_data", __name__)
    cache = AnswerCache()
    open_to_programs(blueprint)

    def document(name: str, now: datetime, timetable: Timetable, made_of: object, make: Callable[[], Any]) -> Response:
        body = cache.get(name, (made_of, timetable), lambda: json.dumps(make(), ensure_ascii=False))
        fresh = fresh_for(_FRESH[name], now, timetable.then and timetable.then[0])
        return public_answer(body, "application/json; charset=utf-8", fresh)

    @blueprint.get("/hours.json")
    def hours() -> Response:
        now = clock.now()
        timetable, minute = schedule.at(now), now.replace(second=0, microsecond=0)
        make = partial(hours_document, timetable, now, hotline, site, confirmed_for)
        return document("hours", now, timetable, minute, make)

    @blueprint.get("/hsds.json")
    def hsds() -> Response:
        now = clock.now()
        timetable, today = schedule.at(now), home_date(now)
        names = {code: language.english for code, language in LANGUAGES.items()}
        make = partial(export_hsds, timetable.directory, names, today, confirmed_for)
        return document("hsds", now, timetable, today, lambda: page_of(make()))

    return blueprint


def open_to_programs(blueprint: Blueprint) -> None:
    """Let scripts of any page read the documents of a blueprint, and answer 429 to an address beyond :data:`LIMIT`."""
    limiter, allowed = FixedWindowRateLimiter(MemoryStorage()), parse(LIMIT)

    @blueprint.before_request
    def count() -> Response | None:
        address = request.remote_addr or ""
        if limiter.hit(allowed, address):
            return None
        ends = limiter.get_window_stats(allowed, address).reset_time
        refusal = jsonify(error=f"Too many requests: {LIMIT} for one address. Keep the answer, and ask by its ETag.")
        refusal.status_code = 429
        refusal.headers["Retry-After"] = str(max(1, round(ends - SystemClock().now().timestamp())))
        return refusal

    @blueprint.after_request
    def open_to_every_page(response: Response) -> Response:
        response.headers.update(_CROSS_ORIGIN)
        return response
