"""How often reports find a pattern that is planted in made-up histories, by its strength, and report one that is not.

The histories are those of docs/histories.md: five weeks, drawn from seeds that count up from 1.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from ivr.clock import parse_moment
from ivr.core.call.outcome import Leg, leg
from ivr.core.histories import PLAUSIBLE, Habits, beginnings, calls_of
from ivr.core.histories.habits import SELDOM, USUALLY, Fall, Surge
from ivr.core.reports import (
    BEFORE_DAYS,
    HOURS_A_WEEK,
    RECENT_DAYS,
    Demand,
    Fallen,
    Peak,
    Rate,
    demand,
    fallen,
    hour_of,
    open_minutes,
    peak,
)
from ivr.core.text.writer import TextWriter
from prompts import LANGUAGES, load_collection
from schedules import Timetable, load_directory

END = parse_moment("2026-11-30 09:00")
BEGIN = END - timedelta(days=BEFORE_DAYS + RECENT_DAYS)
TIMETABLE = Timetable(load_directory())
EVEN = replace(PLAUSIBLE, surges=(), falls=())
"""Without a pattern that a report should find."""
LINE = "otit-vi"
ONLY_VIETNAMESE = replace(EVEN, calls_a_day=12, shares={"vi": 1})
"""The callers of :data:`LINE`, more than in the demo, so that a week has enough dials to compare."""
_OPEN = {code: open_minutes(TIMETABLE.lines_for(code, END), END.date()) for code in LANGUAGES}
_NEVER = [0] * HOURS_A_WEEK
_SEEDS = 50
_TIMES, _ANSWERED = (1, 2, 4, 8, 16), (78, 65, 50, 35, 24)


def peaks(habits: Habits, seed: int) -> list[Peak]:
    """Return the peaks of unmet demand that the report finds in a history."""
    calls = list(beginnings(Random(seed), BEGIN, END, habits))
    everybody = _week(calls, "")
    found = (peak(code, _week(calls, code), everybody) for code in LANGUAGES)
    return [each for each in found if each]


def falls(habits: Habits, seed: int, writer: TextWriter) -> list[Fallen]:
    """Return the lines whose answer rate has fallen in a history."""
    rates: defaultdict[bool, defaultdict[str, Rate]] = defaultdict(lambda: defaultdict(Rate))
    for call in calls_of(seed, BEGIN, END, TIMETABLE, writer, habits):
        for step in call.steps:
            if step.call.ended and (how := leg(step.call.ended)) is not Leg.HUNG_UP:
                of_line = rates[END - step.call.now < timedelta(days=RECENT_DAYS)]
                of_line[step.call.trail.tried[-1]] += Rate(1, int(how is Leg.ANSWERED))
    return fallen(rates[False], rates[True])


def surging(times: float) -> Habits:
    """Return habits by which Burmese is called so many times as often on Sunday evenings, when nobody is there."""
    return replace(EVEN, surges=(Surge("my", 6, range(18, 22), times),))


def falling(answered: int) -> Habits:
    """Return habits by which :data:`LINE` answers so many percent of its dials since a week."""
    others = sum(share for how, share in SELDOM.items() if how is not Leg.ANSWERED)
    ends = {how: share * (100 - answered) / others for how, share in SELDOM.items()} | {Leg.ANSWERED: answered}
    return replace(ONLY_VIETNAMESE, falls=(Fall(LINE, RECENT_DAYS, ends),))


def _week(calls: Sequence[tuple[datetime, str]], code: str) -> list[Demand]:
    hours = Counter(hour_of(at) % HOURS_A_WEEK for at, language in calls if code in ("", language))
    return demand({hour: (count, 0) for hour, count in hours.items()}, _OPEN.get(code, _NEVER))


def main() -> None:
    """Print the shares of histories in which a planted and another pattern is reported."""
    print(f"Burmese, Sunday 18 to 22, called more often ({_SEEDS} histories of five weeks)")
    print("times as often   found   another")
    for times in _TIMES:
        found = [{each.language for each in peaks(surging(times), seed)} for seed in range(1, _SEEDS + 1)]
        planted, other = sum("my" in each for each in found), sum(bool(each - {"my"}) for each in found)
        print(f"{times:14} {planted / _SEEDS:7.0%} {other / _SEEDS:9.0%}")
    print(f"\n{LINE}, with 12 calls a day, answers fewer of its dials since a week; before, {USUALLY[Leg.ANSWERED]} %")
    print("answered now   found   another line")
    writer = TextWriter(load_collection().book)
    for answered in _ANSWERED:
        lines = [{each.line for each in falls(falling(answered), seed, writer)} for seed in range(1, _SEEDS + 1)]
        planted, other = sum(LINE in each for each in lines), sum(bool(each - {LINE}) for each in lines)
        print(f"{answered:10} % {planted / _SEEDS:7.0%} {other / _SEEDS:14.0%}")


if __name__ == "__main__":
    main()
