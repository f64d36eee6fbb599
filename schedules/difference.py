"""The difference between two directories, as a list of changes that turns one into the other.

``apply(a, difference(a, b)) == b`` for all directories a and b. :mod:`schedules.report` describes changes in sentences.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import TypeVar, assert_never

from schedules.confirmation import Confirmation
from schedules.hours import Windows
from schedules.model import Directory, EmailPage, HolidayRule, HolidayRules, Line, SpecialDay
from schedules.notices import Notice

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class LineAdded:
    """A line is added."""

    line: Line


@dataclass(frozen=True, slots=True)
class LineRemoved:
    """A line is removed."""

    line: Line


@dataclass(frozen=True, slots=True)
class LineChanged:
    """One field of a line changes its value."""

    line_id: str
    field: str
    was: object
    becomes: object


@dataclass(frozen=True, slots=True)
class LinesReordered:
    """The order in which lines are tried changes; ``ids`` is the new order. Lines that it does not name come after."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpecialDayAdded:
    """A special day is added."""

    special: SpecialDay


@dataclass(frozen=True, slots=True)
class SpecialDayRemoved:
    """A special day is removed."""

    special: SpecialDay


@dataclass(frozen=True, slots=True)
class HolidaysChanged:
    """The hours of a tier on the days of a rule change; none is closed, and None is the weekly hours."""

    tier: int
    rule: HolidayRule
    was: Windows | None
    becomes: Windows | None


@dataclass(frozen=True, slots=True)
class HolidaysConfirmed:
    """The confirmation of what a tier does on holidays changes; None is never confirmed."""

    tier: int
    was: Confirmation | None
    becomes: Confirmation | None


@dataclass(frozen=True, slots=True)
class EmailChanged:
    """The e-mail page of a language changes; None is no page."""

    language: str
    was: EmailPage | None
    becomes: EmailPage | None


@dataclass(frozen=True, slots=True)
class AgencyChanged:
    """What an agency is changes in one language; None is no words."""

    agency: str
    language: str
    was: str | None
    becomes: str | None


@dataclass(frozen=True)
class NoticeChanged:
    """A notice is added (``was`` is None), removed (``becomes`` is None) or changed."""

    notice_id: str
    was: Notice | None
    becomes: Notice | None


Change = (
    LineAdded
    | LineRemoved
    | LineChanged
    | LinesReordered
    | SpecialDayAdded
    | SpecialDayRemoved
    | HolidaysChanged
    | HolidaysConfirmed
    | EmailChanged
    | AgencyChanged
    | NoticeChanged
)


def difference(was: Directory, becomes: Directory) -> tuple[Change, ...]:
    """Return the changes that turn ``was`` into ``becomes``; empty if they are equal."""
    changes = [*_lines(was, becomes), *_special_days(was, becomes), *_holidays(was, becomes)]
    changes += [*_email(was, becomes), *_agencies(was, becomes), *_notices(was, becomes)]
    order = tuple(line.id for line in becomes.lines)
    if tuple(line.id for line in apply(was, changes).lines) != order:
        changes.append(LinesReordered(order))
    return tuple(changes)


def apply(directory: Directory, changes: Iterable[Change]) -> Directory:
    """Return a copy of the directory with the changes applied."""
    lines = {line.id: line for line in directory.lines}
    special_days, holidays, email = set(directory.special_days), dict(directory.holidays), dict(directory.email)
    notices = {notice.id: notice for notice in directory.notices}
    agencies = {name: dict(words) for name, words in directory.agencies.items()}
    for change in changes:
        match change:
            case LineAdded(line):
                lines[line.id] = line
            case LineRemoved(line):
                lines.pop(line.id, None)
            case LineChanged(line_id, name, _, value):
                lines[line_id] = replace(lines[line_id], **{name: value})  # type: ignore[arg-type]
            case LinesReordered(ids):
                lines = {**{line_id: lines[line_id] for line_id in ids if line_id in lines}, **lines}
            case SpecialDayAdded(special):
                special_days.add(special)
            case SpecialDayRemoved(special):
                special_days.discard(special)
            case HolidaysChanged(tier) | HolidaysConfirmed(tier):
                rules = _with_change(holidays.get(tier, HolidayRules()), change)
                _put(holidays, tier, rules if rules.stated else None)
            case EmailChanged(language, _, page):
                _put(email, language, page)
            case AgencyChanged(agency, language, _, text):
                _put(agencies.setdefault(agency, {}), language, text)
            case NoticeChanged(notice_id, _, notice):
                _put(notices, notice_id, notice)
            case _:
                assert_never(change)
    described = {name: words for name, words in agencies.items() if words}
    return Directory(tuple(lines.values()), email, tuple(special_days), holidays, tuple(notices.values()), described)


def _lines(was: Directory, becomes: Directory) -> Iterator[Change]:
    before, after = ({line.id: line for line in each.lines} for each in (was, becomes))
    yield from (LineRemoved(line) for line in was.lines if line.id not in after)
    for line in becomes.lines:
        if line.id not in before:
            yield LineAdded(line)
            continue
        for field in fields(Line):
            old, new = getattr(before[line.id], field.name), getattr(line, field.name)
            if old != new:
                yield LineChanged(line.id, field.name, old, new)


def _special_days(was: Directory, becomes: Directory) -> Iterator[Change]:
    yield from (SpecialDayRemoved(special) for special in was.special_days if special not in becomes.special_days)
    yield from (SpecialDayAdded(special) for special in becomes.special_days if special not in was.special_days)


def _holidays(was: Directory, becomes: Directory) -> Iterator[Change]:
    for tier in sorted({*was.holidays, *becomes.holidays}):
        before, after = (each.holidays.get(tier, HolidayRules()) for each in (was, becomes))
        for rule in HolidayRule:
            if before.hours.get(rule) != after.hours.get(rule):
                yield HolidaysChanged(tier, rule, before.hours.get(rule), after.hours.get(rule))
        if before.confirmation != after.confirmation:
            yield HolidaysConfirmed(tier, before.confirmation, after.confirmation)


def _with_change(rules: HolidayRules, change: HolidaysChanged | HolidaysConfirmed) -> HolidayRules:
    if isinstance(change, HolidaysConfirmed):
        return replace(rules, confirmation=change.becomes)
    hours = dict(rules.hours)
    _put(hours, change.rule, change.becomes)
    return replace(rules, hours=hours)


def _email(was: Directory, becomes: Directory) -> Iterator[Change]:
    for language in sorted({*was.email, *becomes.email}):
        before, after = was.email.get(language), becomes.email.get(language)
        if before != after:
            yield EmailChanged(language, before, after)


def _agencies(was: Directory, becomes: Directory) -> Iterator[Change]:
    for agency in sorted({*was.agencies, *becomes.agencies}):
        before, after = was.agencies.get(agency, {}), becomes.agencies.get(agency, {})
        for language in sorted({*before, *after}):
            if before.get(language) != after.get(language):
                yield AgencyChanged(agency, language, before.get(language), after.get(language))


def _notices(was: Directory, becomes: Directory) -> Iterator[Change]:
    before, after = ({notice.id: notice for notice in each.notices} for each in (was, becomes))
    for notice_id in sorted({*before, *after}):
        if before.get(notice_id) != after.get(notice_id):
            yield NoticeChanged(notice_id, before.get(notice_id), after.get(notice_id))


def _put(mapping: dict[K, V], key: K, value: V | None) -> None:
    if value is None:
        mapping.pop(key, None)
    else:
        mapping[key] = value
