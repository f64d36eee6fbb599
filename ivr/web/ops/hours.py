"""*Hours*: all lines at a glance, and what is ahead."""

from datetime import date, datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.service.schedule.refusals import EditError
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import days_from, editor, working
from ivr.web.ops.guard import allowed
from ivr.web.ops.i18n import _, line_name, said
from ivr.web.ops.messages import published
from ivr.web.ops.today import standings
from schedules import Line, Timetable, home_date
from schedules.holidays import public_holidays

_HOLIDAYS_AHEAD = 120
"""Days."""
_SPECIAL_AHEAD = 60
"""Days."""


@ops.get("/hours")
def hours() -> ResponseReturnValue:
    """Show every line with its hours and what is ahead."""
    now = console().clock.now()
    timetable, today = console().timetable(now), home_date(now)
    return render_template(
        "ops/hours.html",
        standings=standings(timetable, now),
        not_offered=[line for line in timetable.directory.lines if line not in timetable.lines(now)],
        today=today,
        holidays=_coming_holidays(timetable, now, today),
        special_days=_coming_special_days(timetable, now, today),
        then=timetable.then,
    )


@ops.post("/hours/confirm")
@allowed(Role.EDITOR)
def confirm() -> ResponseReturnValue:
    """Record that the hours of lines are still correct."""
    now, lines = console().clock.now(), request.form.getlist("line")
    try:
        made = editor().confirm(lines, home_date(now), now)
    except EditError as error:
        flash(said(error), "wrong")
    else:
        console().schedule.refresh()
        names = [line_name(line) for line in working(now).directory.lines if line.id in lines]
        published(_("Confirmed: the hours of %(lines)s are unchanged.", lines=", ".join(names)), made)
    return redirect(url_for("ops.hours"), 303)


def _coming_holidays(timetable: Timetable, now: datetime, today: date) -> list[tuple[date, str, list[Line]]]:
    """Return coming public holidays, and the lines that are open on them."""
    return [
        (day, holiday.name, [line for line in timetable.lines(now) if timetable.day(line, day).windows])
        for day in days_from(today, _HOLIDAYS_AHEAD)
        if (holiday := public_holidays(day.year).get(day))
    ]


def _coming_special_days(timetable: Timetable, now: datetime, today: date) -> list[tuple[date, str, list[Line]]]:
    """Return coming special days, and the lines to which they apply."""
    found: dict[tuple[date, str], list[Line]] = {}
    for day in days_from(today, _SPECIAL_AHEAD):
        for line in timetable.lines(now):
            if special := timetable.special_day(line, day):
                found.setdefault((day, special.name), []).append(line)
    return [(day, name, lines) for (day, name), lines in found.items()]
