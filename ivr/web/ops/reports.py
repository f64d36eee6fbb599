"""*Reports*: call outcomes, unmet demand, and how often each line answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from ivr.core.call.outcome import Outcome
from ivr.core.reports import Demand, Rate, days_of, demand, open_minutes
from ivr.store.db import read
from ivr.store.reports import Kind, calls_by_hour, outcomes, rates_by_hour
from ivr.web.ops.console import console, ops
from ivr.web.ops.csv_file import csv_file
from ivr.web.ops.i18n import _, day, language_name, weekday
from ivr.web.ops.query import asked_language
from prompts import LANGUAGES
from schedules import home_date

RANGES = (7, 28, 90, 365)
"""Days, today included."""
_KEPT = [outcome for outcome in Outcome if outcome is not Outcome.GOING_ON]


@dataclass(frozen=True, slots=True)
class Bar:
    """The outcomes of the calls of a day or of a language."""

    key: date | str
    counts: dict[Outcome, int]

    @property
    def total(self) -> int:
        """The number of calls."""
        return sum(self.counts.values())


@ops.get("/reports")
def reports() -> ResponseReturnValue:
    """Show outcomes, demand and answer rates of some days."""
    days, language = _days(), asked_language()
    first, last = _range(days)
    found = read(console().engine, outcomes, first, last, language)
    by_day = [_bar(each, found.by_day.get(each, {})) for each in days_of(first, last)]
    by_language = [_bar(code, counts) for code, counts in found.by_language.items()]
    return render_template(
        "ops/reports.html",
        ranges=RANGES,
        asked_days=days,
        asked=language,
        outcomes=_KEPT,
        by_day=by_day,
        by_language=sorted(by_language, key=lambda bar: -bar.total),
        week=_week(first, last, language),
        rates=_rates(first, last),
        first=first,
        last=last,
        day_name=day,
        language_label=lambda code: language_name(code) if code in LANGUAGES else _("not chosen"),
        weekday_name=weekday,
    )


@ops.get("/reports/<report>.csv")
def report_csv(report: str) -> ResponseReturnValue:
    """Download the table of one report."""
    table = _table(report)
    if table is None:
        abort(404)
    head, rows = table
    return csv_file(report, head, rows)


def _table(report: str) -> tuple[Sequence[str], Sequence[Sequence[object]]] | None:
    """Return the head and the rows of a report; None: there is no such report."""
    language = asked_language()
    first, last = _range(_days())
    match report:
        case "outcomes-by-day" | "outcomes-by-language":
            found = read(console().engine, outcomes, first, last, language)
            counted: Mapping[date, Mapping[Kind, int]] | Mapping[str, Mapping[Kind, int]] = (
                found.by_day if report == "outcomes-by-day" else found.by_language
            )
            bars = [_bar(key, counts) for key, counts in counted.items()]
            head = (report.rpartition("-")[2], *map(str, _KEPT), "all")
            return head, [(bar.key, *bar.counts.values(), bar.total) for bar in bars]
        case "unmet-demand":
            week = _week(first, last, language)
            head = ("weekday (1 is Monday)", "hour", "calls", "put through", "not put through", "minutes open")
            return head, [
                (each.weekday + 1, each.clock, each.calls, each.through, each.unmet, each.open) for each in week
            ]
        case "answer-rates":
            rates = _rates(first, last)
            flat = [(line, hour, rate.dials, rate.answered) for line, hours in rates.items() for hour, rate in hours]
            return ("line", "hour", "dials", "answered"), flat
        case _:
            return None


def _days() -> int:
    asked = request.args.get("days", type=int)
    return asked if asked in RANGES else RANGES[1]


def _range(days: int) -> tuple[date, date]:
    last = home_date(console().clock.now())
    return last - timedelta(days=days - 1), last


def _bar(key: date | str, counts: Mapping[Kind, int]) -> Bar:
    summed: dict[Outcome, int] = dict.fromkeys(_KEPT, 0)
    for (outcome, _through), count in counts.items():
        summed[Outcome(outcome)] += count
    return Bar(key, summed)


def _week(first: date, last: date, language: str) -> list[Demand]:
    """Return calls and open minutes by hour of the week, for a language, or for all if it is empty."""
    now = console().clock.now()
    by_language = read(console().engine, calls_by_hour, first, last)
    counted: dict[int, tuple[int, int]] = {}
    for code, hours in by_language.items():
        if language in ("", code):
            for hour, (calls, through) in hours.items():
                had = counted.get(hour, (0, 0))
                counted[hour] = had[0] + calls, had[1] + through
    timetable = console().timetable(now)
    lines = timetable.lines_for(language, now) if language in LANGUAGES else timetable.lines(now)
    return demand(counted, open_minutes(lines, last))


def _rates(first: date, last: date) -> dict[str, list[tuple[int, Rate]]]:
    """Return the answer rate of each line for each hour of the day in which it was dialled.

    Lines are in the order in which they are tried. Removed lines are last.
    """
    found = read(console().engine, rates_by_hour, first, last)
    order = [line.id for line in console().timetable(console().clock.now()).directory.lines]
    known = [line for line in order if line in found] + sorted(found.keys() - set(order))
    return {line: sorted(found[line].items()) for line in known}
