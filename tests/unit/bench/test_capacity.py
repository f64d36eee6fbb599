"""What a rate of calls needs is computed from what was measured."""

import math
from dataclasses import replace

import pytest

from bench.capacity import Habits, Limit, Measured, limits, needs, order, section

LARGE = Measured(web=5_000, text=8_000, database=2_000, commits=4, kilobytes=8, megabytes=120, requests=7)
SMALL = Measured(web=10_000, text=None, database=None, commits=None, kilobytes=8, megabytes=120, requests=7)
HABITS = Habits(through=0.5, texts=0.5, segments=3, told=60, talked=300)


def test_what_ten_calls_a_second_need() -> None:
    found = needs(10, LARGE, HABITS)
    assert (found.requests, found.commits, found.segments) == (70, 40, 15)
    assert found.legs == 10 * (60 + 2 * 150)  # half of the callers talk, on two legs
    assert found.gigabytes == pytest.approx(10 * 86_400 * 8 / 1024 / 1024)


@pytest.mark.parametrize(
    ("rate", "web", "workers", "database"),
    [
        (1, 2, 2, 1),  # one would do, but one may stop
        (200, 2, 2, 1),  # 1.0 s of web processes a second: two halves of a core
        (201, 3, 2, 1),
        (1000, 10, 8, 4),
    ],
)
def test_processes_are_whole_and_their_cores_half_busy(rate: float, web: int, workers: int, database: int) -> None:
    found = needs(rate, LARGE, HABITS)
    assert (found.web, found.workers, found.database) == (web, workers, database)
    assert found.megabytes == web * 120


def test_figures_of_sqlite_are_refused() -> None:
    with pytest.raises(ValueError, match="PostgreSQL"):
        needs(1, SMALL, HABITS)


def test_what_ends_first_is_first_and_what_is_unknown_before_it() -> None:
    found = limits(LARGE, SMALL, HABITS)
    assert found[0].rate is None
    rates = [each.rate for each in found if each.rate is not None]
    assert rates == sorted(rates)
    assert rates[-1] == math.inf


@pytest.mark.parametrize(
    ("what", "rate"),
    [
        ("`DIALS_PER_DAY`", 1000 / 86_400 / 0.5),
        ("`SMS_RATE`", 1 / 1.5),
        ("one web process on one core, on PostgreSQL", 200),
        ("one web process on one core, with its worker, on SQLite", 100),
        ("one delivery worker", 1 / 0.008 / 0.5),
        ("PostgreSQL on one core", 500),
    ],
)
def test_where_a_limit_lies(what: str, rate: float) -> None:
    (limit,) = (each for each in limits(LARGE, SMALL, HABITS) if each.what.startswith(what))
    assert isinstance(limit, Limit)
    assert limit.rate == pytest.approx(rate)


def test_a_faster_service_moves_only_what_was_measured() -> None:
    before, after = (limits(each, SMALL, HABITS) for each in (LARGE, replace(LARGE, web=2_500)))
    assert {each for each in before if each not in after} == {
        Limit("one web process on one core, on PostgreSQL", 200, "measured")
    }


@pytest.mark.parametrize(
    ("number", "said"), [(90_000, "100,000"), (9_000, "10,000"), (1, "1"), (31, "10"), (32, "100")]
)
def test_orders_of_magnitude(number: float, said: str) -> None:
    assert order(number) == said


def test_the_section_says_what_is_unknown() -> None:
    text = section(LARGE, SMALL, HABITS)
    assert "| webhooks a second | 7 | 70 | 7,000 |" in text
    assert "| calls in and out, texts and numbers at Twilio in Japan | unknown |" in text
    assert "| no limit |" in text
