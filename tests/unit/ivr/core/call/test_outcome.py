"""What a call has come to, by its steps; and the arithmetic of reports."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from ivr.core.call.outcome import Ending, LanguageBy, Leg, Outcome, RecordedStep, leg, summary
from ivr.core.call.step import Dialed, DialEnd
from ivr.core.reports import Rate, days_of, demand, fallen, first_hour, hour_of, open_minutes
from schedules import home_date, load_directory
from tests.support.published import TOKYO

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


NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


def came(number: int, place: str, language: str = "", after: float = 0, **facts: Any) -> RecordedStep:
    """A step that comes so many seconds after the first ring, decided by revision 7."""
    return RecordedStep(number, place, language, at=NOON + timedelta(seconds=after), revision=7, **facts)


AT_FIRST, KEY, FOUND = came(0, "ring"), came(1, "menu", after=9.5), came(2, "connect", "vi", after=9.9)
KNOWN = came(0, "ring", "vi")
ANSWERED = came(3, "dialed", "vi", 330, line="otit-vi", leg=Leg.ANSWERED, seconds=300)
CHOSEN, REMEMBERED = LanguageBy.CHOSEN, LanguageBy.REMEMBERED


@pytest.mark.parametrize(
    ("facts", "ended_in", "language_by", "choosing", "waited"),
    [
        ([AT_FIRST], Ending.MENU, None, None, None),
        ([AT_FIRST, KEY], Ending.MENU, None, None, None),
        ([AT_FIRST, KEY, FOUND], Ending.ANNOUNCED, CHOSEN, 9, None),
        ([AT_FIRST, came(1, "menu", "und", 60)], Ending.ANNOUNCED, None, None, None),
        ([AT_FIRST, came(1, "menu", after=60), came(2, "rest", "und", 60)], Ending.REST, None, None, None),
        ([AT_FIRST, KEY, FOUND, came(3, "menu", after=15)], Ending.MENU, CHOSEN, 9, None),
        (
            [AT_FIRST, KEY, FOUND, came(3, "dialed", "vi", 35, line="otit-vi", leg=Leg.HUNG_UP)],
            Ending.RINGING,
            CHOSEN,
            9,
            None,
        ),
        (
            [AT_FIRST, KEY, FOUND, came(3, "dialed", "vi", 35, line="otit-vi", leg=Leg.NO_ANSWER)],
            Ending.UNANSWERED,
            CHOSEN,
            9,
            None,
        ),
        ([AT_FIRST, KEY, FOUND, ANSWERED], Ending.TALKED, CHOSEN, 9, 30),
        ([AT_FIRST, KEY, FOUND, replace(ANSWERED, seconds=None)], Ending.TALKED, CHOSEN, 9, None),
        ([AT_FIRST, KEY, FOUND, replace(ANSWERED, seconds=331)], Ending.TALKED, CHOSEN, 9, 0),
        ([AT_FIRST, KEY, FOUND, came(3, "rest", "vi", 20)], Ending.REST, CHOSEN, 9, None),
        ([AT_FIRST, KEY, FOUND, came(3, "number", "vi", 20)], Ending.NUMBER, CHOSEN, 9, None),
        ([AT_FIRST, KEY, FOUND, came(3, "notice", "vi", 20)], Ending.NOTICE, CHOSEN, 9, None),
        ([KNOWN], Ending.ANNOUNCED, REMEMBERED, None, None),
        ([KNOWN, ANSWERED], Ending.TALKED, REMEMBERED, None, 30),
        ([KNOWN, came(1, "menu", after=5), came(2, "connect", "km", 5)], Ending.ANNOUNCED, CHOSEN, None, None),
        ([KEY, FOUND], Ending.ANNOUNCED, CHOSEN, None, None),  # the first step is not recorded yet
        ([FOUND, ANSWERED], Ending.TALKED, CHOSEN, None, None),
    ],
)
def test_where_a_call_ended_and_how_long_it_took(
    facts: list[RecordedStep],
    ended_in: Ending,
    language_by: LanguageBy | None,
    choosing: int | None,
    waited: int | None,
) -> None:
    for order in permutations(facts):
        short = summary(order)
        assert (short.ended_in, short.language_by, short.choosing, short.waited) == (
            ended_in,
            language_by,
            choosing,
            waited,
        )
        assert short.revision == 7


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
    assert hour_of(datetime(2026, 11, 23, 11, tzinfo=TOKYO)) == hour_of(datetime(2026, 11, 23, 2, tzinfo=UTC))
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
