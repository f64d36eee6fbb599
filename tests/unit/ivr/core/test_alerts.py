"""Alerts: what is told of, in which words, and how often chance alone would tell of a line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from ivr.core.alerts import Alert, Facts, Kind, alerts
from ivr.core.reports import BEFORE_DAYS, RECENT_DAYS, Fallen, Rate, fallen
from ivr.core.requests import Refused
from ivr.core.silence import Silence
from prompts import LANGUAGES
from prompts.load import load_language
from schedules import EVERYTHING, Override, Scope, Timetable, load_directory
from schedules.advice import Concern, advice
from schedules.confirmation import CONFIRMED_FOR
from sentences import render

NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)
DIRECTORY = load_directory()
FELL = Fallen("otit-vi", Rate(100, 80), Rate(25, 10))


def told(facts: Facts, *overrides: Override) -> list[Alert]:
    timetable = Timetable(DIRECTORY, overrides)
    about = [each for each in advice(timetable, NOW, LANGUAGES, CONFIRMED_FOR) if each.concern is Concern.FORGOTTEN]
    return alerts(replace(facts, advised=[*facts.advised, *about]), timetable, NOW)


@pytest.mark.parametrize(
    ("facts", "kind", "page", "words"),
    [
        (
            Facts(refuses_since=NOW - timedelta(hours=1)),
            Kind.CARRIER,
            "/ops/texts?state=waiting",
            "The carrier has refused our texts since Mon 2026-11-30 11:00 JST.",
        ),
        (
            Facts(refused={Refused.WRONG_SIGNATURE: 3}),
            Kind.WEBHOOKS,
            "/ops/",
            "refused 3 requests with a wrong signature",
        ),
        (Facts(refused={Refused.BUSY: 9}), Kind.WEBHOOKS, "/ops/", "9 requests because too many came at once"),
        (
            Facts(silence=Silence(NOW - timedelta(hours=9), 12.6)),
            Kind.SILENCE,
            "/ops/calls",
            "Nobody has called since Mon 2026-11-30 03:00 JST. Usually 13 would have called since then.",
        ),
        (Facts(texts=(20, 9)), Kind.TEXTS, "/ops/texts?trouble=1", "9 of the last 20 texts have failed."),
        (Facts(texts=(5, 5)), Kind.TEXTS, "/ops/texts?trouble=1", "5 of the last 5 texts have failed."),
        (Facts(called_late=4), Kind.CALL_BACKS, "/ops/call-backs", "4 people wait for a call that has been due"),
        (
            Facts(fallen=[FELL]),
            Kind.FALLEN,
            "/ops/calls?line=otit-vi&first=2026-11-24",
            "OTIT Vietnamese answers 40 % of calls. In the four weeks before, it answered 80 %.",
        ),
    ],
)
def test_what_is_told(facts: Facts, kind: Kind, page: str, words: str) -> None:
    (alert,) = told(facts)
    assert (alert.kind, alert.page) == (kind, page)
    assert words in str(alert.said)


@pytest.mark.parametrize(
    "facts",
    [
        Facts(),
        Facts(refused={Refused.UNSIGNED: 900, Refused.FORM: 5, Refused.TOO_LARGE: 5, Refused.BUSY: 0}),
        Facts(texts=(20, 8)),
        Facts(texts=(4, 4)),
    ],
)
def test_what_is_not(facts: Facts) -> None:
    assert not told(facts)


@pytest.mark.parametrize(
    ("scope", "called"),
    [
        (EVERYTHING, "all lines"),
        (Scope(tier=1), "all lines of OTIT in tier 1"),
        (Scope(line="otit-zh"), "OTIT Chinese"),
    ],
)
def test_a_forgotten_override_is_named_as_people_know_it(scope: Scope, called: str) -> None:
    held = Override(scope, False, NOW - timedelta(days=2), None, "training")
    (alert,) = told(Facts(), held)
    assert (alert.kind, alert.subject) == (Kind.FORGOTTEN, str(scope))
    assert str(alert.said).startswith(f"Held by hand since Sat 2026-11-28 12:00 JST: {called}.")
    assert not told(Facts(), replace(held, since=NOW - timedelta(hours=23)))


def test_lines_that_were_confirmed_on_the_same_day_are_one_alert() -> None:
    (alert,) = told(Facts(advised=advice(Timetable(DIRECTORY), NOW, LANGUAGES, CONFIRMED_FOR)))
    assert (alert.kind, alert.subject, len(alert.about)) == (Kind.UNCONFIRMED, "2021-06-28", 9)


def test_an_alert_has_no_id_of_a_line_and_is_japanese_for_who_reads_that() -> None:
    (alert,) = told(Facts(fallen=[FELL]))
    said = render(alert.said, load_language("ja"))
    assert "OTIT ベトナム語の応答率は40 %で" in said
    assert "otit-vi" not in said


def rates_of(random: Random, share: float, dials_a_day: int, days: int) -> Iterator[Rate]:
    for _ in range(days):
        dials = random.randint(0, 2 * dials_a_day)
        yield Rate(dials, sum(random.random() < share for _ in range(dials)))


def has_fallen(before: list[Rate], recent: list[Rate]) -> bool:
    return bool(fallen({"x": sum(before, Rate())}, {"x": sum(recent, Rate())}))


def test_a_line_that_is_as_before_hardly_ever_seems_to_have_fallen() -> None:
    """Lines of ten years each, asked every day: one alert in ten years of a line at most."""
    episodes = 0
    for share, dials_a_day in ((0.5, 4), (0.78, 4), (0.78, 8), (0.9, 15)):
        days = [*rates_of(Random(dials_a_day), share, dials_a_day, 3650 + BEFORE_DAYS + RECENT_DAYS)]
        held = False
        for end in range(BEFORE_DAYS + RECENT_DAYS, len(days)):
            split = end - RECENT_DAYS
            holds = has_fallen(days[split - BEFORE_DAYS : split], days[split:end])
            episodes += holds and not held
            held = holds
    assert episodes <= 4


@pytest.mark.parametrize(("dials_a_day", "within"), [(4, 7), (8, 6), (15, 4)])
def test_a_line_that_answers_a_third_as_often_is_found_within_days(dials_a_day: int, within: int) -> None:
    found = 0
    for seed in range(50):
        random = Random(seed)
        before = [*rates_of(random, 0.78, dials_a_day, BEFORE_DAYS)]
        recent = [
            *rates_of(random, 0.78, dials_a_day, RECENT_DAYS - within),
            *rates_of(random, 0.25, dials_a_day, within),
        ]
        found += has_fallen(before, recent)
    assert found >= 40, found
