"""The summary of a week for ops staff. Pure: counts in, sentences out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce

from ivr.core.alerts import Alert, Kind
from ivr.core.names import named_language
from ivr.core.reports import Peak
from schedules import home_date, home_zone
from sentences import Rendered, Sentence

_AT = time(9)
_FOR = timedelta(days=1)
PEAK_DAYS = 28
"""Peaks of unmet demand are looked for in the last four weeks."""
_WEEKDAYS = tuple(
    map(
        Rendered,
        ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"),
        ("月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"),
    )
)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from ``first``: calls, those put through, texts that were delivered, and those that failed."""

    first: date
    calls: int
    through: int
    delivered: int
    failed: int


def due_week(now: datetime) -> date | None:
    """Return the Monday of the week that is to be summed up at a moment; None if it is not the time.

    The summary is sent on Monday at 9:00 at home, or within a day after it if the service was away then.
    """
    today = home_date(now - timedelta(hours=_AT.hour))
    monday = today - timedelta(days=today.weekday())
    begins = datetime.combine(monday, _AT, home_zone())
    return monday - timedelta(days=7) if begins <= now < begins + _FOR else None


def digest(week: Week, peaks: Sequence[Peak], holding: Sequence[Alert]) -> Alert:
    """Return the summary of a week, with what holds now."""
    share = round(week.through / week.calls * 100) if week.calls else 0
    lines = [
        Sentence("The week from {day} to {day2}:", day=week.first, day2=week.first + timedelta(days=6)),
        Sentence("Calls: {number}, of which {number2} % were put through.", number=week.calls, number2=share),
        Sentence("Texts: {number} delivered, {number2} failed.", number=week.delivered, number2=week.failed),
        *map(_unmet, peaks),
        *([Sentence("What needs a hand now:")] if holding else [Sentence("Nothing needs a hand.")]),
        *(Sentence("- {text}", text=each.said) for each in holding),
    ]
    said = reduce(lambda one, other: Sentence("{one}\n{other}", one=one, other=other), lines)
    return Alert(Kind.DIGEST, f"{week.first}", said, "/ops/reports")


def _unmet(each: Peak) -> Sentence:
    return Sentence(
        "{language}: {number} of {number2} calls of the last four weeks came on {weekday} from {hour}:00 to "
        "{hour2}:00, when no line is open.",
        language=named_language(each.language),
        number=each.calls,
        number2=each.of,
        weekday=_WEEKDAYS[each.weekday],
        hour=each.begins,
        hour2=each.ends,
    )
