"""Sentences on the difference between two directories: changes, hours per week gained or lost, and affected dates."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from schedules.confirmation import Confirmation
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
    difference,
)
from schedules.hours import CLOSED, Week, Windows, lost, minutes_open, said_day, said_hours, said_windows
from schedules.model import Directory, Hours, Line, SpecialDay
from schedules.notices import Notice
from schedules.report_of_rules import days_words, holiday_words, holidays_confirmed
from schedules.timetable import Timetable
from sentences import Sentence, Value, joined, word

AHEAD = 400
"""Days for which dates are compared: enough to include a year of holidays."""
_YES, _NO = word("yes"), word("no")
_OF_A_LINE = {
    "tier": word("{line}: tier: {was} becomes {becomes}"),
    "agency": word("{line}: agency: {was} becomes {becomes}"),
    "number": word("{line}: number: {was} becomes {becomes}"),
    "dial": word("{line}: dial: {was} becomes {becomes}"),
    "zone": word("{line}: zone: {was} becomes {becomes}"),
    "confirmed": word("{line}: confirmed: {was} becomes {becomes}"),
    "source": word("{line}: source: {was} becomes {becomes}"),
    "first_day": word("{line}: first day: {was} becomes {becomes}"),
    "last_day": word("{line}: last day: {was} becomes {becomes}"),
    "charged": word("{line}: charged: {was} becomes {becomes}"),
    "confirmed_by": word("{line}: confirmed by: {was} becomes {becomes}"),
    "notes": word("{line}: notes: {was} becomes {becomes}"),
    "page": word("{line}: page: {was} becomes {becomes}"),
}
_OF_A_NOTICE = {
    "as_of": word("as of: {was} becomes {becomes}"),
    "source": word("source: {was} becomes {becomes}"),
    "confirmed": word("confirmed: {was} becomes {becomes}"),
    "last_day": word("last day: {was} becomes {becomes}"),
}


@dataclass(frozen=True, slots=True)
class WeekChange:
    """A change in the length of a line's weekly hours, in minutes per week."""

    line_id: str
    was: int
    becomes: int

    def said(self) -> Sentence:
        """Return it as a sentence."""
        was, becomes = timedelta(minutes=self.was), timedelta(minutes=self.becomes)
        return Sentence("{line}: {was} a week becomes {becomes}", line=self.line_id, was=was, becomes=becomes)


@dataclass(frozen=True, slots=True)
class DateChange:
    """A date on which the hours of lines change because of a special day, a holiday or service dates.

    ``name`` is that of the special day or holiday, or empty.
    """

    day: date
    line_ids: tuple[str, ...]
    was: Windows
    becomes: Windows
    name: str

    def said(self) -> Sentence:
        """Return it as a sentence."""
        day = Sentence("{weekday} {day}", weekday=said_day(self.day.weekday()), day=self.day)
        was, becomes = said_windows(self.was), said_windows(self.becomes)
        change = Sentence(
            "{lines}: {was} becomes {becomes}, {change}",
            lines=self.line_ids,
            was=was,
            becomes=becomes,
            change=joined(list(self._lost_and_gained())),
        )
        if not self.name:
            return Sentence("on {day}: {change}", day=day, change=change)
        return Sentence("on {day}, {name}: {change}", day=day, name=self.name, change=change)

    def _lost_and_gained(self) -> Iterator[Sentence]:
        """Yield how much longer and shorter the date's hours become, for each of the lines."""
        was, becomes = ((windows,) + ((),) * 6 for windows in (self.was, self.becomes))
        if gone := _length(lost(was, becomes)):
            yield Sentence("loses {length}", length=gone)
        if more := _length(lost(becomes, was)):
            yield Sentence("gains {length}", length=more)


def report(was: Directory, becomes: Directory, on: date) -> list[Sentence]:
    """Describe the difference as of a date; empty if there is none."""
    return [
        *map(words, difference(was, becomes)),
        *(each.said() for each in week_changes(was, becomes, on)),
        *(each.said() for each in date_changes(was, becomes, on)),
    ]


def words(change: Change) -> Sentence:
    """Describe one change."""
    match change:
        case LineAdded(line):
            return Sentence("{line} is added: {described}", line=line.id, described=_described(line))
        case LineRemoved(line):
            return Sentence("{line} is removed: {described}", line=line.id, described=_described(line))
        case LineChanged():
            return _line_words(change)
        case LinesReordered(ids):
            return Sentence("lines are tried in the order {ids}", ids=ids)
        case SpecialDayAdded(special):
            return _special_day_added(special)
        case SpecialDayRemoved(special):
            return Sentence(
                "special day removed for {scope}: {special}", scope=special.scope.said(), special=special.said()
            )
        case HolidaysChanged(tier, rule, was, becomes):
            return holiday_words(tier, rule, was, becomes)
        case HolidaysConfirmed(tier, _, becomes):
            return holidays_confirmed(tier, becomes)
        case EmailChanged():
            return joined(list(_email_words(change)))
        case AgencyChanged(agency, language, was, becomes):
            return Sentence(
                "what {agency} is, in {language}: {was} becomes {becomes}",
                agency=agency,
                language=language,
                was=_shown(was),
                becomes=_shown(becomes),
            )
        case NoticeChanged(notice_id, was, becomes):
            return _notice_words(notice_id, was, becomes)
        case _:
            assert_never(change)


def _line_words(change: LineChanged) -> Sentence:
    line, was, becomes = change.line_id, change.was, change.becomes
    match change.field:
        case "hours":
            moved = joined(list(_hours_words(was, becomes)))  # type: ignore[arg-type]
            return Sentence("{line} {changes}", line=line, changes=moved)
        case "languages":
            told = word("{line}: languages: {languages} becomes {languages2}")
            return Sentence(told, line=line, languages=_shown(was), languages2=_shown(becomes))
        case "days":
            moved = joined(list(days_words(was, becomes)))  # type: ignore[arg-type]
            return Sentence("{line}: {changes}", line=line, changes=moved)
        case "hidden" if becomes:
            return Sentence("{line} is hidden: callers are not offered it", line=line)
        case "hidden":
            return Sentence("{line} is offered to callers again", line=line)
    return Sentence(_OF_A_LINE[change.field], line=line, was=_shown(was), becomes=_shown(becomes))


def _email_words(change: EmailChanged) -> Iterator[Sentence]:
    was, becomes = change.was, change.becomes
    addresses = [page and page.address for page in (was, becomes)]
    if addresses[0] != addresses[1]:
        told = word("e-mail page of {language}: {was} becomes {becomes}")
        yield Sentence(told, language=change.language, was=_shown(addresses[0]), becomes=_shown(addresses[1]))
    if becomes and becomes.confirmation != (was and was.confirmation):
        yield _confirmed_words(change.language, becomes.confirmation)


def _confirmed_words(language: str, becomes: Confirmation | None) -> Sentence:
    if becomes is None:
        return Sentence("e-mail page of {language}: no longer confirmed", language=language)
    if not becomes.by:
        told = word("e-mail page of {language}: confirmed on {day}, source: {source}")
        return Sentence(told, language=language, day=becomes.on, source=becomes.source)
    told = word("e-mail page of {language}: confirmed on {day} by {name}, source: {source}")
    return Sentence(told, language=language, day=becomes.on, name=becomes.by, source=becomes.source)


def week_changes(was: Directory, becomes: Directory, on: date) -> list[WeekChange]:
    """Return the lines whose weekly hours change in length, as of a date or the last start date of hours after it."""
    found = []
    for line_id in dict.fromkeys(line.id for each in (was, becomes) for line in each.lines):
        lines = was.line(line_id), becomes.line(line_id)
        day = max([on, *(each.since for line in lines if line for each in line.hours if each.since)])
        before, after = (sum(map(minutes_open, _spoken(line, day))) if line else 0 for line in lines)
        if before != after:
            found.append(WeekChange(line_id, before, after))
    return found


def _spoken(line: Line, day: date) -> Week:
    """Return the weekly hours of a line on the days on which it speaks any language."""
    return line.spoken.of(line.week_on(day)) if line.spoken else line.week_on(day)


def date_changes(was: Directory, becomes: Directory, on: date, days: int = AHEAD) -> list[DateChange]:
    """Return the dates from ``on`` whose hours change because of special days, holidays or service dates.

    Dates on which only the weekly hours change are left out.
    """
    before, after = Timetable(was), Timetable(becomes)
    groups: dict[tuple[date, Windows, Windows, str], list[str]] = defaultdict(list)
    for line in becomes.lines:
        old = was.line(line.id)
        if old is None:
            continue
        for day in (on + timedelta(days=ahead) for ahead in range(days)):
            one, other = before.day(old, day), after.day(line, day)
            usual = old.week_on(day)[day.weekday()], line.week_on(day)[day.weekday()]
            if one.windows != other.windows and (one.windows, other.windows) != usual:
                groups[day, one.windows, other.windows, other.name or one.name].append(line.id)
    return [DateChange(key[0], tuple(ids), *key[1:]) for key, ids in sorted(groups.items(), key=lambda item: item[0])]


def _hours_words(was: tuple[Hours, ...], becomes: tuple[Hours, ...]) -> Iterator[Sentence]:
    before, after = ({each.since: each.week for each in hours} for hours in (was, becomes))
    for since in sorted({*before, *after}, key=lambda day: day or date.min):
        old, new = before.get(since), after.get(since)
        if old is None and new is not None:
            yield _gets(new, since)
            continue
        for change in _lost_and_gained(old, new):
            yield Sentence("{change} from {day}", change=change, day=since) if since else change


def _gets(week: Week, since: date | None) -> Sentence:
    if since is None:
        return Sentence("gets hours of its own: {hours}", hours=said_hours(week))
    return Sentence("gets hours of its own from {day}: {hours}", day=since, hours=said_hours(week))


def _lost_and_gained(old: Week | None, new: Week | None) -> Iterator[Sentence]:
    if old is None or new is None:
        yield Sentence("no longer has hours of its own")
        return
    if (gone := lost(old, new)) != CLOSED:
        yield Sentence("loses {hours}, {length} a week", hours=said_hours(gone), length=_length(gone))
    if (more := lost(new, old)) != CLOSED:
        yield Sentence("gains {hours}, {length} a week", hours=said_hours(more), length=_length(more))


def _length(week: Week) -> timedelta:
    return timedelta(minutes=sum(map(minutes_open, week)))


def _special_day_added(special: SpecialDay) -> Sentence:
    scope, day, windows = special.scope.said(), special.said(), said_windows(special.windows)
    if special.extra:
        return Sentence(
            "special day added for {scope}: {special}: {windows} in addition to the usual hours",
            scope=scope,
            special=day,
            windows=windows,
        )
    return Sentence("special day added for {scope}: {special}: {windows}", scope=scope, special=day, windows=windows)


def _notice_words(notice_id: str, was: Notice | None, becomes: Notice | None) -> Sentence:
    match was, becomes:
        case Notice(), Notice():
            return Sentence("notice {id}: {changes}", id=notice_id, changes=joined(list(_reworded(was, becomes))))
        case None, Notice(as_of=day, words=written):
            codes = " ".join(sorted(written))
            return Sentence("notice {id} (as of {day}; {languages}) is added", id=notice_id, day=day, languages=codes)
        case Notice(as_of=day, words=written), None:
            codes = " ".join(sorted(written))
            return Sentence("notice {id} (as of {day}; {languages}) is removed", id=notice_id, day=day, languages=codes)
    raise ValueError(f"no change of notice {notice_id}")


def _reworded(was: Notice, becomes: Notice) -> Iterator[Sentence]:
    for name, template in _OF_A_NOTICE.items():
        old, new = getattr(was, name), getattr(becomes, name)
        if old != new:
            yield Sentence(template, was=_shown(old), becomes=_shown(new))
    codes = sorted({*was.words, *becomes.words})
    if reworded := [code for code in codes if was.words.get(code) != becomes.words.get(code)]:
        yield Sentence("words changed in {languages}", languages=" ".join(reworded))


def _described(line: Line) -> Sentence:
    languages, hours = " ".join(sorted(line.languages)), said_hours(line.hours[-1].week)
    said = word("{agency} {number} ({languages}), {hours}")
    if line.charged:
        said = word("{agency} {number} ({languages}), charged, {hours}")
    return Sentence(
        said,
        agency=line.agency,
        number=line.number,
        languages=languages,
        hours=hours,
    )


def _shown(value: object) -> Value:
    match value:
        case None | "":
            return Sentence("none")
        case frozenset():
            return tuple(_shown(each) for each in sorted(value)) or Sentence("none")
        case StrEnum():
            return Sentence(value)
        case bool():
            return Sentence(_YES if value else _NO)
        case str():
            return " ".join(value.splitlines())
        case int() | date():
            return value
        case _:
            return str(value)
