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
from ivr.store.call_back_reports import any_asked
from ivr.store.db import read
from ivr.store.figures import line_answers
from ivr.store.reports import HourFilter, Kind, calls_by_hour, calls_in_hour, outcomes
from ivr.web.ops import charts
from ivr.web.ops.console import console, ops
from ivr.web.ops.i18n import _, axis_day, day, language_label, line_label, short_day, weekday
from ivr.web.ops.query import asked_days, asked_flag, asked_language, asked_mark, written_mark
from schedules import home_date

RANGES = (7, 28, 90, 365)
"""Days, today included."""
MOST_DAYS = 5 * 366
"""Of a range that is typed; a longer one begins later. The calls of an hour are looked for week by week."""
KEPT = [outcome for outcome in Outcome if outcome is not Outcome.GOING_ON]
TO_PASS_ON = {
    "ops.reports": "outcomes",
    "ops.report_languages": "languages",
    "ops.report_unmet": "unmet",
    "ops.report_lines": "lines",
    "ops.report_give_ups": "give-ups",
    "ops.report_texts": "texts",
    "ops.report_call_backs": "call-backs",
}
"""The reports of which some figures may be passed on (:mod:`ivr.web.ops.report_files`), by their endpoints."""
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

    @property
    def typed_query(self) -> dict[str, Any]:
        """The same query, with both days."""
        return replace(self, typed=True).query


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
        span_name=span_name,
        short_date=axis_day,
    )


@ops.get("/reports/languages")
def report_languages() -> ResponseReturnValue:
    """Show the outcomes of calls by language."""
    wanted = asked()
    bars, before = languages_of_calls(wanted), languages_of_calls(wanted.before)
    calls_url = partial(url_for, "ops.calls", first=wanted.first, last=wanted.last, counted=1)

    def urls_of(code: str) -> list[str]:
        return [calls_url(language=code, outcome=outcome) for outcome in KEPT]

    return page("languages", wanted, bars=bars, before=before, label=language_label, urls_of=urls_of)


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
    """List the calls of an hour of the week, or of some from there on: those not put through, or all."""
    wanted, hour = asked(), request.args.get("hour", type=int)
    if hour is None or hour not in range(HOURS_A_WEEK):
        abort(404)
    hours = min(max(request.args.get("hours", 1, type=int), 1), 24)
    everybody = asked_flag("all")
    found = HourFilter(wanted.first, wanted.last, hour, hours, wanted.language, nobody=not everybody)
    listed = read(console().engine, calls_in_hour, found, before=asked_mark("before"), after=asked_mark("after"))
    name = _(
        "%(weekday)s, %(begin)s:00–%(end)s:00", weekday=weekday(hour // 24), begin=hour % 24, end=hour % 24 + hours
    )
    title = _("Calls: %(hour)s", hour=name) if everybody else _("Calls that reached nobody: %(hour)s", hour=name)
    return render_template(
        "ops/reports/hour.html",
        asked=wanted,
        page=listed,
        older=written_mark(listed.older),
        newer=written_mark(listed.newer),
        title=title,
        label=language_label,
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


def span_name(first: date, last: date) -> str:
    """Return the name of the days of a bar."""
    return day(first) if first == last else f"{short_day(first)} – {short_day(last)}"


def switch(endpoint: str, wanted: Asked, *, told: bool = False) -> list[tuple[str, str, bool]]:
    """Return the links between all counts and those to pass on; none if a report has only one of them."""
    if endpoint not in TO_PASS_ON:
        return []
    to_pass_on = url_for("ops.report_told", tab=TO_PASS_ON[endpoint], **wanted.query)
    return [(_("All counts"), url_for(endpoint, **wanted.query), not told), (_("To pass on (CSV)"), to_pass_on, told)]


def tabs(here: str, wanted: Asked, *, told: bool = False) -> list[tuple[str, str, bool]]:
    """Return the tabs that lead to the other reports on the same days, or to what may be passed on of them.

    ``here`` is the endpoint of the page.
    """
    views = {
        "ops.reports": _("Outcomes"),
        "ops.report_languages": _("Languages"),
        "ops.report_unmet": _("Nobody reached"),
        "ops.report_lines": _("Lines"),
        "ops.report_give_ups": _("Giving up"),
        "ops.report_texts": _("Texts"),
        **({"ops.report_call_backs": _("Call-backs")} if _has_call_backs(here, wanted) else {}),
        "ops.report_benefit": _("More hours"),
        "ops.report_monthly": _("For an agency"),
    }

    def address(view: str) -> str:
        if told and view in TO_PASS_ON:
            return url_for("ops.report_told", tab=TO_PASS_ON[view], **wanted.query)
        return url_for(view, **wanted.query)

    return [(title, address(view), view == here) for view, title in views.items()]


def _has_call_backs(here: str, wanted: Asked) -> bool:
    """Whether there is a report of call-backs: people are called back, or were on these days."""
    shown = here == "ops.report_call_backs" or console().calls_back
    return shown or read(console().engine, any_asked, wanted.first, wanted.last)


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
        report_switch=switch(endpoint, wanted),
        before_url=url_for(endpoint, **wanted.before.typed_query),
        calls_url=partial(url_for, "ops.calls", first=wanted.first, last=wanted.last, counted=1),
        list_url=partial(url_for, "ops.calls", counted=1),
        **values,
    )
