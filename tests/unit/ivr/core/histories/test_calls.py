"""Made-up histories: the same for the same seed, drawn from the habits, and as calls really go."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from random import Random

from ivr.core.call.outcome import Leg, leg
from ivr.core.histories import PLAUSIBLE, Habits, MadeUp, beginnings, calls_of, texts_to
from ivr.core.reports import HOURS_A_WEEK, Demand, demand, hour_of, open_minutes, peak
from ivr.core.text.writer import TextWriter
from schedules import Timetable, load_directory
from tests.support.book import load_book
from tests.support.timetables import japan

WRITER, TIMETABLE = TextWriter(load_book()), Timetable(load_directory())
END = japan("2026-11-30 09:00")
DAY = timedelta(days=1)
BEGIN = END - 28 * DAY
EVEN = replace(PLAUSIBLE, surges=(), falls=())
"""As the demo, without a pattern that a report should find."""


OPENED = {code: open_minutes(TIMETABLE.lines_for(code, END), END.date()) for code in PLAUSIBLE.shares if code}
SEEDS = 20


@cache
def made(seed: int = 1) -> list[MadeUp]:
    return list(calls_of(seed, BEGIN, END, TIMETABLE, WRITER, PLAUSIBLE))


Begun = list[tuple[datetime, str]]


def begun(habits: Habits, seed: int) -> Begun:
    return list(beginnings(Random(seed), BEGIN, END, habits))


def week(calls: Begun, code: str) -> list[Demand]:
    hours = Counter(hour_of(at) % HOURS_A_WEEK for at, language in calls if code in ("", language))
    return demand({hour: (count, 0) for hour, count in hours.items()}, OPENED.get(code, [0] * HOURS_A_WEEK))


def peaks(calls: Begun) -> list[tuple[str, int, int, int]]:
    found = [peak(code, week(calls, code), week(calls, "")) for code in OPENED]
    return [(each.language, each.weekday, each.begins, each.ends) for each in found if each]


def test_the_same_seed_gives_the_same_history() -> None:
    calls = made()
    again = calls_of(1, BEGIN, BEGIN + 3 * DAY, TIMETABLE, WRITER, PLAUSIBLE)
    other = calls_of(2, BEGIN, BEGIN + 3 * DAY, TIMETABLE, WRITER, PLAUSIBLE)
    assert next(again).steps[0] == calls[0].steps[0] != next(other).steps[0]
    assert 500 < len(calls) < 900
    assert all(BEGIN <= call.steps[0].call.now <= call.ended <= END for call in calls)
    assert sorted(calls, key=lambda call: call.steps[0].call.now) == calls


def test_a_call_goes_forward_and_each_promise_has_an_end() -> None:
    for call in made():
        assert [each.call.trail.step for each in call.steps] == list(range(len(call.steps)))
        moments = [each.call.now for each in call.steps]
        assert moments == sorted(moments)
        assert all((each.fate is None) == (each.promise is None) for each in call.steps)


def test_the_report_finds_a_planted_peak_and_hardly_ever_another() -> None:
    planted = [peaks(begun(PLAUSIBLE, seed)) for seed in range(SEEDS)]
    assert sum(found == [("my", 6, 18, 22)] for found in planted) >= 0.9 * SEEDS
    assert sum(bool(peaks(begun(EVEN, seed))) for seed in range(SEEDS)) <= 0.05 * SEEDS


def test_a_line_whose_answers_fell_answers_less_often_since() -> None:
    legs: dict[bool, Counter[bool]] = {True: Counter(), False: Counter()}
    for call in made():
        for step in call.steps:
            if step.call.ended and step.call.trail.tried[-1] == "otit-vi":
                legs[END - step.call.now < 7 * DAY][leg(step.call.ended) is Leg.ANSWERED] += 1
    late, early = (legs[each][True] / legs[each].total() for each in (True, False))
    assert legs[True].total() >= 10
    assert early - late > 0.3


def test_texts_that_people_send_are_answered() -> None:
    written = list(texts_to(1, BEGIN, END, TIMETABLE, WRITER, PLAUSIBLE))
    assert 60 < len(written) < 170
    assert {each.word.language for each in written} > {"vi", "my", None}
