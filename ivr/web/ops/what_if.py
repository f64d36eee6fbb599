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
from ivr.web.ops.i18n import name_as_in, said, short_day
from profiles.numbers import a_mobile
from prompts import LANGUAGES, count_segments
from schedules import Line, home_time
from sentences import Sentence

_WITHHELD = "anonymous"


@ops.get("/what-if")
def what_if() -> ResponseReturnValue:
    """Show the decision, the call and the text for a language and a moment."""
    now = console().clock.now()
    language = request.args.get("language", "vi")
    language = language if language in LANGUAGES else "vi"
    moment, error = _moment(request.args.get("at", ""), now)
    reachable = request.args.get("phone") != "withheld"
    timetable, writer = console().timetable(moment), console().writer(moment)
    drafted = editor().preview(now, moment)
    with_draft = drafted is not None and request.args.get("draft") == "1"
    timetable = drafted if drafted and with_draft else timetable
    name_as_in(timetable.directory)
    caller = identify(a_mobile() if reachable else _WITHHELD)  # nothing is dialled or sent
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
        events=walk(caller, language, moment, timetable, writer, dialling, calls_back=console().calls_back),
        text=writer.information(decision),
        count_segments=count_segments,
        phone="mobile" if reachable else "withheld",
        days=week(timetable if with_draft else console().timetable(monday), language, monday, not_dialled),
        has_draft=drafted is not None,
        with_draft=with_draft,
        monday=monday,
        week_before=_typed(home_time(moment) - timedelta(days=7)),
        week_after=_typed(home_time(moment) + timedelta(days=7)),
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
    """Return midnight of the week's Monday."""
    local = home_time(moment)
    return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0) - timedelta(days=local.weekday())


def _typed(moment: datetime) -> str:
    return home_time(moment).strftime("%Y-%m-%dT%H:%M")


def _minutes(moment: datetime) -> int:
    """Return the minutes since midnight."""
    return moment.hour * 60 + moment.minute
