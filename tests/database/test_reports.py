"""The counts of calls: each call once, by Japan's days, by line and by hour."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, delete

from ivr.core.call.outcome import Leg, Outcome
from ivr.service.purge import purge
from ivr.store.db import read
from ivr.store.db import write as change
from ivr.store.figures import line_answers
from ivr.store.paging import Days, Page
from ivr.store.purge import Ages, forget
from ivr.store.reports import calls_by_hour, fallen_lines, outcomes, today
from ivr.store.search import CallFilter, calls_page
from ivr.store.tables import call_steps, calls, day_counts, figure_counts, hour_counts, line_counts
from tests.support.recorded import ME, MINUTE, NOON, counted, put_through, sids, step, texted, write


def test_steps_in_any_order_and_again_are_counted_once(engine: Engine) -> None:
    steps = [*put_through("CA1"), *texted("CA2"), *put_through("CA3", NOON - timedelta(days=1))]
    write(engine, steps)
    as_one = counted(engine)
    with engine.begin() as connection:
        for table in (calls, call_steps, day_counts, hour_counts, line_counts, figure_counts):
            connection.execute(delete(table))
    shuffled = [*steps, *steps, *steps]
    random.Random(6).shuffle(shuffled)
    for begin in range(0, len(shuffled), 5):
        write(engine, shuffled[begin : begin + 5])
    assert counted(engine) == as_one
    days, hours, lines, figures = as_one
    assert days == [
        ("2026-11-22", "vi", "put through", "otit-vi", 1),
        ("2026-11-23", "km", "text promised", "", 1),
        ("2026-11-23", "vi", "put through", "otit-vi", 1),
    ]
    assert [row[2:] for row in hours] == [(1, 1), (1, 0), (1, 1)]
    assert sorted(row[1:] for row in lines) == [
        ("fresc", 1, 0, 0, 0, 0, 1),
        ("otit-km", 1, 0, 0, 1, 0, 0),
        ("otit-vi", 1, 1, 0, 0, 0, 0),
        ("otit-vi", 1, 1, 0, 0, 0, 0),
    ]
    assert figures == [
        ("choosing", "2026-11-22", "vi", "10", 1),
        ("choosing", "2026-11-23", "vi", "10", 1),
        ("language by", "2026-11-22", "vi", "chosen", 1),
        ("language by", "2026-11-23", "km", "remembered", 1),
        ("language by", "2026-11-23", "vi", "chosen", 1),
        ("left", "2026-11-23", "km", "while the hours were told", 1),
        ("waited", "2026-11-22", "vi", "2", 1),
        ("waited", "2026-11-23", "vi", "2", 1),
    ]


def test_processes_that_write_the_same_calls_at_once_agree(engine: Engine) -> None:
    steps = [each for number in range(12) for each in (put_through if number % 2 else texted)(f"CA{number}")]
    shuffled = [*steps, *steps]
    random.Random(7).shuffle(shuffled)
    parts = [shuffled[begin : begin + 8] for begin in range(0, len(shuffled), 8)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda part: write(engine, part), parts))
    found = read(engine, outcomes, date(2026, 11, 23), date(2026, 11, 23)).by_language
    assert found == {"vi": {("put through", "otit-vi"): 6}, "km": {("text promised", ""): 6}}
    assert read(engine, today, NOON).transfers == 6


def test_the_borders_of_japans_days(engine: Engine) -> None:
    midnight = datetime(2026, 10, 31, 15, tzinfo=UTC)  # 1 November begins in Japan
    write(engine, put_through("before", midnight - timedelta(seconds=20)), put_through("after", midnight))
    first = date(2026, 11, 1)
    assert sids(read(engine, calls_page, CallFilter(Days(first, first)), NOON)) == ["after"]
    assert sids(read(engine, calls_page, CallFilter(Days(last=first - timedelta(days=1))), NOON)) == ["before"]
    assert sids(read(engine, calls_page, CallFilter(Days(first=first)), NOON)) == ["after"]
    assert list(read(engine, outcomes, first, first).by_day) == [first]
    assert set(read(engine, outcomes, date(2026, 10, 1), first).by_day) == {date(2026, 10, 31), first}
    assert read(engine, calls_by_hour, first, first) == {"vi": {6 * 24: (1, 1)}}  # a Sunday, 0:00
    assert read(engine, calls_by_hour, date(2026, 10, 31), date(2026, 10, 31)) == {"vi": {5 * 24 + 23: (1, 1)}}
    assert set(read(engine, line_answers, first, first)["otit-vi"]) == {0}
    assert read(engine, today, midnight - MINUTE).transfers == 1
    assert read(engine, today, midnight).transfers == 1


def test_counts_outlive_the_calls(engine: Engine) -> None:
    write(engine, put_through("CA1"), texted("CA2"))
    before = counted(engine)
    change(engine, forget, [ME], "Aiko", NOON, opt_out_too=False)
    assert [row.caller for row in read(engine, calls_page, CallFilter(), NOON).rows] == [None, None]
    assert purge(engine, Ages(), NOON + timedelta(days=800))["calls"] == 2
    assert read(engine, calls_page, CallFilter(), NOON) == Page(())
    assert counted(engine) == before


def test_a_line_that_answers_less_often(engine: Engine) -> None:
    for day in range(20):
        at = NOON - timedelta(days=day)
        leg = Leg.ANSWERED if day >= 7 or day % 2 else Leg.NO_ANSWER
        write(
            engine, *([replace(each, sid=f"{day}-{n}", leg=leg) for each in put_through("x", at)[3:]] for n in range(4))
        )
    (found,) = read(engine, fallen_lines, NOON)
    assert (found.line, found.before.share, found.recent.dials, found.recent.answered) == ("otit-vi", 1.0, 28, 12)


def test_a_caller_who_does_not_wait_counts_against_no_line(engine: Engine) -> None:
    write(engine, [step("CA1", 0, "dialed", "vi", line="otit-vi", leg=Leg.HUNG_UP)])
    assert counted(engine)[2] == []
    assert read(engine, calls_page, CallFilter(), NOON).rows[0].outcome == Outcome.LEFT
