"""`ivr coverage`: the hours of a week in which callers of each language reach a person, before and after a change."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from ivr.cli.adding import read_part
from ivr.cli.common import JSON, one_line_errors
from ivr.cli.documents import LOOK_AT, find_document
from ivr.cli.published import dialling, published_timetable
from ivr.clock import SystemClock
from ivr.core.coverage import Coverage, coverage, mean
from ivr.core.dialling import refusal
from ivr.core.outlook import in_force
from ivr.service.schedule.live import read_document
from prompts import LANGUAGES
from schedules import Line, Timetable, home_date, home_midnight, print_hours
from schedules.edits import add_part
from schedules.holidays import public_holidays
from sentences import Sentence
from sentences.values import day_text, length_text

_GAPS_SHOWN = 2


@click.command("coverage")
@click.option("--with", "part", metavar="FILE", help="Also with its lines offered: a file, or an example that ships.")
@click.option("--draft", is_flag=True, help="Also with the draft.")
@click.option(
    "--week", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The week of a date. Default: the next."
)
@LOOK_AT
@JSON
def coverage_(part: str | None, draft: bool, week: datetime | None, draft_by: str | None, as_data: bool) -> None:
    """Say how many hours of a week callers of each language reach a person, and when nobody is there."""
    now = SystemClock().now()
    monday = _monday(week.date() if week else home_date(now) + timedelta(days=7))
    with one_line_errors():
        allowed = dialling()
        published = in_force(published_timetable(now), home_midnight(monday)).scheduled()
        kinds = {"published": published}
        if draft:
            kinds["draft"] = Timetable(read_document(find_document("draft", draft_by)[0]))
        if part:
            last = list(kinds.values())[-1].directory
            kinds[f"with {Path(part).stem}"] = Timetable(add_part(last, read_part(part, offered=True)))

    def refused(line: Line) -> Sentence | None:
        return refusal(line, allowed)

    found = {name: coverage(timetable, LANGUAGES, monday, refused) for name, timetable in kinds.items()}
    if as_data:
        click.echo(json.dumps({"week": str(monday), **{name: _data(each) for name, each in found.items()}}, indent=2))
        return
    _show(monday, found)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _show(monday: date, found: dict[str, list[Coverage]]) -> None:
    sunday = monday + timedelta(days=6)
    holidays = [str(each) for day, each in public_holidays(monday.year).items() if monday <= day <= sunday]
    click.echo(f"hours with a person, {day_text(monday)} to {day_text(sunday)}{_named(holidays)}")
    width, names = max(map(len, found)), max(len(each.english) for each in LANGUAGES.values()) + 1
    click.echo("".join([f"{'language':{names + 4}}", *(f"{name:>{width + 2}}" for name in found)]))
    for row in zip(*found.values(), strict=True):
        hours = "".join(f"{each.hours:{width + 2}.1f}" for each in row)
        click.echo(f"{row[0].language:4}{LANGUAGES[row[0].language].english:{names}}{hours}")
    click.echo("".join([f"{'mean':{names + 4}}", *(f"{mean(each):{width + 2}.1f}" for each in found.values())]))
    for name, languages in found.items():
        click.echo(f"\nnobody is there, {name}:")
        for each in languages:
            # A gap of a weekend may begin before the week, and come again at its end.
            gaps = dict.fromkeys(
                f"{length_text(gap.end - gap.begin)} from {gap.begin:%a %H:%M}" for gap in each.longest
            )
            longest = "; ".join([*gaps][:_GAPS_SHOWN])
            click.echo(f"  {each.language:4}{print_hours(each.nobody)}")
            click.echo(f"      longest: {longest or 'never'}")


def _named(holidays: list[str]) -> str:
    return f", with {', '.join(holidays)}" if holidays else ""


def _data(found: list[Coverage]) -> dict[str, Any]:
    return {
        "mean": round(mean(found), 2),
        "languages": {
            each.language: {
                "hours": round(each.hours, 2),
                "nobody": print_hours(each.nobody),
                "gaps": [{"from": gap.begin.isoformat(), "to": gap.end.isoformat()} for gap in each.longest],
            }
            for each in found
        },
    }
