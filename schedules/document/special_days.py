"""Reading of the special days of a document."""

from datetime import date

from bounds.rows import Problem, Value
from schedules.document.fields import Fields
from schedules.model import RunError, SpecialDay, yearly_run
from schedules.parsing import parse_windows
from schedules.rules.entries import SPECIAL_DAY, run_of_days
from schedules.values import parse_day_of_year, parse_scope
from sentences import Sentence


def read_special_day(entry: Value, problems: list[Problem]) -> SpecialDay | None:
    """Read a special day. A wrong one adds to ``problems`` and is None."""
    given, before = entry.content.get("name"), len(problems)
    who = Sentence("special day {text}", text=str(given.content)) if given else Sentence("special day")
    fields = Fields(entry, who, problems, SPECIAL_DAY, {})
    fields.only("name", "date", "every", "to", "hours", "extra", "scope")
    name = fields.read("name", str)
    yearly, extra = "every" in entry.content, "extra" in entry.content
    if yearly is ("date" in entry.content):
        said = Sentence("{who}: either `date` (2026-12-31) or `every` (12-31) is expected", who=who)
        problems.append(Problem(entry.row, said))
        return None
    if extra is ("hours" in entry.content):
        said = Sentence(
            "{who}: either `hours` (instead of the usual) or `extra` (in addition to them) is expected", who=who
        )
        problems.append(Problem(entry.row, said))
        return None
    first, last = _yearly_dates(fields) if yearly else _dates(fields)
    windows = fields.read("extra" if extra else "hours", parse_windows)
    scope = fields.read("scope", parse_scope)
    if len(problems) > before or not (name and first and last and scope) or windows is None:
        return None
    return SpecialDay(name, first, last, windows, scope, yearly, extra)


def _dates(fields: Fields) -> tuple[date | None, date | None]:
    first = fields.day("date", needed=True)
    last = fields.day("to") or first
    if first and last:
        fields.refuse_all("to", run_of_days(first, last))
    return first, last


def _yearly_dates(fields: Fields) -> tuple[date | None, date | None]:
    first = fields.read("every", parse_day_of_year)
    last = fields.read("to", parse_day_of_year, needed=False) or first
    if not (first and last):
        return None, None
    try:
        return yearly_run(first, last)
    except RunError as error:
        fields.refuse("to", error.sentence)
        return None, None
