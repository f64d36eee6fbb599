"""*Special days* on a calendar and in a list."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from babel.dates import format_date
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.service.schedule.refusals import EditError
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import Refusal, day_names, editor, refusal, scopes, working
from ivr.web.ops.guard import allowed
from ivr.web.ops.i18n import _, language, scope_name
from ivr.web.ops.special_day_form import QuestionError, TakenError, falls_on, read_special_days
from schedules import Directory, SpecialDay, home_date
from schedules.edits import add_special_day, remove_special_day
from schedules.holidays import Holiday, public_holidays


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A date on the calendar; ``inside``: it is in the month that is shown."""

    date: date
    inside: bool
    holiday: Holiday | None
    special: tuple[SpecialDay, ...]


@ops.get("/hours/special-days")
def special_days() -> ResponseReturnValue:
    """Show special days, and the form for one."""
    return _page(console().clock.now())


@ops.post("/hours/special-days")
@allowed(Role.EDITOR)
def save_special_day() -> ResponseReturnValue:
    """Save a special day in the draft."""
    now, form = console().clock.now(), request.form
    try:
        found = read_special_days(form, working(now).directory, home_date(now))
        editor().edit(lambda directory: add_special_day(directory, *found), now, form.get("token"))
    except QuestionError as asked:
        return _page(now, asked=asked)
    except TakenError as taken:
        return _page(now, _already(taken.special, now))
    except (EditError, ValueError) as error:
        return _page(now, refusal(error))
    flash(_("Saved in the draft. It goes live when the draft is published."), "done")
    return redirect(url_for("ops.draft"), 303)


@ops.post("/hours/special-days/remove")
@allowed(Role.EDITOR)
def remove_special() -> ResponseReturnValue:
    """Remove a special day in the draft."""
    now, which = console().clock.now(), request.form.get("special", "")
    directory = working(now).directory
    removed = next((each for each in directory.special_days if _key(each) == which), None)
    if removed is None:
        return _page(now, Refusal(_("This special day no longer exists.")))
    try:
        editor().edit(partial(remove_special_day, special=removed), now, request.form.get("token"))
    except EditError as error:
        return _page(now, refusal(error))
    flash(_("Removed from the draft. It goes live when the draft is published."), "done")
    return redirect(url_for("ops.draft"), 303)


def _already(special: SpecialDay, now: datetime) -> Refusal:
    """Refuse a second special day for one scope and date, with a link to the first."""
    directory = working(now).directory
    told = _(
        "%(scope)s already has a special day on this date: %(name)s. Remove it first, or choose other lines.",
        scope=scope_name(special.scope, directory),
        name=special.name,
    )
    return Refusal(told, link=(f"#special-{directory.special_days.index(special)}", special.name))


def _page(now: datetime, refused: Refusal | None = None, asked: QuestionError | None = None) -> ResponseReturnValue:
    work, today, given = working(now), home_date(now), request.values
    month = _month(given.get("month") or given.get("date") or "", today)
    return render_template(
        "ops/special.html",
        refused=refused,
        asked=asked,
        sure=given.getlist("sure"),
        token=work.token,
        given=given,
        scopes_given=given.getlist("scope"),
        chosen=given.get("date", ""),
        weeks=_weeks(work.directory, month),
        month=month,
        month_name=format_date(month, {"en": "MMMM y", "ja": "y年M月"}[language()], locale=language()),
        before=_months_on(month, -1),
        after=_months_on(month, 1),
        today=today,
        names=day_names(),
        choices=scopes(work.directory),
        special_days=[(each, _key(each)) for each in work.directory.special_days],
    ), 422 if refused or asked else 200


def _weeks(directory: Directory, month: date) -> list[list[CalendarDay]]:
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    return [
        [
            CalendarDay(
                day,
                day.month == month.month,
                public_holidays(day.year).get(day),
                tuple(each for each in directory.special_days if falls_on(each, day)),
            )
            for day in week
        ]
        for week in weeks
    ]


def _key(special: SpecialDay) -> str:
    """Return the id of a special day in a form. No two special days have the same date for the same scope."""
    return f"{special.scope} {special.first} {special.yearly}"


def _month(text: str, today: date) -> date:
    """Return the first day of the month to show; if it can't be parsed, of this month."""
    try:
        day = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        day = today
    return day.replace(day=1) if 2000 < day.year < 2100 else today.replace(day=1)


def _months_on(month: date, ahead: int) -> str:
    year, index = divmod(month.year * 12 + month.month - 1 + ahead, 12)
    return f"{year}-{index + 1:02}"
