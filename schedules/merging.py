"""Three-way merge of two people's changes to one directory."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar, assert_never

from schedules.difference import (
    AgencyChanged,
    Change,
    EmailChanged,
    HolidaysChanged,
    HolidaysConfirmed,
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
from schedules.model import Directory, EmailPage, Hours
from schedules.notices import Notice
from schedules.rules import refusal
from sentences import Sentence

K = TypeVar("K")
V = TypeVar("V")
_Part = tuple[Hashable, ...]
"""A part of a directory. A longer key with the same beginning is a part of that part."""


@dataclass(frozen=True)
class Clash:
    """Changes of both sides to the same parts, of which only one side's can be made."""

    ours: tuple[Change, ...]
    theirs: tuple[Change, ...]


@dataclass(frozen=True)
class Merged:
    """The changes of both sides in one directory.

    Attributes:
        directory: has our changes of a clash, or theirs if ours give way in it.
        clashes: always the same and in the same order for the same three directories.
        wrong: the rule that the directory breaks, though each side keeps it; None if it breaks none.
    """

    directory: Directory
    clashes: tuple[Clash, ...]
    wrong: Sentence | None


def merge(base: Directory, ours: Directory, theirs: Directory, give_way: Collection[int] = ()) -> Merged:
    """Make the changes from ``base`` to ``ours``, and those from ``base`` to ``theirs``, in one directory.

    ``give_way`` has the indexes of the clashes in which our changes are left out; in the others theirs are. A change
    that both have made is no clash.
    """
    our_changes, their_changes = difference(base, ours), difference(base, theirs)
    clashes = _clashes(our_changes, their_changes)
    yielding = [each for index, clash in enumerate(clashes) if index in give_way for each in clash.ours]
    replaced = [each for index, clash in enumerate(clashes) if index not in give_way for each in clash.theirs]
    made = [each for each in their_changes if each not in replaced]
    merged = apply(base, made)
    merged = apply(merged, [_fitted(each, merged) for each in our_changes if each not in [*made, *yielding]])
    return Merged(merged, clashes, refusal(merged))


def clashing(ours: Iterable[Change], theirs: Iterable[Change]) -> tuple[Change, ...]:
    """Return those of their changes that conflict with ours. Equal changes do not conflict."""
    mine = tuple(ours)
    return tuple(each for clash in _clashes(mine, tuple(theirs)) for each in clash.theirs if each not in mine)


def _clashes(ours: Sequence[Change], theirs: Sequence[Change]) -> tuple[Clash, ...]:
    """Group the changes that touch the same parts, also by way of others. Groups that are equal are left out."""
    groups: list[tuple[set[int], list[Change]]] = []
    for change, met in zip(theirs, _meetings(ours, theirs), strict=True):
        if not met:
            continue
        same = [group for group in groups if not met.isdisjoint(group[0])]
        groups = [group for group in groups if group not in same]
        groups.append(
            (met.union(*(group[0] for group in same)), [*(each for group in same for each in group[1]), change])
        )
    groups.sort(key=lambda group: min(group[0]))
    clashes = (Clash(tuple(ours[index] for index in sorted(met)), tuple(changes)) for met, changes in groups)
    return tuple(each for each in clashes if not _equal(each.ours, each.theirs))


def _equal(ours: Sequence[Change], theirs: Sequence[Change]) -> bool:
    return all(each in theirs for each in ours) and all(each in ours for each in theirs)


def _meetings(ours: Sequence[Change], theirs: Sequence[Change]) -> list[set[int]]:
    """Return, for each of their changes, the indexes of those of ours that touch the same part."""
    at: dict[_Part, set[int]] = defaultdict(set)
    within: dict[_Part, set[int]] = defaultdict(set)
    for index, change in enumerate(ours):
        for part in _touched(change):
            at[part].add(index)
            for length in range(1, len(part)):
                within[part[:length]].add(index)
    found = []
    for change in theirs:
        met: set[int] = set()
        for part in _touched(change):
            met |= within.get(part, set())
            for length in range(1, len(part) + 1):
                met |= at.get(part[:length], set())
        found.append(met)
    return found


def _touched(change: Change) -> set[_Part]:
    """Return the parts that a change modifies. Changes of different parts can be made in any order."""
    match change:
        case LineAdded(line) | LineRemoved(line):
            return {("line", line.id)}
        case LineChanged(line_id, "hours", was, becomes):
            return {("line", line_id, "hours", since) for since in _differing(_by_start(was), _by_start(becomes))}
        case LineChanged(line_id, field, _, _):
            return {("line", line_id, field)}
        case LinesReordered(_):
            return {("order",)}
        case SpecialDayAdded(special) | SpecialDayRemoved(special):
            return {("day", special.scope, day.month, day.day) for day in special.dates()}
        case HolidaysChanged(tier) | HolidaysConfirmed(tier):
            return {("holidays", tier, change.rule if isinstance(change, HolidaysChanged) else "confirmation")}
        case EmailChanged(language, EmailPage() as was, EmailPage() as becomes):
            return {("email", language, name) for name in _facts(was, becomes)}
        case EmailChanged(language, _, _):
            return {("email", language)}
        case AgencyChanged(agency, language, _, _):
            return {("agency", agency, language)}
        case NoticeChanged(notice_id, Notice() as was, Notice() as becomes):
            words = {("notice", notice_id, "words", code) for code in _differing(was.words, becomes.words)}
            return words | {("notice", notice_id, name) for name in _facts(was, becomes)}
        case NoticeChanged(notice_id, _, _):
            return {("notice", notice_id)}
        case _:
            assert_never(change)


def _fitted(change: Change, directory: Directory) -> Change:
    """Return a change that leaves alone what others have changed of the same hours, e-mail page or notice."""
    match change:
        case LineChanged(line_id, "hours", was, becomes) if line := directory.line(line_id):
            hours = _patched(_by_start(line.hours), _by_start(was), _by_start(becomes))
            return replace(change, becomes=tuple(hours.values()))
        case EmailChanged(code, EmailPage() as was, EmailPage() as becomes) if page := directory.email.get(code):
            return replace(change, becomes=replace(page, **_facts(was, becomes)))  # type: ignore[arg-type]
        case NoticeChanged(notice_id, Notice() as was, Notice() as becomes):
            there = next(each for each in directory.notices if each.id == notice_id)
            words = _patched(there.words, was.words, becomes.words)
            return replace(change, becomes=replace(there, words=words, **_facts(was, becomes)))  # type: ignore[arg-type]
    return change


def _facts(was: EmailPage | Notice, becomes: EmailPage | Notice) -> dict[str, object]:
    """Return the fields of an e-mail page or a notice that change, apart from its words, with their new values."""
    names = (each.name for each in fields(was) if each.name != "words")
    return {name: getattr(becomes, name) for name in names if getattr(was, name) != getattr(becomes, name)}


def _by_start(hours: object) -> dict[object, Hours]:
    assert isinstance(hours, tuple)
    return {each.since: each for each in hours}


def _differing(was: Mapping[K, V], becomes: Mapping[K, V]) -> list[K]:
    return [key for key in {**was, **becomes} if was.get(key) != becomes.get(key)]


def _patched(there: Mapping[K, V], was: Mapping[K, V], becomes: Mapping[K, V]) -> dict[K, V]:
    """Return a mapping with the changes from ``was`` to ``becomes``."""
    patched = dict(there)
    for key in _differing(was, becomes):
        if key in becomes:
            patched[key] = becomes[key]
        else:
            patched.pop(key, None)
    return patched
