"""What a call has come to, by its steps; and the arithmetic of reports."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from ivr.core.call.outcome import Leg, Outcome, RecordedStep, leg, summary
from ivr.core.call.step import Dialed, DialEnd
from ivr.core.reports import Rate, days_of, demand, fallen, first_hour, hour_of, open_minutes
from schedules import HOME, home_date, load_directory

RING, MENU = RecordedStep(0, "ring"), RecordedStep(1, "menu")
CONNECT = RecordedStep(2, "connect", "vi")


def dialed(number: int, line: str, how: Leg) -> RecordedStep:
    return RecordedStep(number, "dialed", "vi", line, how)


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ([RING], Outcome.MENU),
        ([RING, MENU], Outcome.MENU),
        ([RecordedStep(0, "ring", "vi")], Outcome.LEFT),
        ([RING, MENU, CONNECT], Outcome.LEFT),
        ([RING, MENU, CONNECT, RecordedStep(3, "menu")], Outcome.MENU),
        ([CONNECT, dialed(3, "otit-vi", Leg.HUNG_UP)], Outcome.LEFT),
        ([CONNECT, dialed(3, "otit-vi", Leg.BUSY), dialed(4, "fresc", Leg.HUNG_UP)], Outcome.UNANSWERED),
        ([CONNECT, dialed(3, "otit-vi", Leg.SHORT), dialed(4, "fresc", Leg.ANSWERED)], Outcome.PUT_THROUGH),
        ([CONNECT, RecordedStep(3, "rest", "vi")], Outcome.TOLD),
        ([CONNECT, RecordedStep(3, "rest", "vi", texted="impossible")], Outcome.TOLD),
        ([CONNECT, RecordedStep(3, "rest", "vi", texted="already")], Outcome.TEXTED),
        ([RecordedStep(0, "menu", "und", texted="coming")], Outcome.TEXTED),
        ([RecordedStep(0, "rest", "vi", texted="coming"), dialed(1, "fresc", Leg.ANSWERED)], Outcome.PUT_THROUGH),
    ],
)
def test_outcomes(facts: list[RecordedStep], outcome: Outcome) -> None:
    assert all(summary(order).outcome is outcome for order in permutations(facts))


def test_a_call_in_short() -> None:
    facts = [RING, CONNECT, dialed(3, "otit-vi", Leg.BUSY), RecordedStep(4, "menu"), RecordedStep(5, "connect", "en")]
    short = summary([*facts, RecordedStep(6, "dialed", "en", "fresc", Leg.ANSWERED)])
    assert (short.language, short.line, short.lines) == ("en", "fresc", ("otit-vi", "fresc"))
    assert summary([RING]).language == "und"


@pytest.mark.parametrize(
    ("result", "how"),
    [
        (Dialed(DialEnd.COMPLETED, 15, caller_present=True), Leg.ANSWERED),
        (Dialed(DialEnd.COMPLETED, None, caller_present=False), Leg.ANSWERED),
        (Dialed(DialEnd.COMPLETED, 14, caller_present=True), Leg.SHORT),
        (Dialed(DialEnd.COMPLETED, 14, caller_present=False), Leg.HUNG_UP),
        (Dialed(DialEnd.NO_ANSWER, 0, caller_present=False), Leg.HUNG_UP),
        (Dialed(DialEnd.NO_ANSWER, 0, caller_present=True), Leg.NO_ANSWER),
        (Dialed(DialEnd.BUSY, 0, caller_present=True), Leg.BUSY),
        (Dialed(DialEnd.CANCELED, None, caller_present=True), Leg.FAILED),
    ],
)
def test_legs(result: Dialed, how: Leg) -> None:
    assert leg(result) is how


def test_hours_are_japans() -> None:
    monday = date(2026, 11, 23)
    assert first_hour(monday) % 168 == 0
    assert hour_of(datetime(2026, 11, 23, 2, 59, tzinfo=UTC)) % 168 == 11
    assert hour_of(datetime(2026, 11, 23, 11, tzinfo=HOME)) == hour_of(datetime(2026, 11, 23, 2, tzinfo=UTC))
    assert home_date(datetime(2026, 11, 22, 15, tzinfo=UTC)) == monday
    assert len(days_of(monday - timedelta(days=89), monday)) == 90


def test_open_hours_of_a_language() -> None:
    directory = load_directory()
    vietnamese = [line for line in directory.lines if "vi" in line.languages]
    opened = open_minutes(vietnamese, date(2026, 11, 25))
    assert [opened[hour] for hour in (8, 9, 18, 19)] == [0, 60, 60, 0]  # Monday: FRESC from 9, OTIT to 19
    assert opened[6 * 24 + 9] == 60  # Sunday
    assert opened[5 * 24 + 12] == 0  # Saturday
    assert sum(opened) == 5 * 10 * 60 + 8 * 60
    assert open_minutes([], date(2026, 11, 25)) == [0] * 168


def test_demand() -> None:
    hours = demand({9: (5, 2)}, [30] * 168)
    assert (hours[9].calls, hours[9].unmet, hours[9].open, hours[9].weekday, hours[9].clock) == (5, 3, 30, 0, 9)
    assert (hours[33].calls, hours[33].weekday) == (0, 1)
    assert len(hours) == 168


def test_a_fall_is_ten_points_that_chance_does_not_explain() -> None:
    good = Rate(100, 90)
    assert [each.line for each in fallen({"a": good, "b": good}, {"a": Rate(20, 9), "b": Rate(20, 2)})] == ["b", "a"]
    assert not fallen({"a": good}, {"a": Rate(20, 13)})  # 25 points, but of 20 dials
    assert fallen({"a": good}, {"a": Rate(100, 65)})
    assert not fallen({"a": Rate(9000, 8100)}, {"a": Rate(3000, 2430)})  # nine points
    assert not fallen({"a": good}, {"a": Rate(19, 0)})
    assert not fallen({"a": Rate(19, 19)}, {"a": Rate(20, 0)})
    assert not fallen({}, {"a": Rate(20, 0)})
    assert not fallen({"a": Rate(20, 0)}, {"a": Rate(20, 20)})


def test_shares() -> None:
    assert (Rate().share, (Rate(2, 1) + Rate(2, 2)).share) == (None, 0.75)
