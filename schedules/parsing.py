"""A parser for opening hours as people write them and agencies print them.

>>> from schedules.hours import print_hours
>>> print_hours(parse_hours("Mon, Tue, Wed, Thu, Fri Mon ~ Fri (11:00 – 19:00), Sun (9:00 – 17:00)"))
'Mon-Fri 11:00-19:00, Sun 09:00-17:00'
>>> print_hours(parse_hours("月～木 午前9時から午後5時まで、金 22:00～翌2:00"))
'Mon-Thu 09:00-17:00, Fri 22:00-02:00 next day'

A week is one or more clauses; a clause is days, then one or more windows. Commas, brackets and colons between them are
optional, because agencies use them in different ways. Invalid hours (25:00, a reversed or overlapping window, an
unknown day) raise an error with the column; they are never corrected silently.
"""

import re
import unicodedata
from dataclasses import dataclass

from schedules.hours import (
    CLOSED,
    DAYS,
    END_OF_DAY,
    HoursError,
    Week,
    Window,
    Windows,
    find_clash,
    said_day,
    said_window,
)
from sentences import Sentence


def parse_hours(text: str) -> Week:
    """Parse weekly hours; ``closed`` is a week without hours.

    Raises:
        HoursError: with the column and the reason.
    """
    reader = _Reader(text)
    return CLOSED if reader.is_closed() else reader.week()


def parse_windows(text: str) -> Windows:
    """Parse the windows of one day, ``10:00-12:00, 13:00-15:00``; ``closed`` is no window.

    Raises:
        HoursError: with the column and the reason.
    """
    reader = _Reader(text)
    return () if reader.is_closed() else reader.one_day()


_TOKENS = re.compile(
    r"""(?P<full>24\ ?/\ ?7 | 24\ ?(?:hours?|hrs?|h)\b | 24時間 | all\ day\b | 終日)
      | (?P<time>(?:(?:午前|午後)\ ?)?\d{1,2}(?:[:.]\d{1,2}|時半|時\d{1,2}分|時)?(?:\ ?[ap]\.?m\b\.?)?)
      | (?P<next>(?:the\ )?next\ day\b | 翌日?)
      | (?P<closed>(?:closed|off)\b | 休み | 休業 | 定休日?)
      | (?P<dash>- | から | (?:to|through|thru|till?|until)\b)
      | (?P<day>every\ day\b | [a-z]+ | 平日 | 毎日 | 土日 | [月火水木金土日](?:曜日?)?)
      | (?P<skip>(?:[\s,;:()・、，。] | まで | and\b | &)+)
    """,
    re.VERBOSE,
)
_TIME = re.compile(r"(午前|午後)? ?(\d+)(?:[:.時](半|\d+)?分?)?(?: ?([ap])\.?m\.?)?(.*)")
_DASHES = "‐‑‒–—―−~〜～"
_DAYS: dict[str, tuple[int, ...]] = {
    **{
        name: (number,)
        for number, names in enumerate(
            (
                "mo mon monday 月 月曜 月曜日",
                "tu tue tues tuesday 火 火曜 火曜日",
                "we wed weds wednesday 水 水曜 水曜日",
                "th thu thur thurs thursday 木 木曜 木曜日",
                "fr fri friday 金 金曜 金曜日",
                "sa sat saturday 土 土曜 土曜日",
                "su sun sunday 日 日曜 日曜日",
            )
        )
        for name in names.split()
    },
    **dict.fromkeys(("daily", "everyday", "every day", "毎日"), tuple(range(7))),
    **dict.fromkeys(("weekday", "weekdays", "平日"), tuple(range(5))),
    **dict.fromkeys(("weekend", "weekends", "土日"), (5, 6)),
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int

    def refuse(self, reason: Sentence) -> HoursError:
        return HoursError(
            Sentence("column {number}, {text}: {cause}", number=self.column, text=repr(self.text), cause=reason)
        )


class _Reader:
    """A recursive-descent parser; each ``_take`` method consumes the tokens it names."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokenise(text)
        self._at = 0
        self._days: list[list[Window]] = [[] for _ in DAYS]
        self._closed: set[int] = set()

    def is_closed(self) -> bool:
        return [token.kind for token in self._tokens] == ["closed"]

    def week(self) -> Week:
        while self._at < len(self._tokens):
            days = self._take_days()
            if closed := self._take("closed"):
                self._close(days, closed)
            else:
                self._open(days)
        return tuple(tuple(sorted(windows)) for windows in self._days)

    def one_day(self) -> Windows:
        windows: list[Window] = []
        for window, token in self._take_windows():
            if other := next(
                (each for each in windows if window.opens <= each.closes and each.opens <= window.closes), None
            ):
                raise token.refuse(
                    Sentence(
                        "{window} overlaps or touches {window2}; join them",
                        window=said_window(window),
                        window2=said_window(other),
                    )
                )
            windows.append(window)
        if self._at < len(self._tokens):
            raise self._tokens[self._at].refuse(Sentence("only times are expected here, such as 10:00-12:00"))
        return tuple(sorted(windows))

    def _open(self, days: list[int]) -> None:
        for window, token in self._take_windows():
            for day in days:
                if day in self._closed:
                    raise token.refuse(Sentence("{weekday} is already closed", weekday=said_day(day)))
                if clash := find_clash(self._days, day, window):
                    raise token.refuse(
                        Sentence(
                            "{window} on {weekday} overlaps or touches {window2} on {weekday2}; join them",
                            window=said_window(window),
                            weekday=said_day(day),
                            window2=said_window(clash[1]),
                            weekday2=said_day(clash[0]),
                        )
                    )
                self._days[day].append(window)

    def _close(self, days: list[int], token: _Token) -> None:
        for day in days:
            if self._days[day]:
                raise token.refuse(
                    Sentence(
                        "{weekday} is already open {windows}",
                        weekday=said_day(day),
                        windows=said_window(self._days[day][0]),
                    )
                )
            self._closed.add(day)

    def _take_days(self) -> list[int]:
        chosen: set[int] = set()
        if self._kind() == "full" and self._tokens[self._at].text.endswith("7"):
            return list(range(7))  # 24/7 is both the days and the window, so the token is not consumed yet
        if self._kind() != "day":
            raise self._tokens[self._at].refuse(Sentence("a day is expected here, such as Mon or Mon-Fri"))
        while token := self._take("day"):
            days = _days(token)
            if dash := self._take("dash"):
                last = self._need("day", Sentence("a day is expected after the dash"))
                ends = _days(last)
                if len(days) > 1 or len(ends) > 1:
                    raise dash.refuse(Sentence("a dash joins single days, such as Mon-Fri"))
                days = tuple((days[0] + ahead) % 7 for ahead in range((ends[0] - days[0]) % 7 + 1))
            chosen.update(days)
        return sorted(chosen)

    def _take_windows(self) -> list[tuple[Window, _Token]]:
        windows = []
        while token := self._take("full") or self._take("time"):
            windows.append((Window(0, END_OF_DAY) if token.kind == "full" else self._take_window(token), token))
        if not windows:
            self._need("time", Sentence("a time is expected here, such as 11:00-19:00"))
        return windows

    def _take_window(self, first: _Token) -> Window:
        self._need("dash", Sentence("a dash is expected between two times"))
        next_day = self._take("next")
        last = self._need("time", Sentence("a closing time is expected after the dash"))
        opens, closes = _minutes(first), _minutes(last)
        if opens == END_OF_DAY:
            raise first.refuse(Sentence("nothing opens at 24:00; write 0:00 on the next day"))
        if next_day or self._take("next"):
            closes += END_OF_DAY
        if closes <= opens:
            raise last.refuse(
                Sentence(
                    "closes at or before it opens ({text}); if it closes on the day after, add 'next day'",
                    text=first.text,
                )
            )
        if closes > opens + END_OF_DAY:
            raise last.refuse(Sentence("more than 24 hours after it opens"))
        return Window(opens, closes)

    def _kind(self) -> str | None:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _take(self, kind: str) -> _Token | None:
        if self._kind() != kind:
            return None
        self._at += 1
        return self._tokens[self._at - 1]

    def _need(self, kind: str, reason: Sentence) -> _Token:
        if self._at >= len(self._tokens):
            raise self._tokens[-1].refuse(Sentence("the text ends here; {cause}", cause=reason))
        token = self._take(kind)
        if token is None:
            raise self._tokens[self._at].refuse(reason)
        return token


def _tokenise(text: str) -> list[_Token]:
    # Normalized one character at a time, to map positions back to columns of the original text.
    folded, columns = "", []
    for column, character in enumerate(text, start=1):
        plain = "-" if character in _DASHES else unicodedata.normalize("NFKC", character).lower()
        folded += plain
        columns += [column] * len(plain)
    tokens, at = [], 0
    while at < len(folded):
        match = _TOKENS.match(folded, at)
        if match is None:
            raise _Token("other", folded[at:].split()[0], columns[at]).refuse(Sentence("not a day or a time"))
        if match.lastgroup != "skip":
            tokens.append(_Token(str(match.lastgroup), match.group(), columns[at]))
        at = match.end()
    if not tokens:
        raise HoursError(Sentence("nothing here; write 'closed' for a line without hours"))
    return tokens


def _days(token: _Token) -> tuple[int, ...]:
    try:
        return _DAYS[token.text]
    except KeyError:
        raise token.refuse(_no_day(token.text)) from None


def _no_day(text: str) -> Sentence:
    days = tuple(map(said_day, range(7)))
    if text in _HOLIDAYS:
        return Sentence("not a day; days are {days}; holidays are a rule beside the hours", days=days)
    return Sentence("not a day; days are {days}", days=days)


_HOLIDAYS = ("ph", "holiday", "holidays", "except", "public")


def _minutes(token: _Token) -> int:
    """Return minutes after midnight, 0 to 1440."""
    match = _TIME.fullmatch(token.text)
    assert match is not None
    noon, hour_text, minute_text, half, _ = match.groups()
    hour, minute = int(hour_text), 30 if minute_text == "半" else int(minute_text or 0)
    if token.text == hour_text:
        raise token.refuse(Sentence("write the minutes too: {hour}:00", hour=hour))
    if minute_text not in (None, "半") and "分" not in token.text and len(minute_text) != 2:
        raise token.refuse(Sentence("minutes have two digits"))
    if noon:
        if hour > 11:
            raise token.refuse(Sentence("午前 and 午後 go from 0時 to 11時59分"))
        hour += 12 if noon == "午後" else 0
    elif half:
        if not 1 <= hour <= 12:
            raise token.refuse(Sentence("am and pm go from 12:00 to 11:59"))
        hour = hour % 12 + (12 if half == "p" else 0)
    if minute > 59 or hour * 60 + minute > END_OF_DAY:
        raise token.refuse(Sentence("not a time; times go from 0:00 to 24:00"))
    return hour * 60 + minute
