"""What a profile says."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dateutil.easter import easter


class Paper(StrEnum):
    """The size of a sheet, for the poster and the report."""

    A4 = "A4"
    LETTER = "Letter"


@dataclass(frozen=True, slots=True)
class ListedHoliday:
    """A public holiday, of which one of these is set.

    Attributes:
        day: a month and a day, of each year.
        once: a date.
        easter: so many days after Easter Sunday of the Western churches, or before it if negative; of each year.
    """

    name: str
    day: tuple[int, int] | None = None
    once: date | None = None
    easter: int | None = None

    def in_year(self, year: int) -> date | None:
        """Return its date in a year; None: it has none, such as 29 February."""
        if self.easter is not None:
            return easter(year) + timedelta(days=self.easter)
        if self.once is not None:
            return self.once if self.once.year == year else None
        try:
            return date(year, *(self.day or ()))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Closure:
    """Days of each year on which offices are closed, such as those around New Year: months and days, both included."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]

    def covers(self, day: date) -> bool:
        """Whether a date is one of them. ``last`` may be in the next year."""
        this = day.month, day.day
        if self.first <= self.last:
            return self.first <= this <= self.last
        return this >= self.first or this <= self.last


@dataclass(frozen=True, slots=True)
class Holidays:
    """The calendar of public holidays.

    Attributes:
        language: the language of their names (BCP 47).
        japanese: whether they are those of the package ``jpholiday``; otherwise ``listed`` has them.
        new_year: when offices are closed around New Year; None: no longer than on public holidays.
    """

    language: str
    japanese: bool = False
    listed: tuple[ListedHoliday, ...] = ()
    new_year: Closure | None = None

    def in_year(self, year: int) -> Iterator[tuple[date, str]]:
        """Yield the listed holidays of a year, in order of date, with their names; of two on one date the first."""
        found: dict[date, str] = {}
        for each in self.listed:
            if (day := each.in_year(year)) is not None:
                found.setdefault(day, each.name)
        yield from sorted(found.items())


@dataclass(frozen=True, slots=True)
class Desk:
    """What a caller says at a desk that speaks several languages, to be helped in their own.

    Attributes:
        language: the language of the desk (BCP 47).
        phrase: the request, with ``{language}`` for the name of the caller's language in that of the desk.
    """

    language: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A country and an office.

    Attributes:
        country: its code (ISO 3166): numbers without + are numbers of this country.
        zone: the time of the callers and of the staff, and of each line that has no other zone.
        place: whose time it is, in English and Japanese, for the staff: ``Japan``, ``日本``.
        police, ambulance: the emergency numbers: of the police; of fire brigade and ambulance.
        quiet_from, quiet_until: texts that nobody is waiting for are not sent between these times.
        languages: the languages, one or two, in which a caller is spoken to whose own is not known or has no voice;
            the lines of the first are dialled for those who choose none.
        withhold: what is dialled before a number to withhold one's own; empty: it is not told.
        directory: the document of the directory that a first start publishes; None: the one that ships.
        ringing: what is heard while a line rings, in the demo: seconds of sound and of silence, then hertz.
        demo_number: the one number of a demo (E.164); empty: an example of a number of the country.
    """

    country: str
    zone: ZoneInfo
    place: tuple[str, str]
    police: str
    ambulance: str
    quiet_from: time
    quiet_until: time
    holidays: Holidays
    languages: tuple[str, ...]
    desk: Desk
    paper: Paper = Paper.A4
    withhold: str = ""
    ringing: tuple[float, ...] = (1.0, 4.0, 425.0)
    demo_number: str = ""
    directory: str | None = field(default=None, repr=False)
