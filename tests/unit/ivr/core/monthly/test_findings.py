"""The findings of a month: a planted pattern is named with its uncertainty, an absent one is not."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from ivr.core.call.outcome import UNANSWERED, Ending, Leg, Outcome, leg
from ivr.core.figures import Answers, TextCount, Times
from ivr.core.histories import PLAUSIBLE, MadeUp, calls_of
from ivr.core.histories.habits import Fall
from ivr.core.monthly import Figures, Month, Report, make
from ivr.core.reports import HOURS_A_WEEK, Demand, demand, hour_of, open_minutes
from ivr.core.statistics import month
from ivr.core.text.writer import TextWriter
from prompts import LANGUAGES
from schedules import Timetable, home_date, home_midnight, load_directory
from tests.support.book import load_book

pytestmark = pytest.mark.xdist_group("monthly findings")  # histories are made once

WRITER, DIRECTORY = TextWriter(load_book()), load_directory()
TIMETABLE = Timetable(DIRECTORY)
OTIT = [line for line in DIRECTORY.lines if line.agency == "OTIT"]
CODES = [code for code in LANGUAGES if any(code in line.languages for line in OTIT)]
NOVEMBER = Month.of(date(2026, 11, 9))
OPENED = {
    code: open_minutes([line for line in DIRECTORY.lines if code in line.languages], NOVEMBER.last)
    for code in LANGUAGES
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
    months = [figures(each, calls) for each in (NOVEMBER, NOVEMBER.before)]
    return make("OTIT", *months)


FALLEN = replace(EVEN, calls_a_day=60, falls=(Fall("otit-vi", 30, {Leg.ANSWERED: 24, Leg.NO_ANSWER: 76}),))


def figures(of: Month, made: Iterable[MadeUp]) -> Figures:
    """Count made-up calls, as the tables of counts would."""
    outcomes: dict[str, Counter[Outcome]] = {}
    weeks: dict[str, Counter[int]] = {code: Counter() for code in ["", *LANGUAGES]}
    through: dict[str, Counter[int]] = {code: Counter() for code in ["", *LANGUAGES]}
    lines, others = {line.id: Answers() for line in OTIT}, {line.id: 0 for line in OTIT}
    for call in made:
        at = call.steps[0].call.now
        if not of.first <= home_date(at) <= of.last:
            continue
        chosen = [each.call.language for each in call.steps if each.call.language in LANGUAGES][-1:]
        dialled = [(each.call.trail.tried[-1], leg(each.call.ended)) for each in call.steps if each.call.ended]
        reached = next((line for line, end in dialled if end is Leg.ANSWERED), None)
        for code in ["", *chosen]:
            weeks[code][hour_of(at) % HOURS_A_WEEK] += 1
            through[code][hour_of(at) % HOURS_A_WEEK] += reached is not None
        for code in chosen:
            outcomes.setdefault(code, Counter())[Outcome.PUT_THROUGH if reached else Outcome.TOLD] += 1
            for line in OTIT:
                others[line.id] += bool(reached) and reached != line.id and code in line.languages
        for line_id, end in dialled:
            if line_id in lines and (end is Leg.ANSWERED or end in UNANSWERED):
                lines[line_id] += Answers(1, int(end is Leg.ANSWERED))
    demands = {code: _week(code, weeks[code], through[code]) for code in weeks}
    hours = {code: {each.hour: (each.calls, each.through) for each in demands[code]} for code in LANGUAGES}
    closed = {code: sum(each.unmet for each in demands[code] if not each.open) for code in CODES}
    return Figures(month(of.first, outcomes, hours, {}), closed, lines, others, weeks=demands)


def _week(code: str, calls: Counter[int], through: Counter[int]) -> list[Demand]:
    return demand({hour: (calls[hour], through[hour]) for hour in calls}, OPENED.get(code, [60] * HOURS_A_WEEK))


def counts(of: Month, reached: Mapping[str, tuple[int, int]]) -> Figures:
    """Figures of calls that reached a person, and nobody, by language."""
    outcomes = {code: {Outcome.PUT_THROUGH: person, Outcome.TOLD: nobody} for code, (person, nobody) in reached.items()}
    return Figures(month(of.first, outcomes, {}, {}), dict.fromkeys(CODES, 0))


def told(report: Report, table: str) -> list[str]:
    return [f"{each.said} {each.sure}" for each in report.findings[table]]


@pytest.mark.long
def test_a_planted_peak_is_named_and_what_one_more_hour_would_do() -> None:
    for seed in range(SEEDS):
        named, more, *_ = told(of(seed), "unmet")
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


@pytest.mark.long
def test_a_planted_fall_of_a_line_is_named() -> None:
    found = told(of(0, "fallen"), "lines")
    assert found[1].startswith("otit-vi answered 25 % of its dials, the other lines 75 %. 95 % interval: 20 to 31 %; ")
    assert found[2].startswith(
        "otit-vi answered 25 % of its dials. In the month before it was 79 %. More than chance: "
    )


@pytest.mark.long
def test_what_is_not_there_is_not_named() -> None:
    for seed in range(SEEDS):
        report = of(seed, "even")
        assert len(told(report, "languages")) == 1
        assert len(told(report, "lines")) == 1
        assert told(report, "unmet")[0].startswith("No hours stand out")


@pytest.mark.parametrize("change", [0.0, 0.2])
def test_chance_is_named_in_at_most_one_of_twenty_tables(change: float) -> None:
    """Shares of eight languages with 40 to 400 calls that do not change, or of which one falls by 20 points."""
    random, reports, falls = Random(7), 200, 0
    sizes = {code: 40 * (8 - number) for number, code in enumerate(CODES)}
    for _ in range(reports):
        now, before = (
            counts(each, {code: put(random, size, 0.5 - fall * (code == "vi")) for code, size in sizes.items()})
            for each, fall in ((NOVEMBER, change), (NOVEMBER.before, 0.0))
        )
        falls += any("More than chance" in each for each in told(make("OTIT", now, before), "languages"))
    assert falls >= 0.8 * reports if change else falls <= 0.05 * reports


def put(random: Random, calls: int, share: float) -> tuple[int, int]:
    reached = sum(random.random() < share for _ in range(calls))
    return reached, calls - reached


def test_a_month_with_more_calls_than_its_days_explain() -> None:
    more = make("OTIT", counts(NOVEMBER, {"vi": (140, 140)}), counts(NOVEMBER.before, {"vi": (100, 100)}))
    assert told(more, "languages")[1] == (
        "280 calls came. In the month before it was 200, in 31 days instead of 30. Calls a day are 121 to 173 % of"
        " those in the month before (95 % interval)."
    )
    march = Month.of(date(2026, 3, 1))  # as many a day as in the 28 days of February
    usual = make("OTIT", counts(march, {"vi": (110, 111)}), counts(march.before, {"vi": (100, 100)}))
    assert not any(" calls came. " in each for each in told(usual, "languages"))


def test_what_is_withheld_is_not_said() -> None:
    few = make("OTIT", counts(NOVEMBER, {"vi": (60, 40), "my": (4, 90)}), counts(NOVEMBER.before, {}))
    table = few.tables["languages"]
    (burmese,) = (place for place, row in enumerate(table.rows) if row.id == "my")
    assert (table.now.cells[burmese], table.now.rows[burmese], table.now.total) == ((None, None), 94, 100)
    assert told(few, "languages")[0].startswith("60 % of the calls in the languages whose counts are all shown")
    assert [row.id for row in few.tables["closed"].rows] == table.shown == ["vi"]


def test_without_calls_there_is_nothing_to_say() -> None:
    nothing = make("OTIT", counts(NOVEMBER, {}), counts(NOVEMBER.before, {}))
    assert told(nothing, "languages") == ["There are too few calls to say anything. Counts below 5 are withheld."]
    assert not nothing.findings["lines"]


def test_waiting_giving_up_and_texts() -> None:
    """Of those in Vietnamese, which is told in full; Burmese has few calls."""
    base = counts(NOVEMBER, {"vi": (60, 40), "my": (4, 90)})
    now = replace(
        base,
        left={"vi": {Ending.REST: 32, Ending.MENU: 5, Ending.RINGING: 3}, "my": {Ending.REST: 90}},
        waited={"vi": Times({20: 20, 25: 25, 40: 15}), "my": Times({600: 4})},
        texts=TextCount(120, 300),
        reminders=TextCount(40, 80, 10),
    )
    report = make("OTIT", now, counts(NOVEMBER.before, {}))
    assert told(report, "languages")[-1] == (
        "Half of those who reached a person did so within 25 seconds after the first ring."
        " 95 % interval: within 25 to 25 seconds."
    )
    places = report.tables["left"]
    assert dict(zip((row.id for row in places.rows), places.now.rows, strict=True)) == {
        "before the hours were told": 8,
        "after the hours were told": 32,
    }
    assert told(report, "left")[0].startswith(
        "Most of those who reached nobody gave up after the hours were told: 80 %"
    )
    assert told(report, "texts") == [
        "120 texts of 300 segments were sent to people of these languages. Counted, not estimated.",
        "25 % of the reminders led to a call: 10 of 40. 95 % interval: 14 to 40 %.",
    ]
    few = make("OTIT", replace(now, reminders=TextCount(40, 80, 4), texts=TextCount(4, 8)), base)
    assert not told(few, "texts")
