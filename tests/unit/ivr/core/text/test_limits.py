"""Limits: how many texts may go to whom in a day, and when a conversation with a robot ends."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.core.text.limits import DAY, Answering, Inbound, Lately, Limit, Limits, answering, reached

LIMITS = Limits(per_number=10, per_range=20, in_all=100, keyed_per_number=1, keyed_per_caller=3)
"""Ten texts in all to numbers that were keyed in."""
ALMOST = {"to_number": 9, "to_range": 19, "in_all": 99}
KEYED_ALMOST = {**ALMOST, "keyed_to_number": 0, "keyed_by_caller": 2, "keyed_in_all": 9}


@pytest.mark.parametrize(
    ("keyed", "lately", "limit"),
    [
        pytest.param(False, Lately(), None, id="the first text"),
        pytest.param(False, Lately(**ALMOST), None, id="one below each limit"),
        pytest.param(False, Lately(to_number=10), Limit.NUMBER, id="to one number"),
        pytest.param(False, Lately(to_number=11), Limit.NUMBER, id="to one number, beyond"),
        pytest.param(False, Lately(to_range=20), Limit.RANGE, id="to a range of numbers"),
        pytest.param(False, Lately(in_all=100), Limit.ALL, id="in all"),
        pytest.param(False, Lately(10, 20, 100), Limit.NUMBER, id="the narrowest is named"),
        pytest.param(False, Lately(9, 20, 100), Limit.RANGE, id="then the range"),
        pytest.param(
            False,
            Lately(keyed_to_number=9, keyed_by_caller=9, keyed_in_all=99),
            None,
            id="keyed ones are not one's own",
        ),
        pytest.param(True, Lately(**KEYED_ALMOST), None, id="keyed in, one below each limit"),
        pytest.param(True, Lately(keyed_to_number=1), Limit.KEYED_NUMBER, id="keyed in before"),
        pytest.param(True, Lately(keyed_by_caller=3), Limit.KEYED_CALLER, id="by one caller"),
        pytest.param(True, Lately(keyed_in_all=10), Limit.KEYED_ALL, id="a tenth of all"),
        pytest.param(True, Lately(to_number=10, keyed_to_number=1), Limit.NUMBER, id="the usual limits come first"),
        pytest.param(True, Lately(in_all=100, keyed_in_all=10), Limit.ALL, id="also that of all"),
        pytest.param(
            True,
            Lately(keyed_to_number=1, keyed_by_caller=3, keyed_in_all=10),
            Limit.KEYED_NUMBER,
            id="then the number's",
        ),
        pytest.param(True, Lately(keyed_by_caller=3, keyed_in_all=10), Limit.KEYED_CALLER, id="then the caller's"),
    ],
)
def test_the_first_limit_that_is_reached(keyed: bool, lately: Lately, limit: Limit | None) -> None:
    assert reached(keyed, lately, LIMITS) is limit


@pytest.mark.parametrize(("in_all", "keyed"), [(2000, 200), (100, 10), (19, 1), (10, 1), (9, 1), (1, 1), (0, 1)])
def test_a_tenth_of_all_may_be_keyed_in_and_one_at_least(in_all: int, keyed: int) -> None:
    assert Limits(in_all=in_all).keyed_in_all == keyed


def test_the_limits_that_hold_unless_set_otherwise() -> None:
    assert Limits() == Limits(per_number=10, per_range=20, in_all=2000, keyed_per_number=1, keyed_per_caller=3)
    assert timedelta(hours=24) == DAY


def test_nothing_is_counted_before_it_has_happened() -> None:
    assert Lately() == Lately(0, 0, 0, 0, 0, 0)
    assert Inbound() == Inbound(0, 0, 0)


@pytest.mark.parametrize(
    ("understood", "inbound", "answered"),
    [
        pytest.param(True, Inbound(), Answering.YES, id="the first text"),
        pytest.param(False, Inbound(), Answering.YES, id="also one that is not understood"),
        pytest.param(True, Inbound(ten_minutes=5, day=29), Answering.YES, id="one below each limit"),
        pytest.param(
            True, Inbound(ten_minutes=6, day=6), Answering.LAST, id="the seventh in ten minutes: the last answer"
        ),
        pytest.param(True, Inbound(ten_minutes=7, day=7), Answering.NO, id="then none"),
        pytest.param(True, Inbound(ten_minutes=0, day=30), Answering.LAST, id="the 31st in a day: the last answer"),
        pytest.param(True, Inbound(ten_minutes=0, day=31), Answering.NO, id="then none that day"),
        pytest.param(True, Inbound(ten_minutes=6, day=30), Answering.LAST, id="both at once"),
        pytest.param(True, Inbound(ten_minutes=6, day=31), Answering.NO, id="the day's last answer was before"),
        pytest.param(True, Inbound(ten_minutes=7, day=30), Answering.NO, id="the ten minutes' was"),
        pytest.param(False, Inbound(2, 2, not_understood=2), Answering.YES, id="the third that makes no sense"),
        pytest.param(False, Inbound(3, 3, not_understood=3), Answering.LAST, id="the fourth: the last answer"),
        pytest.param(False, Inbound(4, 4, not_understood=4), Answering.NO, id="then none"),
        pytest.param(False, Inbound(9, 40, not_understood=3), Answering.LAST, id="the word of it comes once at least"),
        pytest.param(True, Inbound(4, 4, not_understood=4), Answering.YES, id="whoever makes sense again is answered"),
        pytest.param(False, Inbound(6, 6, not_understood=0), Answering.LAST, id="too many in ten minutes"),
    ],
)
def test_answering(understood: bool, inbound: Inbound, answered: Answering) -> None:
    assert answering(understood, inbound) is answered


@given(st.booleans(), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_every_conversation_with_a_robot_ends(understood: bool, ten: int, day: int, not_understood: int) -> None:
    inbound = Inbound(min(ten, day), day, min(not_understood, day))
    more = Inbound(inbound.ten_minutes + 7, inbound.day + 7, inbound.not_understood + (0 if understood else 7))
    assert answering(understood, more) is not Answering.YES
    assert answering(understood, Inbound(more.ten_minutes + 1, more.day + 1, more.not_understood + 1)) is Answering.NO


@pytest.mark.parametrize(
    ("keyed", "lately", "limit"),
    [
        (False, Lately(), None),
        (False, Lately(to_number=9, to_range=19, in_all=1999), None),
        (False, Lately(to_number=10), Limit.NUMBER),
        (False, Lately(to_range=20), Limit.RANGE),
        (False, Lately(in_all=2000), Limit.ALL),
        (False, Lately(keyed_to_number=9, keyed_by_caller=9, keyed_in_all=999), None),
        (True, Lately(keyed_to_number=1), Limit.KEYED_NUMBER),
        (True, Lately(keyed_by_caller=3), Limit.KEYED_CALLER),
        (True, Lately(keyed_in_all=200), Limit.KEYED_ALL),
    ],
)
def test_the_limits_that_ship(keyed: bool, lately: Lately, limit: Limit | None) -> None:
    assert reached(keyed, lately, Limits()) is limit
