"""A parser of ``opening_hours`` values."""

import re
from collections.abc import Collection
from datetime import date, timedelta

from schedules.formats.osm.common import ALL_DAY, MONTHS, WEEKDAYS, OsmHours, has_night
from schedules.formats.osm.tokens import Token, beyond, tokenise
from schedules.hours import END_OF_DAY, Window, Windows, find_clash, said_day, said_window
from schedules.model import ANY_YEAR, RunError, SpecialDay, yearly_run
from sentences import Sentence

_UNNAMED = "special day"
_EVERY_DAY = frozenset(range(7))
_LONGEST_RUN = timedelta(days=365)


def parse_osm(text: str) -> OsmHours:
    """Parse a value of ``opening_hours``. Dates without a comment are named ``special day``.

    Raises:
        HoursError: the value is invalid or not supported; the message has the column and the reason.
    """
    return _Reader(text).hours()


_Written = list[tuple[Window, Token]]
"""Windows, each with the token at which it begins."""


class _Reader:
    """A recursive-descent parser; each ``_take`` method consumes the tokens it names."""

    def __init__(self, text: str) -> None:
        self._tokens = tokenise(text)
        self._at = 0
        self._week: list[Windows] = [()] * 7
        self._special: list[SpecialDay] = []
        self._holidays: Windows | None = None

    def hours(self) -> OsmHours:
        self._take_rule(adds=False)
        while self._at < len(self._tokens):
            adds = self._take("comma") is not None
            if not adds:
                self._need("semicolon", Sentence("a semicolon is expected before the next rule"))
            self._take_rule(adds)
        return OsmHours(tuple(self._week), tuple(self._special), self._holidays)

    def _take_rule(self, adds: bool) -> None:
        if self._kind() in ("number", "month"):
            self._take_dated_rule(adds)
        else:
            self._take_weekly_rule(adds)

    def _take_weekly_rule(self, adds: bool) -> None:
        start = self._here()
        days, holidays = self._take_days()
        if self._special or (days and self._holidays is not None):
            raise start.refuse(
                Sentence("in OSM this overrides the rules for holidays and dates before it; put it before them")
            )
        # 24/7 includes the days, so it is allowed only if no days are before it.
        windows = self._take_always() if self._here() is start else self._take_hours()
        if holidays and windows and adds:
            raise start.refuse(beyond(Sentence("hours on top of the usual ones (after a comma)")))
        if self._kind() == "comment":
            raise self._here().refuse(beyond(Sentence("comments on weekdays and holidays")))
        if not adds and windows and start.kind == "time" and any(self._week):
            raise start.refuse(
                Sentence(
                    "OSM tools differ on whether hours without days take the place of those before them or come on "
                    "top; name the days, or write a comma for on top"
                )
            )
        if holidays:
            a_day: list[Windows] = [()] * 7
            _add(a_day, {0}, windows)
            self._holidays = a_day[0]
        if adds and windows:
            _add(self._week, days, windows)
        else:
            self._replace(start, days, windows)

    def _take_dated_rule(self, adds: bool) -> None:
        start = self._here()
        first, last, yearly = self._take_dates()
        windows = self._take_hours()
        if adds and windows:
            raise start.refuse(beyond(Sentence("hours on top of the usual ones (after a comma)")))
        a_week: list[Windows] = [()] * 7
        _add(a_week, _EVERY_DAY if last > first else {0}, windows)
        comment = self._take("comment")
        name = comment.text[1:-1] if comment else _UNNAMED
        special = SpecialDay(name, first, last, a_week[0], yearly=yearly)
        if any(_share_a_date(special, other) for other in self._special):
            raise start.refuse(beyond(Sentence("two rules for one date")))
        self._special.append(special)

    def _replace(self, start: Token, days: Collection[int], windows: _Written) -> None:
        fresh = [() if day in days else self._week[day] for day in range(7)]
        _add(fresh, days, windows)
        for day in range(7):
            following = (day + 1) % 7
            splits = has_night(self._week[day]) or (has_night(fresh[day]) and fresh[following])
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
        """Return the weekdays, and whether public holidays are among the days. Without days, return every weekday."""
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
        begin, end = (WEEKDAYS.index(token.text.capitalize()) for token in (first, last))
        return [(begin + ahead) % 7 for ahead in range((end - begin) % 7 + 1)]

    def _take_dates(self) -> tuple[date, date, bool]:
        """Return the first date, the last date, and whether they are yearly."""
        year = self._take("number")
        month = self._need("month", beyond(Sentence("years without a month and a day")))
        first = _date(_year(year) if year else ANY_YEAR, month, self._need("number", beyond(Sentence("whole months"))))
        last = self._take_last_date(first, month, year is None) if self._take("dash") else first
        if self._kind() in ("day", "comma"):
            raise self._here().refuse(beyond(Sentence("weekdays and further dates after a date")))
        try:
            return (*yearly_run(first, last), True) if year is None else (first, last, False)
        except RunError as error:
            raise month.refuse(error.sentence) from None

    def _take_last_date(self, first: date, month: Token, yearly: bool) -> date:
        """Return the date after a dash; without a year, the earliest such date that is not before ``first``."""
        start = self._here()
        year = self._take("number") if self._kind(1) == "month" else None
        if year and yearly:
            raise year.refuse(Sentence("the date before the dash has no year"))
        own_month = self._take("month")
        day = self._need("number", beyond(Sentence("whole months")))
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
        return [(ALL_DAY, always)] if always else self._take_hours()

    def _take_hours(self) -> _Written:
        if self._take("closed"):
            return []
        windows = [self._take_window()]
        while self._kind() == "comma" and self._kind(1) == "time":
            self._at += 1
            windows.append(self._take_window())
        return windows

    def _take_window(self) -> tuple[Window, Token]:
        first = self._need("time", Sentence("a time is expected here, such as 10:00-12:00; 00:00-24:00 is all day"))
        self._need("dash", Sentence("a dash is expected between two times"))
        last = self._need("time", Sentence("a closing time is expected after the dash"))
        opens, closes = _minutes(first), _minutes(last)
        if opens >= END_OF_DAY:
            raise first.refuse(Sentence("nothing opens at 24:00 or later; write it on the next day"))
        if closes == opens:
            raise last.refuse(Sentence("closes when it opens; OSM tools read it as 24 hours: write which is meant"))
        if closes < opens:
            closes += END_OF_DAY
        if closes > opens + END_OF_DAY:
            raise last.refuse(Sentence("more than 24 hours after it opens"))
        return Window(opens, closes), first

    def _here(self) -> Token:
        return self._tokens[min(self._at, len(self._tokens) - 1)]

    def _kind(self, ahead: int = 0) -> str | None:
        at = self._at + ahead
        return self._tokens[at].kind if at < len(self._tokens) else None

    def _take(self, kind: str) -> Token | None:
        if self._kind() != kind:
            return None
        self._at += 1
        return self._tokens[self._at - 1]

    def _need(self, kind: str, reason: Sentence) -> Token:
        if token := self._take(kind):
            return token
        raise self._here().refuse(reason if self._kind() else Sentence("the text ends here; {cause}", cause=reason))


def _minutes(token: Token) -> int:
    """Return minutes after midnight, 0 to 2880."""
    match = re.fullmatch(r"(\d\d?):([0-5]\d)", token.text)
    minutes = int(match[1]) * 60 + int(match[2]) if match else None
    if minutes is None or minutes > 2 * END_OF_DAY:
        raise token.refuse(Sentence("not a time; times go from 00:00 to 48:00"))
    return minutes


def _year(token: Token) -> int:
    if len(token.text) != 4:
        raise token.refuse(Sentence("neither a year of four digits nor a time such as 10:00"))
    return int(token.text)


def _date(year: int, month: Token, day: Token) -> date:
    try:
        return date(year, MONTHS.index(month.text.capitalize()) + 1, int(day.text))
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


def _share_a_date(one: SpecialDay, other: SpecialDay) -> bool:
    if one.yearly or other.yearly:
        return bool({(day.month, day.day) for day in one.dates()} & {(day.month, day.day) for day in other.dates()})
    return one.first <= other.last and other.first <= one.last
