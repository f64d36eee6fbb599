"""Single edits of a directory. Each function returns an edited copy that satisfies :mod:`schedules.rules`."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain, count

from schedules.confirmation import Confirmation
from schedules.hours import Windows
from schedules.model import EVERYTHING, Directory, HolidayRule, HolidayRules, Hours, Line, SpecialDay
from schedules.notices import Notice
from schedules.reading import read_hours
from schedules.rules import refusal
from sentences import Sentence, SentenceError

_LONGEST_NAME = 40
"""Characters of an agency's name in an id."""


class ChangeError(SentenceError, ValueError):
    """An edit that can't be made. The message is one line."""


def set_hours(directory: Directory, line_id: str, text: str, since: date | None = None) -> Directory:
    """Set weekly hours of a line. They replace the hours with the same start date (None: no start date), if any.

    Raises:
        HoursError: the text can't be parsed; the message has the column.
        ChangeError: there is no such line, or the result breaks a rule.
    """
    line, week = _line(directory, line_id), read_hours(text)
    others = [each for each in line.hours if each.since != since]
    return _with_line(directory, replace(line, hours=(*others, Hours(week, since))))


def remove_hours(directory: Directory, line_id: str, since: date | None) -> Directory:
    """Remove the weekly hours that start on a date; the hours before them then continue.

    Raises:
        ChangeError: the line has no hours from that date, or no other hours.
    """
    line = _line(directory, line_id)
    others = tuple(each for each in line.hours if each.since != since)
    if len(others) == len(line.hours):
        raise ChangeError(_no_hours(line_id, since))
    if not others:
        raise ChangeError(Sentence("{line} has no other hours; write 'closed' for a line without hours", line=line_id))
    return _with_line(directory, replace(line, hours=others))


def add_line(directory: Directory, line: Line) -> Directory:
    """Add a line, the last of its tier.

    Raises:
        ChangeError: it breaks a rule, for instance with an id that is used already.
    """
    return _checked(replace(directory, lines=(*directory.lines, line)))


def add_part(directory: Directory, part: Directory) -> Directory:
    """Add the lines, e-mail pages, holiday rules and agencies of another, in place of lines with the same id.

    Raises:
        ChangeError: the result breaks a rule, or a tier has other lines with other holiday rules.
    """
    new = {line.id for line in part.lines}
    kept = [line for line in directory.lines if line.id not in new]
    for tier in {line.tier for line in part.lines} & {line.tier for line in kept}:
        if tier in part.holidays and part.holidays[tier] != directory.holidays.get(tier):
            raise ChangeError(Sentence("tier {tier} has lines with other holiday rules; use another tier", tier=tier))
    return _checked(
        replace(
            directory,
            lines=(*kept, *part.lines),
            email={**directory.email, **part.email},
            holidays={**directory.holidays, **part.holidays},
            agencies={**directory.agencies, **part.agencies},
        )
    )


def change_line(directory: Directory, line_id: str, changes: Mapping[str, object]) -> Directory:
    """Change fields of a line.

    Raises:
        ChangeError: there is no such line, or the result breaks a rule.
    """
    return _with_line(directory, replace(_line(directory, line_id), **changes))  # type: ignore[arg-type]


def new_id(directory: Directory, agency: str, languages: Collection[str]) -> str:
    """Return an id for a new line that no other has: its agency in small letters, and its language if it has one."""
    name = re.sub("[^a-z0-9]+", "-", agency.lower()).strip("-")[:_LONGEST_NAME] or "line"
    first = "-".join([name, *(languages if len(languages) == 1 else ())])
    names = chain([first] if first != str(EVERYTHING) else [], (f"{first}-{number}" for number in count(2)))
    return next(each for each in names if directory.line(each) is None)


def add_special_day(directory: Directory, *specials: SpecialDay) -> Directory:
    """Add a special day, or several at once.

    Raises:
        ChangeError: it breaks a rule, for instance by overlapping with another special day.
    """
    return _checked(replace(directory, special_days=(*directory.special_days, *specials)))


def remove_special_day(directory: Directory, special: SpecialDay) -> Directory:
    """Remove a special day.

    Raises:
        ChangeError: the directory does not have it.
    """
    if special not in directory.special_days:
        raise ChangeError(Sentence("special day {special} no longer exists", special=special.said()))
    return _checked(replace(directory, special_days=tuple(each for each in directory.special_days if each != special)))


def set_holidays(directory: Directory, tier: int, hours: Mapping[HolidayRule, Windows]) -> Directory:
    """Replace the hours of a tier on holidays; no hours close it. Rules that are missing end.

    Raises:
        ChangeError: there is no line in that tier, or the hours break a rule.
    """
    rules = replace(directory.holidays.get(tier, HolidayRules()), hours=dict(hours))
    holidays = {**directory.holidays, tier: rules}
    return _checked(replace(directory, holidays={key: value for key, value in holidays.items() if value.stated}))


def confirm(directory: Directory, line_ids: Iterable[str], day: date, by: str, source: str = "") -> Directory:
    """Set the date on which the hours of lines were confirmed with their agencies, who says so, and from which source.

    Without a source each line keeps its own.

    Raises:
        ChangeError: there is no such line, or the person or the source is not one short line.
    """
    for line_id in line_ids:
        line = _line(directory, line_id)
        confirmed = replace(line, confirmed=day, confirmed_by=by, source=source or line.source)
        directory = _put(directory, confirmed)
    return _checked(directory)


def confirm_holidays(directory: Directory, tiers: Iterable[int], given: Confirmation) -> Directory:
    """Set when it was confirmed what tiers do on holidays, also that they have no rules.

    Raises:
        ChangeError: a tier has no line, or the person or the source is not one short line.
    """
    holidays = dict(directory.holidays)
    for tier in tiers:
        holidays[tier] = replace(holidays.get(tier, HolidayRules()), confirmation=given)
    return _checked(replace(directory, holidays=holidays))


def confirm_pages(directory: Directory, codes: Iterable[str], given: Confirmation) -> Directory:
    """Set when the e-mail pages of languages were confirmed.

    Raises:
        ChangeError: a language has no page, or the person or the source is not one short line.
    """
    email = dict(directory.email)
    for code in codes:
        if code not in email:
            raise ChangeError(Sentence("there is no e-mail page of {language}", language=code))
        email[code] = replace(email[code], confirmation=given)
    return _checked(replace(directory, email=email))


def put_notice(directory: Directory, notice: Notice) -> Directory:
    """Add a notice, or replace the one with the same id.

    Raises:
        ChangeError: it breaks a rule of notices.
    """
    others = tuple(each for each in directory.notices if each.id != notice.id)
    return _checked(replace(directory, notices=(*others, notice)))


def retire_notice(directory: Directory, notice_id: str, last_day: date | None) -> Directory:
    """Set the last day of a notice; None: remove the end date.

    Raises:
        ChangeError: there is no such notice, or the day is before its date.
    """
    return put_notice(directory, replace(_notice(directory, notice_id), last_day=last_day))


def remove_notice(directory: Directory, notice_id: str) -> Directory:
    """Remove a notice.

    Raises:
        ChangeError: there is no such notice.
    """
    gone = _notice(directory, notice_id)
    return _checked(replace(directory, notices=tuple(each for each in directory.notices if each is not gone)))


def _no_hours(line_id: str, since: date | None) -> Sentence:
    if since is None:
        return Sentence("{line} has no hours without a start date", line=line_id)
    return Sentence("{line} has no hours of its own from {day}", line=line_id, day=since)


def _line(directory: Directory, line_id: str) -> Line:
    line = directory.line(line_id)
    if line is None:
        raise ChangeError(Sentence("there is no line {line}", line=line_id))
    return line


def _notice(directory: Directory, notice_id: str) -> Notice:
    for notice in directory.notices:
        if notice.id == notice_id:
            return notice
    raise ChangeError(Sentence("there is no notice {id}", id=notice_id))


def _put(directory: Directory, line: Line) -> Directory:
    return replace(directory, lines=tuple(line if each.id == line.id else each for each in directory.lines))


def _with_line(directory: Directory, line: Line) -> Directory:
    return _checked(_put(directory, line))


def _checked(directory: Directory) -> Directory:
    if wrong := refusal(directory):
        raise ChangeError(wrong)
    return directory
