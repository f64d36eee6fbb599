"""Made-up histories: the same for the same seed, drawn from the habits, and as calls really go."""

from collections import Counter
from datetime import timedelta
from functools import cache

import pytest

from bench.patterns import EVEN, LINE, falling, falls, peaks
from ivr.core.call.outcome import Leg, leg
from ivr.core.histories import PLAUSIBLE, MadeUp, calls_of, texts_to
from ivr.core.text.writer import TextWriter
from schedules import Timetable, load_directory
from tests.support.book import load_book
from tests.support.timetables import japan

pytestmark = pytest.mark.xdist_group("histories")  # made once

WRITER, TIMETABLE = TextWriter(load_book()), Timetable(load_directory())
END = japan("2026-11-30 09:00")
DAY = timedelta(days=1)
BEGIN = END - 28 * DAY

SEEDS = 20


@cache
def made(seed: int = 1) -> list[MadeUp]:
    return list(calls_of(seed, BEGIN, END, TIMETABLE, WRITER, PLAUSIBLE))


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


@pytest.mark.long
def test_the_report_finds_a_planted_peak_and_hardly_ever_another() -> None:
    found = [peaks(PLAUSIBLE, seed) for seed in range(SEEDS)]
    planted = [[(each.language, each.weekday, each.begins, each.ends) for each in some] for some in found]
    assert sum(each == [("my", 6, 18, 22)] for each in planted) >= 0.9 * SEEDS
    assert sum(bool(peaks(EVEN, seed)) for seed in range(SEEDS)) <= 0.05 * SEEDS


@pytest.mark.long
@pytest.mark.parametrize(("answered", "reported"), [(24, True), (78, False)])
def test_the_report_finds_a_planted_fall_of_a_busy_line_and_none_where_there_is_none(
    answered: int, reported: bool
) -> None:
    for seed in range(4):
        assert (LINE in [each.line for each in falls(falling(answered), seed, WRITER)]) is reported


@pytest.mark.long
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
