"""Weekly hours, and the text in which people write them.

>>> print_hours(parse_hours("Mon ~ Fri (11:00 – 19:00), Sun (9:00 – 17:00)"))
'Mon-Fri 11:00-19:00, Sun 09:00-17:00'

A clause is days, then one or more windows; a week is clauses. Commas are free, because that is how
agencies print it. What can't be meant (25:00, a reversed or overlapping window, an unknown day) is
refused with its place, never repaired in silence.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
END_OF_DAY = 24 * 60


class HoursError(ValueError):
    """A text of hours that can't be accepted; the message says what is wrong and where."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open from ``opens`` up to but not including ``closes``: minutes after local midnight, 0 to 1440."""

    opens: int
    closes: int

    def __str__(self) -> str:
        return f"{_print_time(self.opens)}-{_print_time(self.closes)}"


Week = tuple[tuple[Window, ...], ...]
"""Seven days, Monday first, each with its windows in order, none touching another."""

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−~〜～", "-"))
_TOKEN = re.compile(r"(?P<time>\d{1,2}:\d{2})|(?P<day>[A-Za-z]+)|(?P<dash>-)|(?P<skip>[\s,;()]+)")
_DAY_NAMES = {
    name: number
    for number, names in enumerate(
        (
            ("mon", "monday"),
            ("tue", "tues", "tuesday"),
            ("wed", "weds", "wednesday"),
            ("thu", "thur", "thurs", "thursday"),
            ("fri", "friday"),
            ("sat", "saturday"),
            ("sun", "sunday"),
        )
    )
    for name in names
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int

    def refuse(self, reason: str) -> HoursError:
        return HoursError(f"hours, column {self.column}, {self.text!r}: {reason}")


def parse_hours(text: str) -> Week:
    """Read weekly hours; ``closed`` is a week without any.

    Raises:
        HoursError: with the column and the reason.
    """
    if text.strip().lower() == "closed":
        return ((),) * 7
    tokens = _tokens(text)
    days: list[list[Window]] = [[] for _ in DAYS]
    at = 0
    while at < len(tokens):
        chosen, at = _parse_days(tokens, at)
        windows, at = _parse_windows(tokens, at)
        for day in chosen:
            for window, token in windows:
                _add(days[day], window, token, DAYS[day])
    return tuple(tuple(sorted(windows)) for windows in days)


def print_hours(week: Week) -> str:
    """The canonical text of a week: ``parse_hours(print_hours(week)) == week``."""
    clauses = (f"{_print_days(days)} {', '.join(map(str, windows))}" for days, windows in grouped(week))
    return ", ".join(clauses) or "closed"


def grouped(week: Week) -> list[tuple[list[int], tuple[Window, ...]]]:
    """Days that share the same windows, in the order of their first day (0 is Monday); closed days left out."""
    groups: dict[tuple[Window, ...], list[int]] = {}
    for day, windows in enumerate(week):
        if windows:
            groups.setdefault(windows, []).append(day)
    return [(days, windows) for windows, days in groups.items()]


def runs(days: Sequence[int]) -> list[tuple[int, int]]:
    """Consecutive days as (first, last): ``[0, 1, 2, 4]`` is ``[(0, 2), (4, 4)]``; two days in a row stay apart."""
    found: list[list[int]] = []
    for day in days:
        if found and found[-1][-1] == day - 1:
            found[-1].append(day)
        else:
            found.append([day])
    return [pair for run in found for pair in ([(run[0], run[-1])] if len(run) > 2 else [(d, d) for d in run])]


def _tokens(text: str) -> list[_Token]:
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES)
    tokens, at = [], 0
    while at < len(folded):
        match = _TOKEN.match(folded, at)
        if match is None:
            raise _Token("other", folded[at:].split(maxsplit=1)[0], at + 1).refuse("not a day or a time")
        kind = str(match.lastgroup)
        if kind != "skip":
            tokens.append(_Token(kind, match.group(), at + 1))
        at = match.end()
    if not tokens:
        raise HoursError("hours: nothing here; write 'closed' for a line without hours")
    return tokens


def _parse_days(tokens: Sequence[_Token], at: int) -> tuple[Iterable[int], int]:
    chosen: set[int] = set()
    if tokens[at].kind != "day":
        raise tokens[at].refuse("a day is expected here, such as Mon or Mon-Fri")
    while at < len(tokens) and tokens[at].kind == "day":
        first = last = _day(tokens[at])
        at += 1
        if at < len(tokens) and tokens[at].kind == "dash":
            last = _day(_expect(tokens, at + 1, "day", "a day is expected after the dash"))
            at += 2
        chosen.update((first + offset) % 7 for offset in range((last - first) % 7 + 1))
    return sorted(chosen), at


def _parse_windows(tokens: Sequence[_Token], at: int) -> tuple[list[tuple[Window, _Token]], int]:
    _expect(tokens, at, "time", "a time is expected after the day, such as 11:00-19:00")
    windows = []
    while at < len(tokens) and tokens[at].kind == "time":
        opens = _expect(tokens, at, "time", "a time is expected here")
        _expect(tokens, at + 1, "dash", "a dash is expected between two times")
        closes = _expect(tokens, at + 2, "time", "a closing time is expected after the dash")
        window = Window(_minutes(opens), _minutes(closes))
        if window.closes <= window.opens:
            raise closes.refuse(f"closes at or before it opens ({opens.text})")
        windows.append((window, opens))
        at += 3
    return windows, at


def _expect(tokens: Sequence[_Token], at: int, kind: str, reason: str) -> _Token:
    if at >= len(tokens):
        raise tokens[-1].refuse(f"the text ends here; {reason}")
    if tokens[at].kind != kind:
        raise tokens[at].refuse(reason)
    return tokens[at]


def _add(day: list[Window], window: Window, token: _Token, name: str) -> None:
    for other in day:
        if window.opens <= other.closes and other.opens <= window.closes:
            raise token.refuse(f"{window} overlaps or touches {other} on {name}; join them")
    day.append(window)


def _day(token: _Token) -> int:
    try:
        return _DAY_NAMES[token.text.lower()]
    except KeyError:
        raise token.refuse(f"not a day; days are {', '.join(DAYS)}") from None


def _minutes(token: _Token) -> int:
    hours, minutes = map(int, token.text.split(":"))
    if minutes > 59 or hours * 60 + minutes > END_OF_DAY:
        raise token.refuse("not a time; times go from 0:00 to 24:00")
    return hours * 60 + minutes


def _print_time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _print_days(days: Sequence[int]) -> str:
    return ", ".join(DAYS[a] if a == b else f"{DAYS[a]}-{DAYS[b]}" for a, b in runs(days))
