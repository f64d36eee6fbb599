"""The board of *Today*: for each language, who would be reached in the next 24 hours, as a bar and in words.

The bars are computed by the code that decides calls. Places on them are in per cent of the width.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ivr.core.outlook import Stretch, stretches
from ivr.web.ops.i18n import _, short_day
from ivr.web.ops.what_if import not_dialled
from prompts import LANGUAGES
from schedules import Line, Timetable, home_date, home_time

_HOUR = timedelta(hours=1)
_SHOWN = 25
"""Hours on a bar, which begins with the current hour: so the next 24 are all on it."""
_BETWEEN_TICKS = 3
_ROOM = 7.0
"""Per cent of the width that the name of an agency needs."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its place, its line (None: nobody, callers get a text), and what it says in words."""

    x: float
    width: float
    line: Line | None
    words: str

    @property
    def named(self) -> bool:
        """Whether there is room for a name."""
        return self.width >= _ROOM


@dataclass(frozen=True, slots=True)
class Row:
    """The bar of a language; its first part is now."""

    language: str
    parts: tuple[Part, ...]

    @property
    def line(self) -> Line | None:
        """The line that is reached now."""
        return self.parts[0].line

    @property
    def words(self) -> str:
        """Who is reached when; at all other times nobody is."""
        reached = [part.words for part in self.parts if part.line]
        if self.line is None:
            reached = [_("now nobody"), *reached]
        return " · ".join(reached)


@dataclass(frozen=True, slots=True)
class Board:
    """The bars of all languages, the hours above them with their places, and the place of the present moment."""

    rows: tuple[Row, ...]
    hours: tuple[tuple[float, str], ...]
    now: float

    @property
    def alike(self) -> list[tuple[str, list[str]]]:
        """Who is reached when, in words, each with the languages that it is true of."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            found.setdefault(row.words, []).append(row.language)
        return list(found.items())


def board(timetable: Timetable, now: datetime) -> Board:
    """Return the board from the hour that ``now`` is in."""
    begin = home_time(now).replace(minute=0, second=0, microsecond=0)
    end = begin + _SHOWN * _HOUR

    def place(moment: datetime) -> float:
        return round((moment - begin) / (end - begin) * 100, 2)

    def part(stretch: Stretch) -> Part:
        x = place(stretch.begin)
        return Part(x, round(place(stretch.end) - x, 2), stretch.line, _words(stretch, now, end))

    def row(code: str) -> Row:
        return Row(code, tuple(map(part, stretches(timetable, code, now, end, not_dialled))))

    ticks = [begin + ahead * _HOUR for ahead in range(_SHOWN) if (begin.hour + ahead) % _BETWEEN_TICKS == 0]
    hours = tuple((place(tick), f"{tick:%H:%M}" if tick.hour else short_day(tick)) for tick in ticks)
    return Board(tuple(map(row, LANGUAGES)), hours, place(now))


def _words(stretch: Stretch, now: datetime, end: datetime) -> str:
    """Say who is reached when: ``OTIT until 17:00``, ``FRESC tomorrow 09:00–11:00``."""
    who = stretch.line.agency if stretch.line else _("nobody: a text")
    since, until = f"{stretch.begin:%H:%M}", f"{stretch.end:%H:%M}"
    begins, ends = stretch.begin > now, stretch.end < end
    if not begins:
        return _("%(who)s until %(time)s", who=who, time=_day(stretch.end, now, until)) if ends else who
    if not ends:
        return _("%(who)s from %(time)s", who=who, time=_day(stretch.begin, now, since))
    if stretch.begin.date() != stretch.end.date():
        until = _day(stretch.end, now, until)
    return _("%(who)s %(since)s–%(until)s", who=who, since=_day(stretch.begin, now, since), until=until)


def _day(moment: datetime, now: datetime, time: str) -> str:
    """Return a time of the next 24 hours, with a word for tomorrow."""
    return time if home_date(moment) == home_date(now) else _("tomorrow %(time)s", time=time)
