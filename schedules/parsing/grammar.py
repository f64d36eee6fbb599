"""The grammar of opening hours as people write them: clauses of days and windows."""

from schedules.hours import CLOSED, DAYS, END_OF_DAY, Week, Window, Windows, find_clash, said_day, said_window
from schedules.parsing.tokens import Token, days_of, time_of, tokenise
from sentences import Sentence

_HALF = END_OF_DAY // 2
_UNCLEAR = Sentence("morning or evening? write am or pm at both times, or both on the 24-hour clock")


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


class _Reader:
    """A recursive-descent parser; each ``_take`` method consumes the tokens it names."""

    def __init__(self, text: str) -> None:
        self._tokens = tokenise(text)
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

    def _close(self, days: list[int], token: Token) -> None:
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
            days = days_of(token)
            if dash := self._take("dash"):
                last = self._need("day", Sentence("a day is expected after the dash"))
                ends = days_of(last)
                if len(days) > 1 or len(ends) > 1:
                    raise dash.refuse(Sentence("a dash joins single days, such as Mon-Fri"))
                days = tuple((days[0] + ahead) % 7 for ahead in range((ends[0] - days[0]) % 7 + 1))
            chosen.update(days)
        return sorted(chosen)

    def _take_windows(self) -> list[tuple[Window, Token]]:
        windows: list[tuple[Window, Token]] = []
        while token := self._take("full") or self._take("time"):
            window = Window(0, END_OF_DAY) if token.kind == "full" else self._take_window(token)
            if windows and token.kind == "time" and time_of(token).either and window.opens < windows[-1][0].opens:
                raise token.refuse(Sentence("earlier than the hours before it; write them in order, or add am or pm"))
            windows.append((window, token))
        if not windows:
            self._need("time", Sentence("a time is expected here, such as 11:00-19:00"))
        return windows

    def _take_window(self, first: Token) -> Window:
        self._need("dash", Sentence("a dash is expected between two times"))
        next_day = self._take("next")
        last = self._need("time", Sentence("a closing time is expected after the dash"))
        begin, end = time_of(first), time_of(last, closes=True)
        opens, closes = begin.minutes, end.minutes
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
        if end.marked and begin.either and opens + _HALF < closes:
            raise first.refuse(_UNCLEAR)
        if begin.marked and end.either and closes < END_OF_DAY:
            raise last.refuse(_UNCLEAR)
        return Window(opens, closes)

    def _kind(self) -> str | None:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _take(self, kind: str) -> Token | None:
        if self._kind() != kind:
            return None
        self._at += 1
        return self._tokens[self._at - 1]

    def _need(self, kind: str, reason: Sentence) -> Token:
        if self._at >= len(self._tokens):
            raise self._tokens[-1].refuse(Sentence("the text ends here; {cause}", cause=reason))
        token = self._take(kind)
        if token is None:
            raise self._tokens[self._at].refuse(reason)
        return token
