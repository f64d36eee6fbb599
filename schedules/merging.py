"""Three-way merge of two people's changes to one directory."""

from collections.abc import Hashable, Iterable
from dataclasses import fields
from typing import assert_never

from schedules.difference import (
    AgencyChanged,
    Change,
    EmailChanged,
    HolidaysChanged,
    LineAdded,
    LineChanged,
    LineRemoved,
    LinesReordered,
    NoticeChanged,
    SpecialDayAdded,
    SpecialDayRemoved,
    apply,
    difference,
)
from schedules.edits import ChangeError
from schedules.model import Directory, Line
from schedules.rules import refusal


def clashing(ours: Iterable[Change], theirs: Iterable[Change]) -> tuple[Change, ...]:
    """Return those of their changes that conflict with ours. Equal changes do not conflict."""
    mine = tuple(ours)
    touched = {thing for change in mine for thing in _touched(change)}
    return tuple(change for change in theirs if change not in mine and not touched.isdisjoint(_touched(change)))


def merge(base: Directory, ours: Directory, theirs: Directory) -> Directory | tuple[Change, ...]:
    """Apply the changes from ``base`` to ``ours`` to ``theirs``. Return their conflicting changes if there are any.

    Raises:
        ChangeError: each side is valid, but the merge breaks a rule.
    """
    our_changes, their_changes = difference(base, ours), difference(base, theirs)
    if clash := clashing(our_changes, their_changes):
        return clash
    merged = apply(theirs, our_changes)
    if wrong := refusal(merged):
        raise ChangeError(wrong)
    return merged


def _touched(change: Change) -> set[Hashable]:
    """Return keys of what a change modifies. Two changes without a common key can be applied in any order."""
    match change:
        case LineAdded(line) | LineRemoved(line):
            return {("line", line.id, field.name) for field in fields(Line)} | {"order"}
        case LineChanged(line_id, field, _, _):
            return {("line", line_id, field)}
        case LinesReordered(_):
            return {"order"}
        case SpecialDayAdded(special) | SpecialDayRemoved(special):
            return {("day", special.scope, day.month, day.day) for day in special.dates()}
        case HolidaysChanged(tier, _, _):
            return {("holidays", tier)}
        case EmailChanged(language, _, _):
            return {("email", language)}
        case AgencyChanged(agency, language, _, _):
            return {("agency", agency, language)}
        case NoticeChanged(notice_id, _, _):
            return {("notice", notice_id)}
        case _:
            assert_never(change)
