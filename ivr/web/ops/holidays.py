"""*Holiday rules*: what the lines of each tier do on public holidays and over New Year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from babel.dates import format_date
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ivr.core.roles import Role
from ivr.service.schedule.refusals import EditError
from ivr.web.ops.console import console, ops
from ivr.web.ops.editing import Refusal, days_from, editor, refusal, working
from ivr.web.ops.guard import allowed
from ivr.web.ops.i18n import LOCALES, _, in_reader, language, place, said
from profiles import profile
from schedules import HolidayRule, HolidayRules, HoursError, Windows, home_time, parse_scope, parse_windows
from schedules.edits import set_holidays
from schedules.holidays import Holiday, holiday
from schedules.hours import print_windows, said_windows
from schedules.model import ANY_YEAR
from schedules.values import TIERS

USUAL, CLOSED, HOURS = "usual", "closed", "hours"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is chosen for a rule: :data:`USUAL`, :data:`CLOSED` or :data:`HOURS`; the hours typed; what is wrong."""

    choice: str
    typed: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A date on which a rule applies, with the hours in words."""

    day: date
    holiday: Holiday
    hours: str


@ops.get("/hours/holidays")
def holidays() -> ResponseReturnValue:
    """Show the holiday rules, and the dates to which they apply."""
    return _page(console().clock.now())


@ops.post("/hours/holidays")
@allowed(Role.EDITOR)
def save_holidays() -> ResponseReturnValue:
    """Save the holiday rules of a tier in the draft."""
    now, form = console().clock.now(), request.form
    if form.get("tier") not in TIERS or any(form.get(rule) not in (USUAL, CLOSED, HOURS) for rule in _titles()):
        abort(400)  # no form of ours sends it
    tier = int(form["tier"])
    was = working(now).directory.holidays.get(tier, HolidayRules())
    hours, answers = _read(was)
    if any(each.error for each in answers.values()):
        return _page(now, None, tier, answers)
    try:
        editor().edit(partial(set_holidays, tier=tier, hours=hours), now, form.get("token"))
    except EditError as error:
        return _page(now, refusal(error), tier, answers)
    flash(_("Saved in the draft. It goes live when the draft is published."), "done")
    return redirect(url_for("ops.draft"), 303)


def _read(was: HolidayRules) -> tuple[dict[HolidayRule, Windows], dict[HolidayRule, Answer]]:
    """Return the hours in the form, and what was entered for each rule, with what is wrong with it."""
    hours: dict[HolidayRule, Windows] = {}
    answers: dict[HolidayRule, Answer] = {}
    for rule in _titles():
        choice, typed = request.form[rule], request.form.get(f"{rule}-hours", "").strip()
        answers[rule] = Answer(choice, typed)
        if choice == CLOSED:
            hours[rule] = ()
        if choice == HOURS:
            try:
                hours[rule] = parse_windows(typed)
            except HoursError as error:
                answers[rule] = Answer(choice, typed, said(error))
        elif typed and typed != _shown(was, rule).typed:
            unclear = _("You have entered hours, but not chosen “Other hours”. Choose it, or delete the hours.")
            answers[rule] = Answer(choice, typed, unclear)
    return hours, answers


def _shown(rules: HolidayRules, rule: HolidayRule) -> Answer:
    windows = rules.hours.get(rule)
    if windows is None:
        return Answer(USUAL)
    return Answer(HOURS, print_windows(windows)) if windows else Answer(CLOSED)


def _page(
    now: datetime, refused: Refusal | None = None, of: int = 0, answers: Mapping[HolidayRule, Answer] | None = None
) -> ResponseReturnValue:
    """Show the page; for the tier ``of`` with what was entered, which is refused."""
    work, year = working(now), home_time(now).year
    tiers = []
    for tier in sorted({line.tier for line in work.directory.lines}):
        rules = work.directory.holidays.get(tier, HolidayRules())
        entered = answers if answers and tier == of else {rule: _shown(rules, rule) for rule in HolidayRule}
        tiers.append((tier, entered, [(each, _dates(rules, each)) for each in (year, year + 1)]))
    return render_template(
        "ops/holidays.html",
        refused=refused,
        token=work.token,
        tiers=tiers,
        titles=_titles(),
        confirmations={tier: rules.confirmation for tier, rules in work.directory.holidays.items()},
        scope_of=lambda tier: parse_scope(f"tier {tier}"),
    ), 422 if answers else 200


def _titles() -> dict[HolidayRule, str]:
    titles = {HolidayRule.PUBLIC: _("On %(place)s's public holidays", place=place())}
    if closure := profile().holidays.new_year:
        first, last = _day_of_year(closure.first), _day_of_year(closure.last)
        titles[HolidayRule.NEW_YEAR] = _("From %(first)s to %(last)s", first=first, last=last)
    return titles


def _day_of_year(day: tuple[int, int]) -> str:
    form = {"en": "d MMMM", "ja": "M月d日"}[language()]
    return format_date(date(ANY_YEAR, *day), form, locale=LOCALES[language()])


def _dates(rules: HolidayRules, year: int) -> list[Ahead]:
    """Return the dates of a year to which rules apply."""
    days = days_from(date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days)
    found = [(day, each) for day in days if (each := holiday(day, rules.hours))]
    return [Ahead(day, each, in_reader(said_windows(rules.hours[each.rule]))) for day, each in found]
