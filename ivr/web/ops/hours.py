"""*Hours*: all lines at a glance, and the editor of one line's weekly hours."""

from datetime import date, datetime, timedelta
from functools import partial

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.service.schedule.refusals import EditError
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import Refusal, day_names, days_from, editor, read_day, refusal, working
from ivr.web.ops.guard import allowed
from ivr.web.ops.i18n import _, line_name, said
from ivr.web.ops.i18n import hours as written
from ivr.web.ops.published import tell_published
from ivr.web.ops.today import standings
from schedules import Hours, HoursError, Line, Timetable, home_date, read_hours
from schedules.advice import CONFIRM_EVERY
from schedules.edits import remove_hours, set_hours
from schedules.holidays import public_holidays
from schedules.hours import END_OF_DAY, Week, clock
from sentences import Sentence

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
        today=today,
        old=today - CONFIRM_EVERY,
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
        tell_published(_("Confirmed: the hours of %(lines)s are unchanged.", lines=", ".join(names)), made)
    return redirect(url_for("ops.hours"), 303)


@ops.get("/hours/parse")
def parse_text() -> ResponseReturnValue:
    """Return typed hours as they are parsed, as JSON, for the grid."""
    try:
        week = read_hours(request.args.get("text", ""))
    except HoursError as error:
        return jsonify(error=said(error))  # with status 200: the page asked whether the hours can be parsed
    return jsonify(text=written(week), days=_as_data(week), total=_total(week))


@ops.get("/hours/lines/<line_id>")
def line(line_id: str) -> ResponseReturnValue:
    """Show the weekly hours of one line, to edit."""
    return _line_page(console().clock.now(), line_id)


@ops.post("/hours/lines/<line_id>")
@allowed(Role.EDITOR)
def save_line(line_id: str) -> ResponseReturnValue:
    """Save weekly hours in the draft."""
    now, form = console().clock.now(), request.form
    try:
        start, version = read_day(form.get("from", "")), read_day(form.get("version", ""))
        if form.get("act") == "remove":
            change = partial(remove_hours, line_id=line_id, since=version)
        else:
            change = partial(set_hours, line_id=line_id, text=form.get("text", ""), since=start or version)
        editor().edit(change, now, form.get("token"))
    except (EditError, ValueError) as error:
        return _line_page(now, line_id, refusal(error))
    flash(_("Saved in the draft. It goes live when the draft is published."), "done")
    return redirect(url_for("ops.draft"), 303)


def _line_page(now: datetime, line_id: str, refused: Refusal | None = None) -> ResponseReturnValue:
    work = working(now)
    line = work.directory.line(line_id)
    if line is None:
        abort(404)
    today = now.astimezone(line.zone).date()
    version = _version(line, request.values.get("version"), today)
    text = request.form.get("text", written(version.week))
    try:
        week = read_hours(text)
    except HoursError:
        week = version.week
    return render_template(
        "ops/line.html",
        line=line,
        version=version,
        today=today,
        text=text,
        start=request.form.get("from", ""),
        days=_as_data(week),
        total=_total(week),
        names=day_names(),
        refused=refused,
        token=work.token,
    ), 422 if refused else 200


def _version(line: Line, asked: str | None, today: date) -> Hours:
    """Return the hours with the start date that was asked for; by default those in force."""
    for each in line.hours:
        if asked is not None and asked == (each.since.isoformat() if each.since else ""):
            return each
    in_force = [each for each in line.hours if each.since is None or each.since <= today]
    return in_force[-1] if in_force else line.hours[0]


def _total(week: Week) -> str:
    minutes = sum(window.closes - window.opens for windows in week for window in windows)
    return said(Sentence("{length} a week", length=timedelta(minutes=minutes)))


def _as_data(week: Week) -> list[list[dict[str, object]]]:
    """Return the windows of each day: minutes for drawing, times of day for the fields."""
    return [
        [
            {
                "from": each.opens,
                "to": each.closes,
                "opens": clock(each.opens),
                "closes": clock(each.closes - END_OF_DAY if each.passes_midnight else each.closes),
                "next": each.passes_midnight,
            }
            for each in windows
        ]
        for windows in week
    ]


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
