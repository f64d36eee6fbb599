"""Two people's changes to one directory: whether they conflict, and the merge of both."""

from collections.abc import Hashable, Iterable
from dataclasses import fields
from typing import assert_never

from schedules.difference import (
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
    """Those of their changes that touch what ours touch, and are not the same."""
    mine = tuple(ours)
    touched = {thing for change in mine for thing in _touched(change)}
    return tuple(change for change in theirs if change not in mine and not touched.isdisjoint(_touched(change)))


def merge(base: Directory, ours: Directory, theirs: Directory) -> Directory | tuple[Change, ...]:
    """Theirs with our changes made to it, both made from ``base``; or those of their changes that clash with ours.

    Raises:
        ChangeError: each is valid alone, but both together are not.
    """
    our_changes, their_changes = difference(base, ours), difference(base, theirs)
    if clash := clashing(our_changes, their_changes):
        return clash
    merged = apply(theirs, our_changes)
    if wrong := refusal(merged):
        raise ChangeError(wrong)
    return merged


def _touched(change: Change) -> set[Hashable]:
    """What a change is about; two that have nothing in common can be made in any order."""
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
        case NoticeChanged(notice_id, _, _):
            return {("notice", notice_id)}
        case _:
            assert_never(change)
