"""Spoken weekly hours in each language: ``Monday to Friday, 11 AM to 7 PM. Sunday, 9 AM to 5 PM``.

:mod:`prompts.written` has the written form. Days and times are those of :mod:`prompts.spoken`, lists are CLDR's.
"""

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta

from babel.lists import format_list

from prompts.spoken import time_pieces, weekday_pieces
from prompts.written import Clause

_A_MONDAY = date(2024, 1, 1)
_FORMS: Mapping[str, tuple[str, str]] = {
    "vi": ("{} đến {}", "từ {} đến {}"),
    "zh": ("{}到{}", "{}到{}"),
    "id": ("{} sampai {}", "{} sampai {}"),
    "fil": ("{} hanggang {}", "{} hanggang {}"),
    "en": ("{} to {}", "{} to {}"),
    "th": ("{}ถึง{}", "{} ถึง {}"),
    "km": ("{} ដល់ {}", "{} ដល់ {}"),
    "my": ("{} မှ {} အထိ", "{} မှ {} အထိ"),
    "ja": ("{}から {}まで", "{}から {}まで"),
    "ko": ("{}부터 {}까지", "{}부터 {}까지"),
    "es": ("de {} a {}", "de {} a {}"),
    "pt": ("de {} a {}", "das {} às {}"),
    "ne": ("{}देखि {}सम्म", "{}देखि {}सम्म"),
    "mn": ("{}аас {} хүртэл", "{} {} хүртэл"),
}
"""The patterns of a run of days and of an opening. A Mongolian opening time has its suffix already."""


_COMMAS = {"zh": ("，", "。"), "ja": ("、", "。")}
"""What follows the days, and a group of days with its times, where that is not a comma or a full stop."""


def week(language: str, clauses: Iterable[Clause]) -> str:
    """Return weekly hours as they are spoken, a sentence for each group of days."""
    run, opening = _FORMS[language]
    comma, stop = _COMMAS.get(language, (", ", ". "))

    def days(first: int, last: int) -> str:
        return _day(language, first) if first == last else run.format(_day(language, first), _day(language, last))

    def times(opens: time, closes: time) -> str:
        begins, ends = time_pieces(language, opens), time_pieces(language, closes, closing=True)
        return opening.format(" ".join(begins), " ".join(ends))

    def listed(words: Iterable[str]) -> str:
        return format_list(tuple(words), locale=language)

    return "".join(
        f"{listed(days(*each) for each in of_days)}{comma}{listed(times(*each) for each in openings)}{stop}"
        for of_days, openings in clauses
    ).rstrip()


def _day(language: str, day: int) -> str:
    return " ".join(weekday_pieces(language, _A_MONDAY + timedelta(days=day)))
