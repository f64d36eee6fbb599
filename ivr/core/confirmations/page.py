"""What an agency is shown of its lines: all that callers meet, and nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from ivr.core.confirmations.readers import Reader, hours_in, language_in, listed
from profiles import profile
from prompts import LANGUAGES
from schedules import Directory, HolidayRule, HolidayRules, Line, Timetable, Week, said_windows
from schedules.model import ANY_YEAR
from sentences import Rendered, Sentence

SPECIAL_DAYS_AHEAD = timedelta(days=90)
"""How far ahead special days are shown."""
_LONGEST_MARK = 16


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line as callers meet it.

    Attributes:
        line: the line, of which only what stands in the other fields is shown, with its number and its cost.
        week: the weekly hours in force today.
        later: hours that begin on a later date.
        rules: what it does on holidays.
        special_days: the dates soon on which it has other hours, with those hours.
        email: the addresses of the e-mail pages that its callers are told of, by language.
    """

    line: Line
    week: Week
    later: tuple[tuple[date, Week], ...]
    rules: HolidayRules
    special_days: tuple[tuple[date, Rendered], ...]
    email: Mapping[str, str]

    @property
    def mark(self) -> str:
        """A mark of what is shown. It changes when that does, so that nobody confirms what they have not seen."""
        line = self.line
        seen = (
            (line.id, line.number, sorted(line.languages), line.charged, line.zone.key, self.week, self.later),
            (sorted(self.rules.hours.items()), self.special_days, sorted(self.email.items())),
        )
        return sha256(repr(seen).encode()).hexdigest()[:_LONGEST_MARK]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its languages, in the order of the menu."""
        return tuple(code for code in LANGUAGES if code in self.line.languages)

    def languages(self, reader: Reader) -> str:
        """Return the names of its languages."""
        return listed([language_in(code, reader) for code in self.codes], reader)

    def hours(self, reader: Reader) -> str:
        """Return its weekly hours."""
        return hours_in(self.week, self.line, reader)

    def hours_on_dates(self, reader: Reader) -> list[Sentence]:
        """Return the weekly hours that begin on a later date, then the hours of special days, as sentences."""
        weeks = [(since, hours_in(week, self.line, reader)) for since, week in self.later]
        return [
            *(Sentence("From {day}: {hours}", day=since, hours=hours) for since, hours in weeks),
            *(Sentence("On {day}: {hours}", day=day, hours=hours) for day, hours in self.special_days),
        ]

    def holidays(self) -> list[Sentence]:
        """Return on which holidays it closes, as sentences."""
        rules = [
            Sentence("{days}: {hours}", days=_days_of(rule), hours=said_windows(windows))
            for rule, windows in sorted(self.rules.hours.items(), key=lambda each: [*HolidayRule].index(each[0]))
        ]
        return rules or [Sentence("Open on holidays as on other days: nobody has told us otherwise")]


def _days_of(rule: HolidayRule) -> Sentence:
    closure = profile().holidays.new_year
    if rule is HolidayRule.PUBLIC or closure is None:
        return Sentence("On public holidays")
    first, last = (date(ANY_YEAR, *day) for day in (closure.first, closure.last))
    return Sentence("From {text} to {text2}", text=first.strftime("%m-%d"), text2=last.strftime("%m-%d"))


def lines_of(directory: Directory, agency: str, today: date) -> list[Line]:
    """Return the lines of an agency that callers are offered, in the order in which they are tried."""
    return [each for each in directory.lines if each.agency == agency and not each.hidden and not each.ended_by(today)]


def agencies_of(directory: Directory, today: date) -> dict[str, list[Line]]:
    """Return the lines that callers are offered by their agency."""
    names = dict.fromkeys(each.agency for each in directory.lines)
    found = {name: lines_of(directory, name, today) for name in names}
    return {name: lines for name, lines in found.items() if lines}


def shown(directory: Directory, agency: str, line_ids: Collection[str], today: date) -> list[LineShown]:
    """Return what an agency is shown: those of its lines that have one of the ids and are still offered."""
    timetable = Timetable(directory)
    return [_shown(timetable, line, today) for line in lines_of(directory, agency, today) if line.id in line_ids]


def _shown(timetable: Timetable, line: Line, today: date) -> LineShown:
    directory = timetable.directory
    days = [today + timedelta(days=ahead) for ahead in range(SPECIAL_DAYS_AHEAD.days)]
    return LineShown(
        line=line,
        week=line.week_on(today),
        later=tuple((each.since, each.week) for each in line.hours if each.since and each.since > today),
        rules=directory.holidays.get(line.tier, HolidayRules()),
        special_days=tuple(
            (day, said_windows(timetable.day(line, day).windows)) for day in days if timetable.special_day(line, day)
        ),
        email={
            code: page.address for code, page in directory.email.items() if _comes_first(directory, line, code, today)
        },
    )


def _comes_first(directory: Directory, line: Line, code: str, today: date) -> bool:
    """Whether callers of a language are put through to a line of this agency first: its e-mail page is the agency's."""
    speaking = (each for each in directory.lines if code in each.languages and not each.hidden)
    first = next((each for each in speaking if not each.ended_by(today)), None)
    return code in line.languages and first is not None and first.agency == line.agency
