"""*Reports*: what became of the calls, in which languages, when nobody was there, and how often each line answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.call.outcome import Outcome
from ivr.core.figures import Answers
from ivr.core.reports import HOURS_A_WEEK, Demand, Hours, demand_in, peaks_of, spans
from ivr.store.db import read
from ivr.store.figures import line_answers
from ivr.store.reports import Kind, calls_by_hour, calls_in_hour, outcomes
from ivr.web.ops import charts
from ivr.web.ops.console import console, ops
from ivr.web.ops.i18n import _, axis_day, day, language_label, line_label, short_day, weekday
from ivr.web.ops.query import asked_days, asked_language
from schedules import home_date

RANGES = (7, 28, 90, 365)
"""Days, today included."""
MOST_DAYS = 5 * 366
"""Of a range that is typed; a longer one begins later. The calls of an hour are looked for week by week."""
KEPT = [outcome for outcome in Outcome if outcome is not Outcome.GOING_ON]
MOST_LISTED = 200
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the query asks for: the days from the first to the last, and a language or all (empty).

    ``typed``: both days were given; otherwise the last one is today.
    """

    first: date
    last: date
    language: str
    typed: bool = False

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Asked":
        """As many days before these."""
        return replace(self, first=self.first - self.days * _ONE_DAY, last=self.first - _ONE_DAY)

    @property
    def range_query(self) -> dict[str, Any]:
        """The query of the same days."""
        return {"first": f"{self.first}", "last": f"{self.last}"} if self.typed else {"days": self.days}

    @property
    def query(self) -> dict[str, Any]:
        """The query of a page with the same days and language."""
        return self.range_query | ({"language": self.language} if self.language else {})


@dataclass(frozen=True, slots=True)
class Bar:
    """The outcomes of the calls of some days or of a language, by :data:`KEPT`."""

    counts: Sequence[int]

    @property
    def total(self) -> int:
        """The number of calls."""
        return sum(self.counts)

    @property
    def through(self) -> int:
        """Those that were put through."""
        return self.counts[KEPT.index(Outcome.PUT_THROUGH)]

    def __add__(self, other: "Bar") -> "Bar":
        return Bar([mine + its for mine, its in zip(self.counts, other.counts, strict=True)])


NONE = Bar([0] * len(KEPT))


def asked() -> Asked:
    """Return what the query asks for: two days and those between, or so many until today; else those of four weeks."""
    typed, language, today = asked_days(), asked_language(), home_date(console().clock.now())
    if typed.first and typed.last and typed.first <= typed.last:
        return Asked(max(typed.first, typed.last - MOST_DAYS * _ONE_DAY), typed.last, language, typed=True)
    days = request.args.get("days", type=int)
    return Asked(today - ((days if days in RANGES else RANGES[1]) - 1) * _ONE_DAY, today, language)


@ops.get("/reports")
def reports() -> ResponseReturnValue:
    """Show the outcomes of calls, by day, week or month."""
    wanted = asked()
    by_day, bars = days_of_calls(wanted), []
    for first, last in spans(wanted.first, wanted.last):
        days = [bar for each, bar in by_day.items() if first <= each <= last]
        bars.append((first, last, sum(days, NONE)))
    return page(
        "outcomes",
        wanted,
        bars=bars,
        all=sum(by_day.values(), NONE),
        all_before=sum(days_of_calls(wanted.before).values(), NONE),
        span_name=_span_name,
        short_date=axis_day,
    )


@ops.get("/reports/languages")
def report_languages() -> ResponseReturnValue:
    """Show the outcomes of calls by language."""
    wanted = asked()
    bars, before = languages_of_calls(wanted), languages_of_calls(wanted.before)
    return page("languages", wanted, bars=bars, before=before, label=language_label)


@ops.get("/reports/unmet")
def report_unmet() -> ResponseReturnValue:
    """Show when callers reached nobody, by hour of the week, beside the hours in which a line is open."""
    wanted = asked()
    by_language = read(console().engine, calls_by_hour, wanted.first, wanted.last)
    now = console().clock.now()
    peaks = peaks_of(by_language, console().timetable(now), now, wanted.last)
    return page(
        "unmet", wanted, week=_week(by_language, wanted.last, wanted.language), peaks=peaks, weekday_name=weekday
    )


@ops.get("/reports/lines")
def report_lines() -> ResponseReturnValue:
    """Show how often each line answers; one line also by hour."""
    wanted, chosen = asked(), request.args.get("line", "")
    rates, before = lines_of_dials(wanted), lines_of_dials(wanted.before)
    return page(
        "lines",
        wanted,
        rates=[(line, sum(by_hour.values(), Answers())) for line, by_hour in rates.items()],
        before={line: sum(by_hour.values(), Answers()) for line, by_hour in before.items()},
        chosen=chosen if chosen in rates else "",
        by_hour=rates.get(chosen, {}),
        label=line_label,
    )


@ops.get("/reports/hour")
def report_hour() -> ResponseReturnValue:
    """List the calls of an hour of the week that were not put through."""
    wanted, hour = asked(), request.args.get("hour", type=int)
    if hour is None or hour not in range(HOURS_A_WEEK):
        abort(404)
    found = read(
        console().engine, calls_in_hour, wanted.first, wanted.last, hour, wanted.language, most=MOST_LISTED + 1
    )
    title = _("%(weekday)s, %(hour)s:00", weekday=weekday(hour // 24), hour=hour % 24)
    return render_template(
        "ops/reports/hour.html", asked=wanted, calls=found, title=title, most=MOST_LISTED, label=language_label
    )


def days_of_calls(wanted: Asked) -> dict[date, Bar]:
    """Return the outcomes of the calls of each day that has any."""
    found = read(console().engine, outcomes, wanted.first, wanted.last, wanted.language)
    return {day: _bar(counts) for day, counts in sorted(found.by_day.items())}


def languages_of_calls(wanted: Asked) -> dict[str, Bar]:
    """Return the outcomes of the calls in each language, that with most calls first."""
    found = read(console().engine, outcomes, wanted.first, wanted.last, wanted.language)
    bars = {code: _bar(counts) for code, counts in found.by_language.items()}
    return dict(sorted(bars.items(), key=lambda item: -item[1].total))


def lines_of_dials(wanted: Asked) -> dict[str, dict[int, Answers]]:
    """Return how the dials of each line ended, by hour of the day, in the order of lines; removed lines are last."""
    found = read(console().engine, line_answers, wanted.first, wanted.last)
    order = [line.id for line in console().timetable(console().clock.now()).directory.lines]
    known = [line for line in order if line in found] + sorted(found.keys() - set(order))
    return {line: dict(sorted(found[line].items())) for line in known}


def _week(by_language: Hours, last: date, language: str) -> list[Demand]:
    """Return the demand in a language, or in all if it is empty."""
    now = console().clock.now()
    return demand_in(by_language, console().timetable(now), now, last, language)


def _bar(counts: Mapping[Kind, int]) -> Bar:
    summed: dict[Outcome, int] = dict.fromkeys(KEPT, 0)
    for (outcome, _through), count in counts.items():
        summed[Outcome(outcome)] += count
    return Bar(list(summed.values()))


def _span_name(first: date, last: date) -> str:
    """Return the name of the days of a bar."""
    return day(first) if first == last else f"{short_day(first)} – {short_day(last)}"


def tabs(here: str, wanted: Asked) -> list[tuple[str, str, bool]]:
    """Return the tabs that lead to the other reports on the same days; ``here`` is the endpoint of the page."""
    views = {
        "ops.reports": _("Outcomes"),
        "ops.report_languages": _("Languages"),
        "ops.report_unmet": _("Nobody reached"),
        "ops.report_lines": _("Lines"),
        "ops.report_give_ups": _("Giving up"),
        "ops.report_texts": _("Texts"),
        "ops.report_benefit": _("More hours"),
        "ops.report_monthly": _("For an agency"),
    }
    return [(title, url_for(view, **wanted.query), view == here) for view, title in views.items()]


def page(name: str, wanted: Asked, **values: object) -> str:
    """Render a report, with the tabs that lead to the others on the same days."""
    endpoint = "ops.reports" if name == "outcomes" else f"ops.report_{name}"
    ranges = [
        (
            _("%(count)s days", count=days),
            url_for(endpoint, days=days, language=wanted.language or None),
            days == wanted.days and not wanted.typed,
        )
        for days in RANGES
    ]
    return render_template(
        f"ops/reports/{name}.html",
        asked=wanted,
        report_ranges=ranges,
        report_tabs=tabs(endpoint, wanted),
        outcomes=KEPT,
        charts=charts,
        calls_url=partial(url_for, "ops.calls", first=wanted.first, last=wanted.last),
        **values,
    )
