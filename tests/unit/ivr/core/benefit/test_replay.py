"""The count of past calls under other hours, against the same calls made again under those hours."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from ivr.core.benefit import History, Openings, gain
from ivr.core.call.preview import Rung, walk
from ivr.core.caller import identify
from ivr.core.histories import PLAUSIBLE, beginnings
from ivr.core.reports import HOURS_A_WEEK, hour_of
from ivr.core.text.writer import TextWriter
from schedules import HolidayRule, HolidayRules, Timetable, load_directory
from tests.support.book import load_book
from tests.support.timetables import japan, special, with_hours

WRITER, CALLER = TextWriter(load_book()), identify("+819012345678")
BEGIN, WEEKS = japan("2026-09-14 00:00"), 3  # with three public holidays and the citizens' holiday between two of them
HABITS = replace(PLAUSIBLE, shares={code: share for code, share in PLAUSIBLE.shares.items() if code})
SHIPPED = load_directory()
NOW = replace(
    SHIPPED,
    special_days=(special("Staff training", "2026-09-30", "closed"), special("Fair", "2026-09-27", "10:00-20:00")),
    holidays={2: HolidayRules.closed(HolidayRule.PUBLIC)},
)


THEN = with_hours(
    NOW,
    **{
        "otit-my": "Fri 11:00-19:00, Sun 18:00-22:00",
        "otit-vi": "Mon-Fri 09:00-21:00, Sun 09:00-17:00",
        "fresc": "Tue-Sat 08:00-18:00",
    },
)


@pytest.mark.long
def test_the_count_of_past_calls_is_that_of_a_replay() -> None:
    now, then = Timetable(NOW), Timetable(THEN)
    calls = list(beginnings(Random(1), BEGIN, BEGIN + timedelta(weeks=WEEKS), HABITS))
    counted: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    for (hour, language), through in tally(calls, now).items():
        counted[language][hour] = through
    history = History(hour_of(BEGIN), WEEKS, counted)
    hours = range(history.begin, history.begin + WEEKS * HOURS_A_WEEK)
    found = gain(history, Openings(now, hours), Openings(then, hours))
    again = [language for at, language in calls if not rings(now, language, at) and rings(then, language, at)]
    assert len(again) > 80
    assert found.calls == len(again)
    by_language = {code: sum(cell.calls for cell in cells) for code, cells in found.by_language().items()}
    assert {code: count for code, count in by_language.items() if count} == Counter(again)
    lost = [language for at, language in calls if rings(now, language, at) and not rings(then, language, at)]
    assert found.lost == len(lost) > 5


def tally(calls: list[tuple[datetime, str]], timetable: Timetable) -> dict[tuple[int, str], tuple[int, int]]:
    """Return how many called and were put through, by hour and language, if each line answers."""
    called = Counter((hour_of(at), language) for at, language in calls)
    through = Counter((hour_of(at), language) for at, language in calls if rings(timetable, language, at))
    return {key: (count, through[key]) for key, count in called.items()}


def rings(timetable: Timetable, language: str, at: datetime) -> bool:
    """Whether a line rings, by the functions that serve calls."""
    return any(isinstance(event, Rung) for event in walk(CALLER, language, at, timetable, WRITER))
