"""Weekly opening hours as values, and their canonical texts, which :mod:`schedules.parsing` parses.

>>> print_hours(((Window(540, 1020),),) * 5 + ((), ()))
'Mon-Fri 09:00-17:00'
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sentences import Rendered, Sentence, SentenceError

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_JA = "月火水木金土日"
END_OF_DAY = 24 * 60
_WEEK = 7 * END_OF_DAY


class HoursError(SentenceError, ValueError):
    """Invalid hours. The message has the reason and the column.

    Attributes:
        reason: the message without the column, for a field that has a single time.
        begins, length: the place of the mistake in the text, counted from 0; no length: the whole text.
    """

    def __init__(self, sentence: Sentence, reason: Sentence | None = None, begins: int = 0, length: int = 0) -> None:
        super().__init__(sentence)
        self.reason = reason or sentence
        self.begins = begins
        self.length = length


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Open from ``opens`` until ``closes``, exclusive, in minutes after midnight of the day on which the window starts.

    ``opens`` is below 1440. ``closes`` may be above 1440, on the next day, but at most 1440 after ``opens``.

    Raises:
        ValueError: the minutes are outside these bounds.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not (0 <= self.opens < END_OF_DAY and self.opens < self.closes <= self.opens + END_OF_DAY):
            raise ValueError(f"not a window of minutes in a day: {self.opens} to {self.closes}")

    @property
    def passes_midnight(self) -> bool:
        """Whether it ends after midnight, on the day after it starts."""
        return self.closes > END_OF_DAY

    def __str__(self) -> str:
        if self.passes_midnight:
            return f"{clock(self.opens)}-{clock(self.closes - END_OF_DAY)} next day"
        return f"{clock(self.opens)}-{clock(self.closes)}"


Windows = tuple[Window, ...]
"""The windows that start on one day, sorted; they do not overlap or touch."""

Week = tuple[Windows, ...]
"""Seven days, Monday first."""

CLOSED: Week = ((),) * 7


def clock(minutes: int) -> str:
    """Format minutes after midnight as ``HH:MM``, up to ``24:00``."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def print_hours(week: Week) -> str:
    """Format a week canonically: ``parse_hours(print_hours(week)) == week``."""
    return ", ".join(f"{_print_days(days)} {print_windows(windows)}" for days, windows in grouped(week)) or "closed"


def print_windows(windows: Windows) -> str:
    """Format the windows of one day canonically: ``parse_windows(print_windows(windows)) == windows``."""
    return ", ".join(map(str, windows)) or "closed"


def print_hours_ja(week: Week) -> str:
    """Format a week in Japanese, ``月～金 11:00～19:00、日 09:00～17:00``, which :func:`parse_hours` parses too."""
    clauses = [f"{_print_days_ja(days)} {'、'.join(map(_print_ja, windows))}" for days, windows in grouped(week)]
    return "、".join(clauses) or "休み"


@lru_cache(1024)  # each decision says the hours of its lines
def said_hours(week: Week) -> Rendered:
    """Return a week as a value for a sentence."""
    return Rendered(print_hours(week), print_hours_ja(week))


def said_windows(windows: Windows) -> Rendered:
    """Return the windows of one day as a value for a sentence."""
    return Rendered(print_windows(windows), "、".join(map(_print_ja, windows)) or "休み")


def said_window(window: Window) -> Rendered:
    """Return one window as a value for a sentence."""
    return Rendered(str(window), _print_ja(window))


def said_day(day: int) -> Rendered:
    """Return a day of the week (0 is Monday) as a value for a sentence."""
    return Rendered(DAYS[day], DAYS_JA[day])


def grouped(week: Week) -> list[tuple[list[int], Windows]]:
    """Group the days (0 is Monday) that have the same windows, in the order of their first day, without closed days."""
    groups: dict[Windows, list[int]] = {}
    for day, windows in enumerate(week):
        if windows:
            groups.setdefault(windows, []).append(day)
    return [(days, windows) for windows, days in groups.items()]


def runs(days: Sequence[int]) -> list[tuple[int, int]]:
    """Join three or more consecutive days to (first, last): ``[0, 1, 2, 4]`` becomes ``[(0, 2), (4, 4)]``."""
    found: list[list[int]] = []
    for day in days:
        if found and found[-1][-1] == day - 1:
            found[-1].append(day)
        else:
            found.append([day])
    return [pair for run in found for pair in ([(run[0], run[-1])] if len(run) > 2 else [(d, d) for d in run])]


def find_clash(days: Sequence[Iterable[Window]], day: int, window: Window) -> tuple[int, Window] | None:
    """Return the day and window in ``days`` (a cyclic week) that a window of ``day`` would overlap or touch, or None.

    A window that closes at 24:00 and one that opens at 0:00 of the next day do not touch, because round-the-clock
    hours are written like this.
    """
    for offset in (0, -1, 1):
        for other in days[(day + offset) % 7]:
            if (offset == -1 and not other.passes_midnight) or (offset == 1 and not window.passes_midnight):
                continue
            shift = offset * END_OF_DAY
            if window.opens <= other.closes + shift and other.opens + shift <= window.closes:
                return (day + offset) % 7, other
    return None


def minutes_open(windows: Iterable[Window]) -> int:
    """Return the total length of the windows in minutes."""
    return sum(window.closes - window.opens for window in windows)


def lost(was: Week, becomes: Week) -> Week:
    """Return the hours of ``was`` that are not in ``becomes``, split at midnight."""
    gone = (_minutes(was) & ~_minutes(becomes)).to_bytes(_WEEK)
    days = (gone[day : day + END_OF_DAY] for day in range(0, _WEEK, END_OF_DAY))
    return tuple(tuple(Window(*run.span()) for run in re.finditer(b"\1+", day)) for day in days)


def _minutes(week: Week) -> int:
    """Return a number with a byte for each minute of the week, 1 if it is open."""
    minutes = bytearray(_WEEK + END_OF_DAY)
    for day, windows in enumerate(week):
        for window in windows:
            begin, end = day * END_OF_DAY + window.opens, day * END_OF_DAY + window.closes
            minutes[begin:end] = b"\1" * (end - begin)
    after_sunday = minutes[_WEEK:].ljust(_WEEK, b"\0")
    return int.from_bytes(minutes[:_WEEK]) | int.from_bytes(after_sunday)


def _print_days(days: Sequence[int]) -> str:
    return ", ".join(DAYS[a] if a == b else f"{DAYS[a]}-{DAYS[b]}" for a, b in runs(days))


def _print_days_ja(days: Sequence[int]) -> str:
    return "・".join(DAYS_JA[a] if a == b else f"{DAYS_JA[a]}～{DAYS_JA[b]}" for a, b in runs(days))


def _print_ja(window: Window) -> str:
    if window.passes_midnight:
        return f"{clock(window.opens)}～翌{clock(window.closes - END_OF_DAY)}"
    return f"{clock(window.opens)}～{clock(window.closes)}"
