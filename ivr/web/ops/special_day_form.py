"""The form of a special day, for one or several lines or tiers at once."""

from collections.abc import Sequence
from datetime import date

from werkzeug.datastructures import MultiDict

from ivr.web.ops.editing import read_day
from ivr.web.ops.i18n import _, day
from schedules import EVERYTHING, Directory, Scope, SpecialDay, parse_scope, parse_windows
from schedules.model import ANY_YEAR, yearly_run

_LONGEST_RUN = 366
"""Days."""


class QuestionError(Exception):
    """Something that may not be meant; ``answers`` are values of the field ``sure``, each with its words."""

    def __init__(self, text: str, answers: Sequence[tuple[str, str]]) -> None:
        super().__init__(text)
        self.text = text
        self.answers = tuple(answers)


class TakenError(Exception):
    """There is already a special day for the same scope and date."""

    def __init__(self, special: SpecialDay) -> None:
        super().__init__(special)
        self.special = special


def read_special_days(form: MultiDict[str, str], directory: Directory, today: date) -> list[SpecialDay]:
    """Return the special days in the form, one for each scope that no wider one of them includes.

    Raises:
        ValueError: a field is missing or invalid.
        QuestionError: it may not be meant.
        TakenError: a special day of the directory has the same date for the same scope.
    """
    first, last = _dates(form)
    name, kind = form.get("name", "").strip(), _kind(form)
    if not name:
        raise ValueError(_("Give the day a name. Your colleagues read it. Callers do not hear it."))
    if not form.getlist("scope"):
        raise ValueError(_("Choose the lines it applies to."))
    windows = () if kind == "closed" else parse_windows(form.get("hours", ""))
    if yearly := "yearly" in form:
        first, last = yearly_run(first.replace(year=ANY_YEAR), last.replace(year=ANY_YEAR))
    elif last < today and "past" not in form.getlist("sure"):
        past = _("%(day)s is past, so callers do not notice it. Save it all the same?", day=day(last))
        raise QuestionError(past, [("past", _("Save it all the same"))])
    scopes = _widest([parse_scope(text) for text in dict.fromkeys(form.getlist("scope"))], directory)
    found = [SpecialDay(name, first, last, windows, scope, yearly, kind == "extra") for scope in scopes]
    for special in found:
        for other in directory.special_days:
            if other.scope == special.scope and _meet(other, special):
                raise TakenError(other)
    return found


def falls_on(special: SpecialDay, day: date) -> bool:
    """Whether a special day is on a date."""
    if not special.yearly:
        return special.first <= day <= special.last
    return any((each.month, each.day) == (day.month, day.day) for each in special.dates())


def _dates(form: MultiDict[str, str]) -> tuple[date, date]:
    first = read_day(form.get("date", ""))
    last = read_day(form.get("to", "")) or first
    if first is None or last is None:
        raise ValueError(_("Choose a date."))
    if not 0 <= (last - first).days < _LONGEST_RUN:
        raise ValueError(_("The last day must be on or after the first day, within a year."))
    return first, last


def _kind(form: MultiDict[str, str]) -> str:
    """Return ``closed``, ``hours`` or ``extra``; ask if it is closed and hours are typed."""
    kind, hours, sure = form.get("kind", "closed"), form.get("hours", "").strip(), form.getlist("sure")
    if kind != "closed" or not hours or "closed" in sure:
        return kind
    if "hours" in sure:
        return "hours"
    both = _("You have entered hours, %(hours)s, and chosen “Closed”. Which do you mean?", hours=hours)
    raise QuestionError(both, [("hours", _("Open %(hours)s", hours=hours)), ("closed", _("Closed all day"))])


def _widest(scopes: Sequence[Scope], directory: Directory) -> list[Scope]:
    """Leave out lines and tiers that are chosen with a wider scope, since they get the same hours by it."""
    if EVERYTHING in scopes:
        return [EVERYTHING]
    tiers = {scope.tier for scope in scopes if scope.tier is not None}
    lines = {line.id: line for line in directory.lines}
    return [each for each in scopes if each.line not in lines or lines[str(each.line)].tier not in tiers]


def _meet(one: SpecialDay, other: SpecialDay) -> bool:
    return any(falls_on(one, day) for day in other.dates()) or any(falls_on(other, day) for day in one.dates())
