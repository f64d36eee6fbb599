"""Short written forms of times, days and hours for text messages, from CLDR."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, time, timedelta
from functools import lru_cache
from typing import cast

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list

from prompts.figures import figures
from prompts.segments import straighten

Clause = tuple[Iterable[tuple[int, int]], Iterable[tuple[time, time]]]
"""Runs of days as (first, last) with 0 for Monday, and their openings; a closing time of 0:00 is midnight."""

NAMED_BY_WEEKDAY = timedelta(days=7)
"""A day less than this ahead is named by its weekday only."""


_COMMAS = {"zh": ("、", "，")}
"""What separates days, and clauses, where that is not a comma with a space."""


def week(language: str, clauses: Iterable[Clause], *, short: bool = False) -> str:
    """Write weekly hours with abbreviated day names: ``Mon-Fri 11:00-19:00, Sun 9:00-17:30``.

    ``short`` leaves out the minutes of an opening from hour to hour: ``Mon-Fri 11-19, Sun 9:00-17:30``.
    """
    between_days, between_clauses = _COMMAS.get(language, (", ", ", "))
    return between_clauses.join(
        f"{between_days.join(_day_runs(language, days))} "
        + between_days.join(_opening(language, *opening, short=short) for opening in openings)
        for days, openings in clauses
    )


def either(language: str, words: Collection[str]) -> str:
    """Write a choice between names: ``OTIT or FRESC``; empty if there is none."""
    return format_list(tuple(words), style="or", locale=language)


def _opening(language: str, opens: time, closes: time, *, short: bool) -> str:
    if short and language not in _TWELVE_HOURS and not opens.minute and not closes.minute:
        return f"{figures(language, opens.hour)}-{figures(language, closes.hour or 24)}"
    return f"{clock(language, opens)}-{clock(language, closes, closing=True)}"


_TWELVE_HOURS = ("fil",)
"""Languages whose readers do not use the 24-hour clock. Noon and midnight are 12 NN and 12 MN there."""


@lru_cache(maxsize=4096)
def clock(language: str, moment: time, *, closing: bool = False) -> str:
    """Write a time: ``11:00``, ``11.00``, ``११:००``, in Filipino ``11 AM``. A closing time of midnight is 24:00.

    CLDR's word for "o'clock", which Thai has, is dropped; sentences include it if needed.
    """
    if language in _TWELVE_HOURS:
        half = {0: "MN", 12 * 60: "NN"}.get(moment.hour * 60 + moment.minute, "AM" if moment.hour < 12 else "PM")
        return f"{(moment.hour + 11) % 12 + 1}{f':{moment.minute:02}' if moment.minute else ''} {half}"
    if closing and moment == time():
        return clock(language, time(23)).replace(figures(language, 23), figures(language, 24))
    return figures(language, straighten(format_skeleton("Hm", moment, locale=language)).split()[0])


@lru_cache(maxsize=4096)
def day_name(language: str, day: date, today: date) -> str:
    """Write a weekday, with its date if it is a week or more after ``today``."""
    if day - today < NAMED_BY_WEEKDAY:
        name = format_date(day, _WEEKDAY.get(language, "EEEE"), locale=language)
        return _EASY_WEEKDAYS[day.weekday()] if language == "ja" else name
    return _dated(language, day, "MMMEd")


def date_in_week(language: str, day: date) -> str:
    """Write a date with its weekday."""
    return _dated(language, day, "MMMEd")


def dated(language: str, day: date) -> str:
    """Write a date with its year."""
    return _dated(language, day, "yMMMd")


_EASY_WEEKDAYS = ("げつようび", "かようび", "すいようび", "もくようび", "きんようび", "どようび", "にちようび")
"""Easy Japanese uses kana; CLDR has kanji."""
_WEEKDAY = {"zh": "EEE"}
"""The pattern of a weekday's name where it is not the full name: Chinese texts have 周 throughout, not 星期 as well."""
_PATTERNS = {
    ("vi", "MMMEd"): "EEE, d/M",
    ("vi", "yMMMd"): "d/M/y",
    ("my", "MMMEd"): "MMMM d EEEE",
    ("my", "yMMMd"): "y MMMM d",
    ("mn", "MMMEd"): "MMM'ын' d, E",
}
"""Corrections of CLDR patterns: nobody writes the Vietnamese "thg 6"; the short Burmese December means "this"; the
Mongolian date has a full stop inside."""


def _dated(language: str, day: date, skeleton: str) -> str:
    pattern = _PATTERNS.get((language, skeleton)) or Locale.parse(language).datetime_skeletons[skeleton].pattern
    return figures(language, straighten(format_date(day, pattern, locale=language)))


def _day_runs(language: str, days: Iterable[tuple[int, int]]) -> list[str]:
    names = _short_days(language)
    return [names[first] if first == last else f"{names[first]}-{names[last]}" for first, last in days]


_DAY_NAMES = {"vi": "short", "km": "wide"}  # T2 … T7, CN, as on Vietnamese calendars; Khmer ព្រហ is no word by itself


@lru_cache
def _short_days(language: str) -> tuple[str, ...]:
    if language == "ja":
        return tuple(name.removesuffix("ようび") for name in _EASY_WEEKDAYS)
    width = _DAY_NAMES.get(language, "abbreviated")
    names = cast(Mapping[int, str], Locale.parse(language).days["stand-alone"][width])
    return tuple(straighten(names[day]) for day in range(7))
