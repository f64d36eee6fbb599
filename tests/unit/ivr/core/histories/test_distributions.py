"""Made-up histories are drawn from the distributions of docs/histories.md: goodness of fit, with fixed seeds.

The statistic of each test is turned into a normal deviate; beyond four, chance explains it once in 30,000.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import erf, log, sqrt
from random import Random
from statistics import fmean, variance
from typing import TypeVar

import pytest

from bench.patterns import BEGIN, END, EVEN, TIMETABLE
from ivr.core.call.actions import Gather, Place
from ivr.core.call.outcome import Leg, leg
from ivr.core.caller import Phone
from ivr.core.histories import Habits, MadeUp, Taken, beginnings, calls_of
from ivr.core.reports import HOURS_A_WEEK, hour_of
from ivr.core.text.delivery import State
from ivr.core.text.writer import TextWriter
from schedules import home_time
from tests.support.book import load_book

pytestmark = pytest.mark.xdist_group("distributions")  # histories are made once

pytestmark = pytest.mark.xdist_group("made-up calls")  # drawn once for all of them
MOST = 4.0
"""Standard deviations."""
Kind = TypeVar("Kind", bound=Hashable)


def deviation(observed: Mapping[Kind, int], weights: Mapping[Kind, float]) -> float:
    """The chi-square statistic as a normal deviate (Wilson and Hilferty), large where the counts do not fit."""
    total, weight = sum(observed.values()), sum(weights.values())
    expected = {kind: total * share / weight for kind, share in weights.items() if share}
    assert observed.keys() <= expected.keys()
    assert min(expected.values()) >= 5, "chi-square needs five to expect of each"
    statistic = sum((observed.get(kind, 0) - number) ** 2 / number for kind, number in expected.items())
    freedom = len(expected) - 1
    spread = 2 / (9 * freedom)
    return float(((statistic / freedom) ** (1 / 3) - (1 - spread)) / sqrt(spread))


def off(count: int, of: int, share: float) -> float:
    """How many standard deviations a count lies from its share."""
    return abs(count - of * share) / sqrt(of * share * (1 - share))


@cache
def begun() -> list[tuple[int, int, str]]:
    """Weekday, hour and language of the calls of 20 histories without a pattern."""
    drawn = (each for seed in range(20) for each in beginnings(Random(seed), BEGIN, END, EVEN))
    return [(home_time(at).weekday(), home_time(at).hour, language) for at, language in drawn]


@cache
def made() -> list[MadeUp]:
    """The calls of some histories, more a day than in the demo."""
    busy = replace(EVEN, calls_a_day=90)
    return list(calls_of(1, BEGIN, END, TIMETABLE, TextWriter(load_book()), busy))


def steps() -> Iterator[Taken]:
    return (step for call in made() for step in call.steps)


def test_languages_and_hours() -> None:
    assert deviation(Counter(language for *_, language in begun()), EVEN.shares) < MOST
    for hours, days in ((EVEN.workday, range(5)), (EVEN.weekend, range(5, 7))):
        assert deviation(Counter(hour for day, hour, _ in begun() if day in days), dict(enumerate(hours))) < MOST


def test_days_of_the_week() -> None:
    assert (END - BEGIN).days % 7 == 0, "each day of the week as often as the others"
    assert deviation(Counter(day for day, *_ in begun()), {day: 0.8 if day == 5 else 1.0 for day in range(7)}) < MOST


@pytest.mark.parametrize("wrong", [{"shares": {**EVEN.shares, "my": 13}}, {"workday": EVEN.weekend}])
def test_other_distributions_do_not_fit(wrong: Mapping[str, Mapping[str, float] | Sequence[float]]) -> None:
    other: Habits = replace(EVEN, **wrong)  # type: ignore[arg-type]  # one field at a time
    languages = deviation(Counter(language for *_, language in begun()), other.shares)
    hours = deviation(Counter(hour for day, hour, _ in begun() if day < 5), dict(enumerate(other.workday)))
    assert max(languages, hours) > MOST


def test_calls_are_independent_of_each_other() -> None:
    """In a Poisson process the variance of the number of calls in an hour is its mean."""
    counts: dict[int, list[int]] = {hour: [] for hour in range(HOURS_A_WEEK)}
    for seed in range(40):
        hours = Counter(hour_of(at) for at, _ in beginnings(Random(seed), BEGIN, END, EVEN))
        for hour in range(hour_of(BEGIN), hour_of(END)):
            counts[hour % HOURS_A_WEEK].append(hours[hour])
    ratios = [variance(each) / fmean(each) for each in counts.values() if sum(each)]
    samples = sum(len(each) - 1 for each in counts.values() if sum(each))
    assert abs(fmean(ratios) - 1) < MOST * sqrt(2.5 / samples)  # rare calls spread a little more than 2 / samples


@pytest.mark.long
def test_how_dials_end() -> None:
    ends = Counter(leg(step.call.ended) for step in steps() if step.call.ended)
    assert ends.total() > 700
    assert deviation(ends, EVEN.ends) < MOST


@pytest.mark.long
def test_how_long_consultations_last() -> None:
    """Lognormal: the distance of Kolmogorov and Smirnov from it, which is below 1.63 / √n in 99 %."""
    dialed = [step.call.ended for step in steps() if step.call.ended and leg(step.call.ended) is Leg.ANSWERED]
    lasted = sorted(log((each.seconds or 0) - 20 + 0.5) for each in dialed)
    count = len(lasted)

    def expected(logarithm: float) -> float:
        return 0.5 + erf((logarithm - log(EVEN.talk.total_seconds())) / 0.7 / sqrt(2)) / 2

    distance = max(max(abs(expected(x) - n / count), abs(expected(x) - (n + 1) / count)) for n, x in enumerate(lasted))
    assert count > 500
    assert distance < 1.63 / sqrt(count)


@pytest.mark.long
def test_who_calls() -> None:
    """Of those who have not called before, and how many have; people without a number are never known again."""
    first = [call.steps[0].call.caller for call in made()]
    numbers = [caller.number for caller in first if caller.number]
    new = len(first) - len(numbers) + len(set(numbers))
    assert off(len(first) - new, len(first), EVEN.returning) < MOST
    phones = Counter(caller.phone for caller in {caller.number or id(caller): caller for caller in first}.values())
    shares = {Phone.WITHHELD: EVEN.withheld, Phone.FIXED: EVEN.fixed, Phone.FOREIGN: EVEN.foreign}
    assert deviation(phones, shares | {Phone.MOBILE: 1 - sum(shares.values())}) < MOST


@pytest.mark.long
def test_what_callers_press() -> None:
    """At each question some hang up. The others press a key, or none."""
    asked: dict[Place, Counter[str]] = {place: Counter() for place in Place}
    for call in made():
        seen = set[Place]()
        for before, after in pairwise([*call.steps, None]):
            gather = before and gathers(before)
            if gather and gather.then.place not in seen:
                seen.add(gather.then.place)
                asked[gather.then.place][after.call.key if after else "left"] += 1
    stay = 1 - EVEN.leaves
    connect, rest = asked[Place.CONNECT], asked[Place.REST]
    assert off(asked[Place.MENU]["left"], asked[Place.MENU].total(), EVEN.leaves) < MOST
    assert off(connect["2"], connect.total(), stay * EVEN.asks_for_text) < MOST
    assert off(rest["1"], rest.total(), stay * EVEN.reminder) < MOST
    assert off(rest["4"], rest.total(), stay * EVEN.notice) < MOST
    assert rest.keys() <= {"1", "4", "", "left"}


def gathers(step: Taken) -> Gather | None:
    return next((each for each in step.answer.actions if isinstance(each, Gather)), None)


@pytest.mark.long
def test_what_becomes_of_texts() -> None:
    fates: Counter[State] = Counter(step.fate for step in steps() if step.fate and step.fate is not State.WAITING)
    ends = {State.FAILED: EVEN.undelivered, State.REFUSED: EVEN.refused, State.SENT: EVEN.unknown}
    assert fates.total() > 1000
    assert deviation(fates, {**ends, State.DELIVERED: 1 - sum(ends.values())}) < MOST
