"""Weekly hours in the sentences and tables of others, such as an agency's page.

>>> from schedules.hours import print_hours
>>> found = find_hours("Call 0120-250-168 (11:00～19:00, Mon-Fri), on 3 May (Sun) 10:00-12:00")
>>> [print_hours(week) for week in found.weeks], found.rest
(['Mon-Fri 11:00-19:00'], True)

A text has hours where days and times stand together in an order that :func:`schedules.parsing.parse_hours` takes, or
the times before the days. Anything else is not found: a time without a day, the hours of a date, a rule such as every
second Saturday. ``rest`` says that times are left over, so that the weeks may not be the whole story.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from bounds import HOURS
from schedules.hours import CLOSED, HoursError, Week
from schedules.parsing.grammar import parse_hours
from schedules.parsing.tokens import DAY_WORDS, TOKENS, fold

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_DATE = re.compile(
    rf"""令和\d+年 | \d{{4}}年 | \d{{1,2}}月\d{{1,2}}日 | \d{{1,2}}日
      | (?<!\d)(?!24\ ?/\ ?7)\d{{1,4}}/\d{{1,2}}(?:/\d{{1,4}})?(?!\d)
      | \b\d{{1,2}}(?:st|nd|rd|th)?\ {_MONTH}(?:,?\ \d{{4}})? | \b{_MONTH}\ \d{{1,2}}(?:st|nd|rd|th)?(?:,?\ \d{{4}})?
    """,
    re.VERBOSE,
)
_TELEPHONE = re.compile(
    r"\+?(?<!\d)(?<!\d:)0?\d{1,4}[- (]{1,2}\d{2,4}[-) ]{1,2}\d{3,4}(?!\d|:\d|時)|(?<!\d)(?<!\d:)0\d{8,10}(?!\d)"
)
_EXCEPT_HOLIDAYS = re.compile(
    r"[(,;]?\s?(?:except|excluding|excl\.?|closed)(?: on| for)?(?: the)?"
    r"(?: national| public| japanese)* holidays?\s*\)?"
)
_CLOSED_DAYS = re.compile(r"\([^()]{0,40}(?:休|除く|除き|閉)[^()]{0,20}\)")
"""Says what is so without it: days that are not named are closed."""
_LABEL = re.compile(
    r"(?<!\d)(?:受付|相談|開設|対応|利用|電話|営業|開館)*(?:時間帯|時間|曜日|日時)\s*:?"
    r"|\b(?:open(?:ing)?|office|business|consultation|reception)?\s*(?:hours?|days?|times?)\s*:|\bfrom\b|\bopen\b"
)
_DATED, _NUMBER = "\N{SECTION SIGN}", "\N{PILCROW SIGN}"
"""Stand for a date, to which the day and the times after it belong, and for a telephone number."""
_TIME = re.compile(r"\d{1,2}[:時]\d{0,2}|\d\s?[ap]\.?m\b")


@dataclass(frozen=True, slots=True)
class Found:
    """The hours of a text.

    Attributes:
        weeks: as one week where they are on different days, else each by itself.
        rest: whether the text has times that are in none of them.
    """

    weeks: tuple[Week, ...]
    rest: bool


class _Piece(NamedTuple):
    kind: str
    text: str


def find_hours(text: str) -> Found:
    """Return the weekly hours in a text of any length."""
    plain = _without_labels(text)
    weeks, times = list[Week](), 0
    for run in _runs(plain):
        week, used = _week(run)
        if week is not None:
            weeks.append(week)
            times += used
    return Found(as_one(weeks), len(_TIME.findall(plain)) > times)


def as_one(weeks: Sequence[Week]) -> tuple[Week, ...]:
    """Return several weeks as one if no two have the same day, else each of them once."""
    distinct = tuple(dict.fromkeys(weeks))
    if any(sum(bool(week[day]) for week in distinct) > 1 for day in range(7)):
        return distinct
    return (tuple(sum((week[day] for week in distinct), ()) for day in range(7)),) if distinct else ()


def _without_labels(text: str) -> str:
    plain = _TELEPHONE.sub(_NUMBER, fold(text).replace("|", ","))
    plain = _CLOSED_DAYS.sub(" ", plain)
    plain = _EXCEPT_HOLIDAYS.sub(" ", _DATE.sub(_DATED, plain))
    return _LABEL.sub(" ", plain)


def _runs(text: str) -> Iterator[list[_Piece]]:
    """Yield the longest stretches that have only days, times, and what stands between them."""
    run: list[_Piece] = []
    at = 0
    while at < len(text):
        match = TOKENS.match(text, at)
        kind = str(match.lastgroup) if match else ""
        piece = match.group().strip(".") if match and kind == "day" else match.group() if match else ""
        if match is None or (kind == "day" and piece not in DAY_WORDS) or kind == "some":
            dated = text[at] == _DATED
            if run and kind != "some":  # what stands with "every second" is no week
                yield run
            run = [_Piece("mark", "")] if dated or kind == "some" else []
        elif kind == "holiday":
            if run and run[-1].kind != "day":  # "Mon-Fri 9-17, holidays 10-12": the second is not of Mon-Fri
                yield run
                run = [_Piece("mark", "")]
        elif kind != "skip":
            run.append(_Piece(kind, piece))
        at = match.end() if match else at + 1
    if run:
        yield run


_WINDOW = ("time", "full")


def _week(run: list[_Piece]) -> tuple[Week | None, int]:
    """Return the week of a stretch, and how many times it has; None if it is none."""
    if run[0].kind == "mark":  # "3 May (Sun) 10:00-12:00" is a date, not each Sunday
        rest = run[1:]
        if not rest or rest[0].kind in ("day", "closed"):
            return None, 0
        run = rest
    for ends in (("time", "full", "next", "closed"), ("time", "full", "next")):
        cut = _cut(run, ends)
        for order in (cut, _days_first(run)):
            text = " ".join(piece.text for piece in order)
            if not order or len(text) > HOURS or order[0].kind not in ("day", "full"):
                continue
            try:
                week = parse_hours(text)
            except HoursError:
                continue
            if week != CLOSED:
                return week, len(_TIME.findall(text))
    return None, 0


def _cut(run: list[_Piece], ends: tuple[str, ...]) -> list[_Piece]:
    """Return a stretch from its first day to its last piece of a kind; nothing if times or days are left out by it."""
    first = next((at for at, piece in enumerate(run) if piece.kind in ("day", "full")), len(run))
    last = next((at for at in range(len(run) - 1, first, -1) if run[at].kind in ends), first)
    before, after = {piece.kind for piece in run[:first]}, [piece.kind for piece in run[last + 1 :]]
    whole = before.isdisjoint(_WINDOW) and (after[:1] == ["closed"] or "day" not in after)
    return run[first : last + 1] if whole else []


def _days_first(run: list[_Piece]) -> list[_Piece]:
    """Put the days of each group before its times: "11:00-19:00 (Mon-Fri), 9:00-17:00 (Sun)"."""
    groups = [list(group) for _, group in groupby(_as_days(run), key=lambda each: each[0])]
    if len(groups) % 2 or not groups or groups[0][0][0]:
        return []
    return [piece for times, days in zip(groups[::2], groups[1::2], strict=True) for _, piece in (*days, *times)]


def _as_days(run: list[_Piece]) -> Iterator[tuple[bool, _Piece]]:
    """Yield the pieces, each with whether it is of days: a dash is what its neighbours are."""
    days = False
    for at, piece in enumerate(run):
        following = run[at + 1].kind if at + 1 < len(run) else ""
        days = piece.kind == "day" or (piece.kind == "dash" and days and following == "day")
        yield days, piece
