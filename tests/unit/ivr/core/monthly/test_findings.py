"""The findings of a month: a planted pattern is named with its uncertainty, an absent one is not."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from ivr.core.call.outcome import UNANSWERED, Leg, leg
from ivr.core.figures import Answers
from ivr.core.histories import PLAUSIBLE, MadeUp, calls_of
from ivr.core.histories.habits import Fall
from ivr.core.monthly import Figures, Month, Put, Report, make
from ivr.core.reports import HOURS_A_WEEK, Demand, demand, hour_of, open_minutes
from ivr.core.text.writer import TextWriter
from schedules import Timetable, home_date, home_midnight, load_directory
from tests.support.book import load_book

WRITER, DIRECTORY = TextWriter(load_book()), load_directory()
TIMETABLE = Timetable(DIRECTORY)
OTIT = [line for line in DIRECTORY.lines if line.agency == "OTIT"]
LINES = [line.id for line in OTIT]
CODES = frozenset().union(*(line.languages for line in OTIT))
NOVEMBER = Month.of(date(2026, 11, 9))
OPENED = {
    code: open_minutes([line for line in DIRECTORY.lines if code in line.languages], NOVEMBER.last) for code in CODES
}
EVEN = replace(PLAUSIBLE, surges=(), falls=())
"""As the demo, without a pattern that a report should find."""
SEEDS = 3


def test_months() -> None:
    assert (NOVEMBER.first, NOVEMBER.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert Month.of(date(2027, 1, 9)).before == Month(date(2026, 12, 1), date(2026, 12, 31))
    assert Month.of(date(2028, 2, 3)).last == date(2028, 2, 29)


def test_a_month_is_reported_a_day_after_it_has_ended() -> None:
    newest = {day: Month.newest(date(2026, 12, day)).first.month for day in (1, 2, 31)}
    assert newest == {1: 10, 2: 11, 31: 11}


@cache
def of(seed: int, habits: str = "plausible") -> Report:
    """The report of November for OTIT."""
    calls = list(
        calls_of(
            seed,
            home_midnight(NOVEMBER.before.first),
            home_midnight(NOVEMBER.last + timedelta(days=1)),
            TIMETABLE,
            WRITER,
            {"plausible": PLAUSIBLE, "even": EVEN, "fallen": FALLEN}[habits],
        )
    )
    months = [figures(month, calls) for month in (NOVEMBER, NOVEMBER.before)]
    return make("OTIT", *months)


FALLEN = replace(EVEN, calls_a_day=60, falls=(Fall("otit-vi", 30, {Leg.ANSWERED: 24, Leg.NO_ANSWER: 76}),))


def figures(month: Month, made: Iterable[MadeUp]) -> Figures:
    """Count made-up calls, as the tables of counts would."""
    languages: dict[str, Counter[str]] = {code: Counter() for code in CODES}
    weeks: dict[str, Counter[int]] = {code: Counter() for code in ["", *CODES]}
    through: dict[str, Counter[int]] = {code: Counter() for code in ["", *CODES]}
    lines = dict.fromkeys(LINES, Answers())
    for call in made:
        at = call.steps[0].call.now
        if not month.first <= home_date(at) <= month.last:
            continue
        chosen = [each.call.language for each in call.steps if each.call.language in CODES]
        dialled = [(each.call.trail.tried[-1], leg(each.call.ended)) for each in call.steps if each.call.ended]
        reached = next((line for line, end in dialled if end is Leg.ANSWERED), None)
        hour = hour_of(at) % HOURS_A_WEEK
        for code in ["", *chosen[-1:]]:
            weeks[code][hour] += 1
            through[code][hour] += reached is not None
        if chosen:
            languages[chosen[-1]]["through" if reached else "nobody"] += 1
            if not reached and not OPENED[chosen[-1]][hour]:
                languages[chosen[-1]]["closed"] += 1
        for line, end in dialled:
            if line in LINES and (end is Leg.ANSWERED or end in UNANSWERED):
                lines[line] += Answers(1, int(end is Leg.ANSWERED))
    return Figures(
        month.first,
        month.last,
        {code: Put(**counts) for code, counts in languages.items()},
        lines,
        {line.id: frozenset(line.languages) for line in OTIT},
        {code: _week(code, weeks[code], through[code]) for code in weeks},
    )


def _week(code: str, calls: Counter[int], through: Counter[int]) -> list[Demand]:
    return demand({hour: (calls[hour], through[hour]) for hour in calls}, OPENED.get(code, [60] * HOURS_A_WEEK))


def told(report: Report, table: str) -> list[str]:
    return [f"{each.said} {each.sure}" for each in report.findings[table]]


def test_a_planted_peak_is_named_and_what_one_more_hour_would_do() -> None:
    for seed in range(SEEDS):
        named, more, *_ = told(of(seed), "week")
        assert re.fullmatch(
            r"my: (\d+) % of the calls come on 6 from 18 to 22, when nobody is there: \d+ of \d+\."
            r" 95 % interval: \d+ to \d+ %\.",
            named,
        )
        found = re.search(
            r"One more hour for my, on 6 from (\d+) to \d+, would have met (\d+) calls in these days. As often as the"
            r" lines of OTIT answer now, (\d+) of them .* Expect (\d+) to (\d+) calls .* and (\d+) to (\d+) of them",
            more,
        )
        assert found is not None, more
        begin, calls, reached, low, high, low_reached, high_reached = map(int, found.groups())
        assert 18 <= begin < 22
        assert low < calls < high
        assert low_reached < reached < high_reached
        assert reached < calls


def test_a_planted_fall_of_a_line_is_named() -> None:
    found = told(of(0, "fallen"), "lines")
    assert found[1].startswith("otit-vi answered 25 % of its dials, the other lines 75 %. 95 % interval: 20 to 31 %; ")
    assert found[2].startswith(
        "otit-vi answered 25 % of its dials. In the month before it was 79 %. More than chance: "
    )


def test_what_is_not_there_is_not_named() -> None:
    for seed in range(SEEDS):
        report = of(seed, "even")
        assert [each.partition(" % of the ")[2][:5] for each in told(report, "languages")] == ["calls", "calls"]
        assert len(told(report, "lines")) == 1
        assert told(report, "week")[0].startswith("No hours stand out")


@pytest.mark.parametrize("change", [0.0, 0.2])
def test_chance_is_named_in_at_most_one_of_twenty_tables(change: float) -> None:
    """Shares of eight languages with 40 to 400 calls that do not change, or of which one falls by 20 points."""
    random, reports, falls = Random(7), 200, 0
    for _ in range(reports):
        sizes = {code: 40 * (number + 1) for number, code in enumerate(sorted(CODES))}
        months = [
            Figures(
                month.first,
                month.last,
                {code: put(random, size, 0.5 - fall * (code == "vi")) for code, size in sizes.items()},
            )
            for month, fall in ((NOVEMBER, change), (NOVEMBER.before, 0.0))
        ]
        said = told(make("OTIT", *months), "languages")
        falls += any("More than chance" in each for each in said)
    assert falls >= 0.8 * reports if change else falls <= 0.05 * reports


def put(random: Random, calls: int, share: float) -> Put:
    reached = sum(random.random() < share for _ in range(calls))
    return Put(reached, calls - reached, (calls - reached) // 2)


def test_a_month_with_more_calls_than_its_days_explain() -> None:
    before, now = ({"vi": Put(100, 100, 50)}, {"vi": Put(140, 140, 50)})
    more = make(
        "OTIT", Figures(NOVEMBER.first, NOVEMBER.last, now), Figures(date(2026, 10, 1), date(2026, 10, 31), before)
    )
    assert told(more, "languages")[1] == (
        "280 calls came. In the month before it was 200, in 31 days instead of 30. Calls a day are 121 to 173 % of"
        " those in the month before (95 % interval)."
    )
    month = Month.of(date(2026, 3, 1))
    as_many = {"vi": Put(110, 111, 50)}  # as many a day as 200 in the 28 days of February
    usual = make(
        "OTIT", Figures(month.first, month.last, as_many), Figures(date(2026, 2, 1), date(2026, 2, 28), before)
    )
    assert not any(" calls came. " in each for each in told(usual, "languages"))


def test_without_calls_there_is_nothing_to_say() -> None:
    nothing = Figures(NOVEMBER.first, NOVEMBER.last)
    assert told(make("OTIT", nothing, nothing), "languages")[0].startswith("There are too few calls to say anything.")
