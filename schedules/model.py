"""The directory: the lines that exist, who they are for, and when they are open.

This is what is written down and published. :mod:`schedules.timetable` answers questions about it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from schedules.hours import CLOSED, Week, Windows
from schedules.notices import Notice
from sentences import Sentence, SentenceError, word

"""Where callers and those who keep the schedule are, wherever a line is."""
ANY_YEAR = 2000
"""The year in which days that come every year are kept; it has a 29 February."""
_LEAP_DAY = date(ANY_YEAR, 2, 29)


class HolidayRule(StrEnum):
    """Days on which a tier closes automatically."""

    PUBLIC = word("public")
    """Japanese public holidays, with substitute and citizens' holidays."""
    NEW_YEAR = word("new-year")
    """29 December to 3 January, when Japan's offices are closed."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly hours, in force from ``since`` on; None: from ever."""

    week: Week
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One telephone line of an agency.

    Attributes:
        id: short name, unique in the directory: ``otit-vi``.
        tier: lower is tried first.
        agency: what callers hear and read: ``OTIT``.
        languages: codes of the languages that are spoken there.
        number: as the agency prints it: ``0120-250-168``.
        dial: what the carrier is told to dial, E.164 or ``sip:``; some trunks cannot reach 0120 numbers.
        hours: weekly hours in the local time of ``zone``, in order of the date from which they hold.
        confirmed: when the hours were last checked, and ``source``: against what.
        first_day, last_day: the dates between which the line serves, both included; None: no limit.
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

    def __post_init__(self) -> None:
        object.__setattr__(self, "hours", tuple(sorted(self.hours, key=lambda each: each.since or date.min)))

    def week_on(self, day: date) -> Week:
        """The weekly hours in force on a date."""
        for each in reversed(self.hours):
            if each.since is None or each.since <= day:
                return each.week
        return CLOSED

    def periods(self) -> Iterator[tuple[Week, date | None, date | None]]:
        """Its weeks, each with the first and the last date on which it holds; None: no limit."""
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
        """Whether the line's last day is over."""
        return self.last_day is not None and self.last_day < day


@dataclass(frozen=True, slots=True)
class Scope:
    """What something applies to: one line, a tier, or everything."""

    line: str | None = None
    tier: int | None = None

    def covers(self, line: Line) -> bool:
        """Whether it applies to a line."""
        return self.line == line.id if self.line is not None else self.tier in (None, line.tier)

    def said(self) -> Sentence | str:
        """As a value of a sentence."""
        if self.line is not None:
            return self.line
        return Sentence("tier {number}", number=self.tier) if self.tier is not None else Sentence("all")

    def __str__(self) -> str:
        return self.line or (f"tier {self.tier}" if self.tier is not None else "all")


EVERYTHING = Scope()


def scopes_of(line: Line) -> tuple[Scope, Scope, Scope]:
    """What covers a line, narrowest first: the narrower wins."""
    return Scope(line=line.id), Scope(tier=line.tier), EVERYTHING


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date or a run of dates with hours of its own, in place of the usual ones.

    Attributes:
        name: what people call it: ``Staff training``.
        first, last: both included. If it comes ``yearly``, their year is :data:`ANY_YEAR` (in a run over New Year
            one of them is in the year beside it, see :func:`yearly_run`) and means nothing.
        windows: the hours of each of its dates; none: closed. They replace whatever would start on the date.
        extra: the windows come on top of the usual ones instead.
    """

    name: str
    first: date
    last: date
    windows: Windows
    scope: Scope = EVERYTHING
    yearly: bool = False
    extra: bool = False

    def dates(self) -> Iterator[date]:
        """Each of its dates."""
        return (self.first + timedelta(days=ahead) for ahead in range((self.last - self.first).days + 1))

    def order(self) -> tuple[object, ...]:
        """What special days are sorted by."""
        return self.yearly, self.first, self.last, str(self.scope), self.name

    def said(self) -> Sentence:
        """Its dates and its name."""
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
    """Dates that can't be a run that comes every year."""


def yearly_run(first: date, last: date) -> tuple[date, date]:
    """The dates of a run that comes every year, both given in :data:`ANY_YEAR`; it may go over New Year.

    A run over New Year that begins before 29 February ends in the year after, any other begins in the year before:
    so it has a 29 February if that lies within it.

    Raises:
        RunError: it begins on 29 February and goes over New Year.
    """
    if first <= last:
        return first, last
    if first < _LEAP_DAY:
        return first, last.replace(year=ANY_YEAR + 1)
    if first == _LEAP_DAY:
        raise RunError(Sentence("a run over New Year can't begin on 29 February"))
    return first.replace(year=ANY_YEAR - 1), last


@dataclass(frozen=True)
class Directory:
    """All lines, first tier first; the e-mail page of each language that has one; closures; notices, newest first.

    ``holidays`` are the rules by which each tier is closed; a tier that has none is not in it.
    """

    lines: tuple[Line, ...]
    email: Mapping[str, str]
    special_days: tuple[SpecialDay, ...] = ()
    holidays: Mapping[int, frozenset[HolidayRule]] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    def __post_init__(self) -> None:
        # One order for what has none of its own, so that equal directories are equal however they were written.
        object.__setattr__(self, "lines", tuple(sorted(self.lines, key=lambda line: line.tier)))
        object.__setattr__(self, "special_days", tuple(sorted(self.special_days, key=SpecialDay.order)))
        newest = sorted(self.notices, key=lambda notice: (-notice.as_of.toordinal(), notice.id))
        object.__setattr__(self, "notices", tuple(newest))

    def line(self, line_id: str) -> Line | None:
        """The line of that id."""
        return next((line for line in self.lines if line.id == line_id), None)

    def lines_in(self, scope: Scope) -> tuple[Line, ...]:
        """The lines that a scope covers."""
        return tuple(line for line in self.lines if scope.covers(line))
