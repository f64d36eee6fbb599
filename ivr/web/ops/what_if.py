"""*What would happen*: what the service would do for a language at a moment. It uses the code that serves calls.

By the published hours, or by those of the draft.
"""

from datetime import datetime, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ivr.clock import parse_moment
from ivr.core.call.preview import Heard, Rung, walk
from ivr.core.caller import identify
from ivr.core.dialling import refusal
from ivr.core.outlook import week
from ivr.core.routing import decide
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import editor
from ivr.web.ops.i18n import said, short_day
from prompts import LANGUAGES, count_segments
from schedules import Line, home_time
from sentences import Sentence

_MOBILE, _WITHHELD = "+819012345678", "anonymous"
"""The callers of the preview: one who can get texts, and one who can't. Nothing is dialled or sent."""


@ops.get("/what-if")
def what_if() -> ResponseReturnValue:
    """Show the decision, the call and the text for a language and a moment."""
    now = console().clock.now()
    language = request.args.get("language", "vi")
    language = language if language in LANGUAGES else "vi"
    moment, error = _moment(request.args.get("at", ""), now)
    reachable = request.args.get("phone") != "withheld"
    timetable, writer = console().timetable(moment), console().writer()
    drafted = editor().preview(now, moment)
    with_draft = drafted is not None and request.args.get("draft") == "1"
    timetable = drafted if drafted and with_draft else timetable
    caller = identify(_MOBILE if reachable else _WITHHELD, ("JP",))
    dialling = console().dialling
    decision = decide(timetable, language, moment, refused=not_dialled)
    monday = _monday(moment)
    return render_template(
        "ops/whatif.html",
        asked=language,
        moment=moment,
        error=error,
        reachable=reachable,
        decision=decision,
        events=walk(caller, language, moment, timetable, writer, dialling),
        text=writer.information(decision),
        count_segments=count_segments,
        phone="mobile" if reachable else "withheld",
        days=week(timetable, language, monday, not_dialled),
        has_draft=drafted is not None,
        with_draft=with_draft,
        monday=monday,
        week_before=_typed(moment - timedelta(days=7)),
        week_after=_typed(moment + timedelta(days=7)),
        mark=home_time(moment),
        minutes=_minutes,
        short_day=short_day,
    ), 422 if error else 200


def not_dialled(line: Line) -> Sentence | None:
    """Return why the service does not dial a line; None if it does."""
    return refusal(line, console().dialling)


@ops.app_template_test("heard")
def is_heard(event: object) -> bool:
    """Whether an event of the preview is something that the caller hears."""
    return isinstance(event, Heard)


@ops.app_template_test("rung")
def is_rung(event: object) -> bool:
    """Whether an event of the preview is a line that rings."""
    return isinstance(event, Rung)


def _moment(text: str, now: datetime) -> tuple[datetime, str]:
    """Return the moment in the query, by default now, and an error if it can't be parsed; then it is now, too."""
    if not text.strip():
        return now, ""
    try:
        return parse_moment(text), ""
    except ValueError as error:
        return now, said(error)


def _monday(moment: datetime) -> datetime:
    """Return midnight of the week's Monday in Japan, which has no daylight saving time."""
    local = home_time(moment)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=local.weekday())


def _typed(moment: datetime) -> str:
    return home_time(moment).strftime("%Y-%m-%dT%H:%M")


def _minutes(moment: datetime) -> int:
    """Return the minutes since midnight."""
    return moment.hour * 60 + moment.minute
