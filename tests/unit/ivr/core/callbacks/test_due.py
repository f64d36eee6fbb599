"""When somebody is called back, and what follows each call."""

import pytest

from ivr.core.callbacks.due import LATER, MOST_MOVES, Called, Due, End, Move, Ring, Wait, after_call, when_due
from ivr.core.callbacks.promises import BUSY_PAUSE, State, call_back
from ivr.core.dialling import AS_SHIPPED
from ivr.core.routing import decide
from schedules import Line
from tests.support.calls import TIMETABLE, at


def line(name: str) -> Line:
    found = TIMETABLE.directory.line(name)
    assert found
    return found


NOW = at("Tue+1 12:00")


@pytest.mark.parametrize(
    ("language", "moment", "moves", "expected"),
    [
        ("km", "Tue+1 09:00", 0, Ring(line("fresc"))),
        ("km", "Thu+1 11:00", 0, Ring(line("otit-km"))),
        ("km", "Tue+1 21:00", 0, Wait(at("Wed+1 08:00"))),
        ("km", "Tue+1 07:59", 0, Wait(at("Tue+1 08:00"))),
        ("km", "Tue+1 18:00", 0, Move(at("Wed+1 09:00"))),
        ("km", "Tue+1 18:00", MOST_MOVES, End(State.MISSED)),
        ("und", "Tue+1 12:00", 0, Ring(line("fresc"))),
    ],
)
def test_what_is_done_with_one_that_is_due(language: str, moment: str, moves: int, expected: Due) -> None:
    assert when_due(language, moves, at(moment), TIMETABLE, AS_SHIPPED) == expected


@pytest.mark.parametrize(
    ("called", "unanswered", "not_connected", "expected"),
    [
        (Called(confirmed=True, reached=True), 0, 0, End(State.REACHED)),
        (Called(cancelled=True), 0, 0, End(State.CANCELLED)),
        (Called(refused=True), 0, 0, End(State.FAILED)),
        (Called(), 0, 0, Wait(NOW + LATER)),
        (Called(), 1, 0, End(State.MISSED)),
        (Called(), 0, 4, Wait(NOW + LATER)),
        (Called(confirmed=True), 1, 0, Wait(NOW + BUSY_PAUSE)),
        (Called(confirmed=True), 0, 1, Wait(NOW + 2 * BUSY_PAUSE)),
        (Called(confirmed=True), 0, 3, Wait(NOW + 8 * BUSY_PAUSE)),
        (Called(confirmed=True), 0, 4, End(State.MISSED)),
    ],
)
def test_what_follows_a_call(called: Called, unanswered: int, not_connected: int, expected: Wait | End) -> None:
    assert after_call(called, unanswered, not_connected, NOW) == expected


@pytest.mark.parametrize(
    ("moment", "tried", "due"),
    [
        ("Mon+1 20:00", False, "Tue+1 09:00"),
        ("Tue+1 12:00", True, "Tue+1 12:05"),
        ("Tue+1 20:58", True, "Wed+1 08:00"),
    ],
)
def test_when_a_promise_is_due(moment: str, tried: bool, due: str) -> None:
    promised = call_back("+819012345678", decide(TIMETABLE, "km", at(moment)), "CA1:3", tried)
    assert promised is not None
    assert promised.not_before == at(due)


def test_who_no_line_will_answer_is_promised_nothing() -> None:
    decision = decide(TIMETABLE, "xx", NOW)
    assert call_back("+819012345678", decision, "CA1:3") is None
