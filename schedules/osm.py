"""Opening hours as OpenStreetMap writes them, in its tag ``opening_hours``: the part of it that a week, special
days and closed holidays can express. The rest is refused by name.

>>> from schedules.hours import print_hours
>>> hours = parse_osm('Mo-Fr 11:00-19:00; We off; PH off; Dec 29-Jan 03 off "New Year"')
>>> print_hours(hours.week), hours.holidays_off, str(hours.special_days[0])
('Mon, Tue, Thu, Fri 11:00-19:00', True, 'every 12-29 to 01-03 (New Year)')
>>> print_osm(hours)
'Mo,Tu,Th,Fr 11:00-19:00; PH off; Dec 29-Jan 03 off "New Year"'

The language is https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification. Letters of either case and
hours of one digit are read too, as OSM's own tools do.

Hours past midnight: a rule after a semicolon replaces calendar days, so that it would cut a night in two. Among
weekdays that is refused; a comma says it without doubt. On dates and holidays a difference remains: OSM ends
the night before at midnight and keeps the tail of the date's own, here a night goes with the day it starts on.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from schedules.hours import (
    DAYS,
    END_OF_DAY,
    HoursError,
    Week,
    Window,
    Windows,
    clock,
    find_clash,
    grouped,
    runs,
    said_day,
    said_window,
)
from schedules.model import ANY_YEAR, EVERYTHING, RunError, SpecialDay, yearly_run
from sentences import Sentence, SentenceError


class OsmError(SentenceError, ValueError):
    """What can't be said in OSM."""


@dataclass(frozen=True, slots=True)
class OsmHours:
    """What one ``opening_hours`` says; ``holidays_off``: closed on public holidays."""

    week: Week
    special_days: tuple[SpecialDay, ...] = ()
    holidays_off: bool = False


def parse_osm(text: str) -> OsmHours:
    """Read a value of ``opening_hours``. Dates without a comment are named ``special day``.

    Raises:
        HoursError: with the column and the reason.
    """
    return _Reader(text).hours()


def print_osm(hours: OsmHours) -> str:
    """The value of ``opening_hours``: ``parse_osm(print_osm(hours)) == hours``.

    Raises:
        OsmError: a special day has a scope, comes on top of the usual hours or has a name that is no comment.
    """
    holidays = ["PH off"] if hours.holidays_off else []
    return "; ".join([_print_week(hours.week), *holidays, *map(_print_special, hours.special_days)])


_WEEKDAYS = tuple(day[:2] for day in DAYS)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNNAMED = "special day"
_ALL_DAY = Window(0, END_OF_DAY)
_EVERY_DAY = frozenset(range(7))
_LONGEST_RUN = timedelta(days=365)
_TOKENS = re.compile(
    rf"""(?P<space>\s+)
      | (?P<always>24/7)
      | (?P<time>[0-9]+:[0-9]+)
      | (?P<number>[0-9]+)
      | (?P<comment>"[^"]+")
      | (?P<day>(?:{"|".join(_WEEKDAYS)})(?![a-z]))
      | (?P<month>(?:{"|".join(_MONTHS)})(?![a-z]))
      | (?P<holiday>PH(?![a-z]))
      | (?P<closed>(?:off|closed)(?![a-z]))
      | (?P<dash>-)
      | (?P<comma>,)
      | (?P<semicolon>;)
      | (?P<other>[a-z]+ | \|\| | .)
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_BEYOND = {
    **dict.fromkeys(("sunrise", "sunset", "dawn", "dusk", "("), Sentence("times that follow the sun")),
    "week": Sentence("week numbers"),
    "sh": Sentence("school holidays"),
    "easter": Sentence("dates that follow Easter"),
    "unknown": Sentence("unknown hours"),
    "open": Sentence("the modifier 'open'"),
    "||": Sentence("fallback rules"),
    "+": Sentence("open ends"),
    "[": Sentence("nth weekdays of a month"),
    "/": Sentence("intervals within hours"),
    ":": Sentence("colons after days"),
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int

    def refuse(self, reason: Sentence | str) -> HoursError:
        return HoursError(
            Sentence(
                "opening_hours, column {number}, {text}: {cause}",
                number=self.column,
                text=repr(self.text),
                cause=reason,
            )
        )


_Written = list[tuple[Window, _Token]]
"""Windows, each with the token where it begins."""


class _Reader:
    """Reads tokens from left to right; each method takes what it names and moves on."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokenise(text)
        self._at = 0
        self._week: list[Windows] = [()] * 7
        self._special: list[SpecialDay] = []
        self._holidays_off = False

    def hours(self) -> OsmHours:
        self._take_rule(adds=False)
        while self._at < len(self._tokens):
            adds = self._take("comma") is not None
            if not adds:
                self._need("semicolon", Sentence("a semicolon is expected before the next rule"))
            self._take_rule(adds)
        return OsmHours(tuple(self._week), tuple(self._special), self._holidays_off)

    def _take_rule(self, adds: bool) -> None:
        if self._kind() in ("number", "month"):
            self._take_dated_rule(adds)
        else:
            self._take_weekly_rule(adds)

    def _take_weekly_rule(self, adds: bool) -> None:
        start = self._here()
        days, holidays = self._take_days()
        if self._special or (days and self._holidays_off):
            raise start.refuse(
                Sentence("in OSM this overrides the rules for holidays and dates before it; put it before them")
            )
        # 24/7 says the days as well, so that it stands without any.
        windows = self._take_always() if self._here() is start else self._take_hours()
        if holidays and windows:
            raise start.refuse(_beyond(Sentence("hours on public holidays")))
        if self._kind() == "comment":
            raise self._here().refuse(_beyond(Sentence("comments on weekdays and holidays")))
        if not adds and windows and start.kind == "time" and any(self._week):
            raise start.refuse(
                Sentence(
                    "OSM tools differ on whether hours without days take the place of those before them or come on "
                    "top; name the days, or write a comma for on top"
                )
            )
        self._holidays_off |= holidays
        if adds and windows:
            _add(self._week, days, windows)
        else:
            self._replace(start, days, windows)

    def _take_dated_rule(self, adds: bool) -> None:
        start = self._here()
        first, last, yearly = self._take_dates()
        windows = self._take_hours()
        if adds and windows:
            raise start.refuse(_beyond(Sentence("hours on top of the usual ones (after a comma)")))
        a_week: list[Windows] = [()] * 7
        _add(a_week, _EVERY_DAY if last > first else {0}, windows)
        comment = self._take("comment")
        name = comment.text[1:-1] if comment else _UNNAMED
        special = SpecialDay(name, first, last, a_week[0], yearly=yearly)
        if any(_share_a_date(special, other) for other in self._special):
            raise start.refuse(_beyond(Sentence("two rules for one date")))
        self._special.append(special)

    def _replace(self, start: _Token, days: Collection[int], windows: _Written) -> None:
        fresh = [() if day in days else self._week[day] for day in range(7)]
        _add(fresh, days, windows)
        for day in range(7):
            following = (day + 1) % 7
            splits = _has_night(self._week[day]) or (_has_night(fresh[day]) and fresh[following])
            if splits and (day in days) != (following in days):
                raise start.refuse(
                    Sentence(
                        "in OSM the night of {weekday} is cut at midnight, where one rule replaces another; "
                        "write each day once, with commas between the rules",
                        weekday=said_day(day),
                    )
                )
        self._week = fresh

    def _take_days(self) -> tuple[frozenset[int], bool]:
        """The weekdays, and whether public holidays are among the days; nothing named: every weekday."""
        if self._kind() not in ("day", "holiday"):
            return _EVERY_DAY, False
        days: set[int] = set()
        holidays = False
        while True:
            if self._take("holiday"):
                holidays = True
            else:
                days.update(self._take_weekdays())
            if not self._take("comma"):
                return frozenset(days), holidays

    def _take_weekdays(self) -> list[int]:
        first = self._need("day", Sentence("a day is expected here, such as Mo or Mo-Fr"))
        last = self._need("day", Sentence("a day is expected after the dash")) if self._take("dash") else first
        begin, end = (_WEEKDAYS.index(token.text.capitalize()) for token in (first, last))
        return [(begin + ahead) % 7 for ahead in range((end - begin) % 7 + 1)]

    def _take_dates(self) -> tuple[date, date, bool]:
        """The first date, the last, and whether they come every year."""
        year = self._take("number")
        month = self._need("month", _beyond(Sentence("years without a month and a day")))
        first = _date(_year(year) if year else ANY_YEAR, month, self._need("number", _beyond(Sentence("whole months"))))
        last = self._take_last_date(first, month, year is None) if self._take("dash") else first
        if self._kind() in ("day", "comma"):
            raise self._here().refuse(_beyond(Sentence("weekdays and further dates after a date")))
        try:
            return (*yearly_run(first, last), True) if year is None else (first, last, False)
        except RunError as error:
            raise month.refuse(error.sentence) from None

    def _take_last_date(self, first: date, month: _Token, yearly: bool) -> date:
        """The date after a dash; if no year is said, the first such date that isn't before the other."""
        start = self._here()
        year = self._take("number") if self._kind(1) == "month" else None
        if year and yearly:
            raise year.refuse(Sentence("the date before the dash has no year"))
        own_month = self._take("month")
        day = self._need("number", _beyond(Sentence("whole months")))
        last = _date(_year(year) if year else first.year, own_month or month, day)
        if yearly and own_month:
            return last
        if last < first and own_month and not year:
            last = _date(first.year + 1, own_month, day)
        if last < first or last - first > _LONGEST_RUN:
            before, long = Sentence("before the date it begins at"), Sentence("more than a year after the first")
            raise start.refuse(before if last < first else long)
        return last

    def _take_always(self) -> _Written:
        always = self._take("always")
        return [(_ALL_DAY, always)] if always else self._take_hours()

    def _take_hours(self) -> _Written:
        if self._take("closed"):
            return []
        windows = [self._take_window()]
        while self._kind() == "comma" and self._kind(1) == "time":
            self._at += 1
            windows.append(self._take_window())
        return windows

    def _take_window(self) -> tuple[Window, _Token]:
        first = self._need("time", Sentence("a time is expected here, such as 10:00-12:00; 00:00-24:00 is all day"))
        self._need("dash", Sentence("a dash is expected between two times"))
        last = self._need("time", Sentence("a closing time is expected after the dash"))
        opens, closes = _minutes(first), _minutes(last)
        if opens >= END_OF_DAY:
            raise first.refuse(Sentence("nothing opens at 24:00 or later; write it on the next day"))
        if closes == opens:
            raise last.refuse(
                Sentence("closes when it opens; OSM tools take it for 24 hours without a word: write which is meant")
            )
        if closes < opens:
            closes += END_OF_DAY
        if closes > opens + END_OF_DAY:
            raise last.refuse(Sentence("more than 24 hours after it opens"))
        return Window(opens, closes), first

    def _here(self) -> _Token:
        return self._tokens[min(self._at, len(self._tokens) - 1)]

    def _kind(self, ahead: int = 0) -> str | None:
        at = self._at + ahead
        return self._tokens[at].kind if at < len(self._tokens) else None

    def _take(self, kind: str) -> _Token | None:
        if self._kind() != kind:
            return None
        self._at += 1
        return self._tokens[self._at - 1]

    def _need(self, kind: str, reason: Sentence) -> _Token:
        if token := self._take(kind):
            return token
        raise self._here().refuse(reason if self._kind() else Sentence("the text ends here; {cause}", cause=reason))


def _tokenise(text: str) -> list[_Token]:
    tokens = [
        _Token(str(match.lastgroup), match.group(), match.start() + 1)
        for match in _TOKENS.finditer(text)
        if match.lastgroup != "space"
    ]
    for token in tokens:
        if token.kind == "other":
            raise token.refuse(_why_not(token.text.lower()))
    return tokens or [_Token("end", "", 1)]


def _why_not(word: str) -> Sentence:
    if word in _BEYOND:
        return _beyond(_BEYOND[word])
    if word == '"':
        return Sentence("a comment has a text and a quote at each end")
    return Sentence("not a word of opening_hours; days are {days}", days=_WEEKDAYS)


def _beyond(what: Sentence) -> Sentence:
    return Sentence("{what}: legal OSM, but it can't be expressed here", what=what)


def _minutes(token: _Token) -> int:
    """Minutes after midnight, 0 to 2880."""
    match = re.fullmatch(r"(\d\d?):([0-5]\d)", token.text)
    minutes = int(match[1]) * 60 + int(match[2]) if match else None
    if minutes is None or minutes > 2 * END_OF_DAY:
        raise token.refuse(Sentence("not a time; times go from 00:00 to 48:00"))
    return minutes


def _year(token: _Token) -> int:
    if len(token.text) != 4:
        raise token.refuse(Sentence("neither a year of four digits nor a time such as 10:00"))
    return int(token.text)


def _date(year: int, month: _Token, day: _Token) -> date:
    try:
        return date(year, _MONTHS.index(month.text.capitalize()) + 1, int(day.text))
    except (ValueError, OverflowError):
        raise day.refuse(Sentence("there is no such day in {text}", text=month.text.capitalize())) from None


def _add(week: list[Windows], days: Collection[int], windows: _Written) -> None:
    for window, token in windows:
        for day in days:
            if clash := find_clash(week, day, window):
                raise token.refuse(
                    Sentence(
                        "{window} overlaps or touches {window2}; join them",
                        window=said_window(window),
                        window2=said_window(clash[1]),
                    )
                )
            week[day] = tuple(sorted((*week[day], window)))


def _has_night(windows: Iterable[Window]) -> bool:
    return any(window.passes_midnight for window in windows)


def _share_a_date(one: SpecialDay, other: SpecialDay) -> bool:
    if one.yearly or other.yearly:
        return bool({(day.month, day.day) for day in one.dates()} & {(day.month, day.day) for day in other.dates()})
    return one.first <= other.last and other.first <= one.last


def _print_week(week: Week) -> str:
    if week == ((_ALL_DAY,),) * 7:
        return "24/7"
    # After a semicolon, OSM cuts off the hours past midnight of the day before.
    separator = ", " if any(map(_has_night, week)) else "; "
    return separator.join(f"{_print_days(days)} {_print_windows(windows)}" for days, windows in grouped(week)) or "off"


def _print_days(days: list[int]) -> str:
    return ",".join(_WEEKDAYS[a] if a == b else f"{_WEEKDAYS[a]}-{_WEEKDAYS[b]}" for a, b in runs(days))


def _print_windows(windows: Windows) -> str:
    return ",".join(f"{clock(window.opens)}-{clock(window.closes)}" for window in windows) or "off"


def _print_special(special: SpecialDay) -> str:
    if special.scope != EVERYTHING:
        raise OsmError(
            Sentence(
                "{special}: its scope, {scope}, can't be said in OSM",
                special=special.said(),
                scope=special.scope.said(),
            )
        )
    if special.extra:
        raise OsmError(
            Sentence("{special}: hours on top of the usual ones can't be said in OSM", special=special.said())
        )
    if not special.name or '"' in special.name:
        raise OsmError(
            Sentence(
                "{special}: its name can't be a comment in OSM, which has a text without double quotes",
                special=special.said(),
            )
        )
    ends = [special.first] if special.first == special.last else [special.first, special.last]
    dates = "-".join(_print_date(day, special.yearly) for day in ends)
    return f'{dates} {_print_windows(special.windows)} "{special.name}"'


def _print_date(day: date, yearly: bool) -> str:
    return f"{'' if yearly else f'{day.year:04} '}{_MONTHS[day.month - 1]} {day.day:02}"
