"""The directory: the telephone lines, their languages and their opening hours.

A directory is what editors write and publish. :mod:`schedules.timetable` evaluates it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from schedules.confirmation import Confirmation
from schedules.days import Days
from schedules.hours import CLOSED, Week, Windows
from schedules.notices import Notice
from sentences import Sentence, SentenceError, word

ANY_YEAR = 2000
"""The year in which yearly days are stored; a leap year, so that 29 February exists."""
_LEAP_DAY = date(ANY_YEAR, 2, 29)
_EARLIER = (
    word("tier {number}"),
    word("tier {number} closes on holidays: {was} becomes {becomes}"),
    word("tier {tier} closes on holidays: {was} becomes {becomes}"),
)
"""Templates in records of earlier versions, which are still shown."""


class HolidayRule(StrEnum):
    """Days on which the lines of a tier can have other hours than on the same day of another week."""

    PUBLIC = word("public")
    """Public holidays."""
    NEW_YEAR = word("new-year")
    """Days around New Year on which offices are closed: those of the profile. It has priority over PUBLIC."""


@dataclass(frozen=True, slots=True)
class HolidayRules:
    """What the lines of a tier do on holidays.

    Attributes:
        hours: the hours on the days of a rule, in place of the weekly hours; empty: closed. Without a rule the weekly
            hours hold.
        confirmation: when this was last checked with the agency, also that there are no rules; None: never.
    """

    hours: Mapping[HolidayRule, Windows] = field(default_factory=dict)
    confirmation: Confirmation | None = None

    @classmethod
    def closed(cls, *rules: HolidayRule) -> "HolidayRules":
        """Return rules that close on all of their days."""
        return cls(dict.fromkeys(rules, ()))

    @property
    def stated(self) -> bool:
        """Whether they say anything."""
        return bool(self.hours or self.confirmation)


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly hours, in force from ``since`` on; None is no start date."""

    week: Week
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One telephone line of an agency.

    Attributes:
        id: short name, unique in the directory: ``otit-vi``.
        tier: 1 to 99; lower tiers are tried first.
        agency: the name that callers hear and read: ``OTIT``.
        languages: codes of the languages that the line speaks.
        number: the number as the agency prints it, in ASCII: ``0120-250-168``.
        dial: what the carrier dials, E.164 or ``sip:``; may differ because some trunks cannot reach 0120 numbers.
        hours: weekly hours in the local time of ``zone``, sorted by start date.
        confirmed: when the hours were last checked against ``source``.
        first_day, last_day: first and last date of service, both included; None is no limit.
        charged: whether a call may cost its caller money, which is then announced before the line is dialled.
        hidden: whether it is kept but not offered: neither dialled nor told of, as if it did not exist.
        confirmed_by: who said or entered that the hours are right; may be empty.
        notes: for colleagues only; may be empty.
        days: the days of each language that the line does not speak on all of its days; by code, sorted.
        language: whose callers the line is for, in a line of :meth:`in_language`; empty in a directory.
        page: the address of the agency's page with its hours, which is compared with them; may be empty.
    """

    id: str
    tier: int
    agency: str
    languages: frozenset[str]
    number: str
    dial: str
    hours: tuple[Hours, ...]
    zone: ZoneInfo
    confirmed: date
    source: str
    first_day: date | None = None
    last_day: date | None = None
    charged: bool = False
    hidden: bool = False
    confirmed_by: str = ""
    notes: str = ""
    days: tuple[tuple[str, Days], ...] = ()
    language: str = ""
    page: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "hours", tuple(sorted(self.hours, key=lambda each: each.since or date.min)))
        object.__setattr__(self, "days", tuple(sorted(self.days, key=lambda each: each[0])))

    def in_language(self, language: str) -> "Line":
        """Return the line as callers of a language have it: with its weekly hours on the days of that language."""
        days = dict(self.days).get(language)
        hours = tuple(Hours(days.of(each.week), each.since) for each in self.hours) if days else self.hours
        return replace(self, hours=hours, language=language)

    @property
    def confirmation(self) -> Confirmation:
        """When the hours were last checked, against which source, and who says so."""
        return Confirmation(self.confirmed, self.source, self.confirmed_by)

    @property
    def spoken(self) -> Days | None:
        """The days on which it speaks any language; None: all days."""
        own = dict(self.days)
        if not self.languages <= own.keys():
            return None
        weekdays = frozenset[int]().union(*(days.weekdays for days in own.values()))
        return Days(weekdays, any(days.holidays for days in own.values()))

    def week_on(self, day: date) -> Week:
        """Return the weekly hours in force on a date."""
        for each in reversed(self.hours):
            if each.since is None or each.since <= day:
                return each.week
        return CLOSED

    def periods(self) -> Iterator[tuple[Week, date | None, date | None]]:
        """Yield each week with the first and the last date on which it is in force; None is no limit."""
        ends = [each.since - timedelta(days=1) for each in self.hours[1:] if each.since]
        for version, end in zip(self.hours, [*ends, None], strict=True):
            first = max(filter(None, (version.since, self.first_day)), default=None)
            last = min(filter(None, (end, self.last_day)), default=None)
            if not (first and last and last < first):
                yield version.week, first, last

    def serves_on(self, day: date) -> bool:
        """Whether the line is in service on a date."""
        return not self.ended_by(day) and (self.first_day is None or self.first_day <= day)

    def ended_by(self, day: date) -> bool:
        """Whether the line's last day is before a date."""
        return self.last_day is not None and self.last_day < day


@dataclass(frozen=True, slots=True)
class Scope:
    """The lines that something applies to: one line (by id), a tier, or all lines."""

    line: str | None = None
    tier: int | None = None

    def covers(self, line: Line) -> bool:
        """Whether it includes a line."""
        return self.line == line.id if self.line is not None else self.tier in (None, line.tier)

    def said(self) -> Sentence | str:
        """Return it as a value for a sentence."""
        if self.line is not None:
            return self.line
        return Sentence("tier {tier}", tier=self.tier) if self.tier is not None else Sentence("all")

    def __str__(self) -> str:
        return self.line or (f"tier {self.tier}" if self.tier is not None else "all")


EVERYTHING = Scope()


def scopes_of(line: Line) -> tuple[Scope, Scope, Scope]:
    """Return the scopes that include a line, narrowest first. A narrower scope has priority."""
    return Scope(line=line.id), Scope(tier=line.tier), EVERYTHING


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date or a run of dates with hours that replace the usual ones.

    Attributes:
        name: ``Staff training``.
        first, last: first and last date, both included. If ``yearly``, their year is :data:`ANY_YEAR` and has no
            meaning; in a run over New Year one of them is in an adjacent year, see :func:`yearly_run`.
        windows: the hours of each date; empty is closed. They replace all windows that would start on the date.
        extra: the windows are added to the usual ones instead of replacing them.
    """

    name: str
    first: date
    last: date
    windows: Windows
    scope: Scope = EVERYTHING
    yearly: bool = False
    extra: bool = False

    def dates(self) -> Iterator[date]:
        """Yield each date of the run."""
        return (self.first + timedelta(days=ahead) for ahead in range((self.last - self.first).days + 1))

    def order(self) -> tuple[object, ...]:
        """Return the sort key."""
        return self.yearly, self.first, self.last, str(self.scope), self.name

    def said(self) -> Sentence:
        """Return its dates and name as a sentence."""
        if not self.yearly and self.first == self.last:
            return Sentence("{day} ({name})", day=self.first, name=self.name)
        if not self.yearly:
            return Sentence("{day} to {day2} ({name})", day=self.first, day2=self.last, name=self.name)
        first, last = self.first.strftime("%m-%d"), self.last.strftime("%m-%d")
        if first == last:
            return Sentence("every {text} ({name})", text=first, name=self.name)
        return Sentence("every {text} to {text2} ({name})", text=first, text2=last, name=self.name)

    def __str__(self) -> str:
        return str(self.said())


class RunError(SentenceError, ValueError):
    """Dates that can't be a yearly run."""


def yearly_run(first: date, last: date) -> tuple[date, date]:
    """Return the first and last date of a yearly run, both given in :data:`ANY_YEAR`; it may include New Year.

    A run over New Year that begins before 29 February ends in the year after; any other begins in the year before.
    So the run includes the 29 February of :data:`ANY_YEAR` if it lies between the dates.

    Raises:
        RunError: the run begins on 29 February and includes New Year.
    """
    if first <= last:
        return first, last
    if first < _LEAP_DAY:
        return first, last.replace(year=ANY_YEAR + 1)
    if first == _LEAP_DAY:
        raise RunError(Sentence("a run over New Year can't begin on 29 February"))
    return first.replace(year=ANY_YEAR - 1), last


@dataclass(frozen=True, slots=True)
class EmailPage:
    """The page on which an agency takes questions by e-mail in one language.

    Attributes:
        address: its web address.
        confirmation: when it was last checked with the agency; None if never.
    """

    address: str
    confirmation: Confirmation | None = None


@dataclass(frozen=True)
class Directory:
    """All lines with their special days, holiday rules, e-mail pages, notices and agencies.

    Attributes:
        lines: sorted by tier; within a tier in the order in which they are tried.
        email: the e-mail page by language code.
        special_days: sorted by :meth:`SpecialDay.order`.
        holidays: the holiday rules by tier; a tier without rules is missing.
        notices: newest first.
        agencies: what each agency is, by its name and by language code; public pages show it.
    """

    lines: tuple[Line, ...]
    email: Mapping[str, EmailPage]
    special_days: tuple[SpecialDay, ...] = ()
    holidays: Mapping[int, HolidayRules] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    agencies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Sort what has no meaningful order, so that directories that differ only in the order written compare equal.
        object.__setattr__(self, "lines", tuple(sorted(self.lines, key=lambda line: line.tier)))
        object.__setattr__(self, "special_days", tuple(sorted(self.special_days, key=SpecialDay.order)))
        newest = sorted(self.notices, key=lambda notice: (-notice.as_of.toordinal(), notice.id))
        object.__setattr__(self, "notices", tuple(newest))

    def line(self, line_id: str) -> Line | None:
        """Return the line with this id, or None."""
        return self._by_id.get(line_id)

    def lines_in(self, scope: Scope) -> tuple[Line, ...]:
        """Return the lines that a scope includes."""
        return tuple(line for line in self.lines if scope.covers(line))

    @cached_property
    def _by_id(self) -> Mapping[str, Line]:
        return {line.id: line for line in self.lines}
