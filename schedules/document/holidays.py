"""Reading and writing of the holiday rules of a document.

>>> holidays_entry(HolidayRules.closed(HolidayRule.PUBLIC))
['public']
"""

from typing import Any

from bounds.rows import Problem, Value
from schedules.document.confirmations import CONFIRMATION_FIELDS, confirmation_entry, read_confirmation
from schedules.document.fields import Fields
from schedules.hours import print_windows
from schedules.model import HolidayRule, HolidayRules
from schedules.parsing import parse_windows
from schedules.rules.entries import HOLIDAYS, holiday_rule, tier_of_holidays
from sentences import Sentence


def read_holidays(name: str, value: Value, problems: list[Problem]) -> tuple[int, HolidayRules] | None:
    """Read what a tier does on holidays: a list of rules that close, or hours by rule with who confirmed them.

    If it is invalid, add to ``problems`` and return None.
    """
    before, tier = len(problems), name.removeprefix("tier ")
    refused = [*tier_of_holidays(tier)]
    if isinstance(value.content, dict):
        rules = _read_hours(tier, value, problems)
    else:
        names = [each.content for each in value.content] if isinstance(value.content, list) else [value.content]
        refused = [*(reason for each in names for reason in holiday_rule(each)), *refused]
        rules = HolidayRules() if refused else HolidayRules.closed(*map(HolidayRule, names))
    problems += [Problem(value.row, Sentence("holidays: {problem}", problem=reason)) for reason in refused]
    return None if len(problems) > before else (int(tier), rules)


def _read_hours(tier: str, value: Value, problems: list[Problem]) -> HolidayRules:
    who = Sentence("holidays of tier {number}", number=int(tier) if tier.isdecimal() else tier)
    fields = Fields(value, who, problems, HOLIDAYS, {})
    fields.only(*HolidayRule, *CONFIRMATION_FIELDS)
    hours = {rule: fields.read(rule, parse_windows, needed=False) for rule in HolidayRule}
    stated = {rule: windows for rule, windows in hours.items() if windows is not None}
    return HolidayRules(stated, read_confirmation(fields))


def holidays_entry(rules: HolidayRules) -> Any:
    """Return the document form of rules: a list if all they say is that the tier closes."""
    if rules.confirmation is None and not any(rules.hours.values()):
        return sorted(map(str, rules.hours))
    entry: dict[str, Any] = {str(rule): print_windows(rules.hours[rule]) for rule in sorted(rules.hours)}
    return entry | confirmation_entry(rules.confirmation, {})
