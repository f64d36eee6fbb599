"""*Reports*, *More hours*: what a draft, or one more hour a week, would change for those who reach nobody now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import request
from flask.typing import ResponseReturnValue

from ivr.core.benefit import WEEKS_AHEAD, Cell, Forecast, Gain
from ivr.service.benefit import Benefit, benefit
from ivr.store.call_back_reports import asked_in_calls
from ivr.store.db import read
from ivr.web.ops import reports
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import editor
from ivr.web.ops.i18n import know_names, language_label, line_label, weekday
from ivr.web.ops.what_if import not_dialled
from schedules import home_date


@dataclass(frozen=True, slots=True)
class Weekly:
    """A forecast in calls a week, as the mean of the next weeks."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """What a draft adds for a line or a language: the calls that came then, and the forecast."""

    name: str
    calls: float
    weekly: Weekly
    hours: float = 0.0


@ops.get("/reports/more-hours")
def report_benefit() -> ResponseReturnValue:
    """Show what the draft would add, and the hours that would help most."""
    now, wanted, line = console().clock.now(), reports.asked(), request.args.get("line", "")
    found = _benefit(wanted)
    lines = [each.id for each in found.directory.lines]
    chosen = line if line in lines else ""
    drafted = editor().preview(now, now)
    shown: Mapping[str, object] = {}
    if drafted:
        know_names(drafted.directory)
        shown = _drafted(found, found.of(drafted.directory))
    first, last = found.today - timedelta(weeks=found.history.weeks), found.today - timedelta(days=1)
    asked, reached = read(console().engine, asked_in_calls, first, last)
    return reports.page(
        "benefit",
        wanted,
        first=first,
        last=last,
        asked_back=asked,
        called_back=reached,
        weeks=found.history.weeks,
        best=found.best(chosen),
        lines=lines,
        chosen=chosen,
        weekly=weekly,
        drafted=drafted is not None,
        label=line_label,
        weekday_name=weekday,
        **shown,
    )


def weekly(forecast: Forecast) -> Weekly:
    """Return a forecast in calls a week."""
    return Weekly(*(each / WEEKS_AHEAD for each in (forecast.mean, forecast.low, forecast.high)))


def _benefit(wanted: reports.Asked) -> Benefit:
    now = console().clock.now()
    directory = console().timetable(now).directory
    refused = [line.id for line in directory.lines if not_dialled(line)]
    return benefit(console().engine, directory, home_date(now), wanted.days // 7, refused)


def _drafted(found: Benefit, gain: Gain) -> dict[str, object]:
    def rows(groups: Mapping[str, Sequence[Cell]], label: Mapping[str, str]) -> list[Row]:
        made = [
            Row(
                label[key],
                sum(each.calls for each in cells),
                weekly(found.model.forecast(cells)),
                gain.hours.get(key, 0),
            )
            for key, cells in groups.items()
        ]
        return sorted(made, key=lambda row: -row.weekly.mean)

    by_line, by_language = gain.by_line(), gain.by_language()
    return {
        "gain": gain,
        "more": weekly(found.model.forecast(gain.cells)),
        "by_line": rows(by_line, {line: line_label(line) for line in by_line}),
        "by_language": rows(by_language, {code: language_label(code) for code in by_language}),
    }
