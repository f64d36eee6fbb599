"""Budgets: which of them is used up, for callers who have called before and for others."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ivr.core.budgets import Budget, Budgets, Dialled, Lately, answers_used_up, half, has_room, used_up
from tests.support.examples import examples

BUDGETS = Budgets(by_caller_hour=3, by_caller_day=5, calls=8, minutes=100, answers=8)


@pytest.mark.parametrize(
    ("dialled", "budget"),
    [
        (Dialled(), None),
        (Dialled(2, 4, 5, 74), None),
        (Dialled(3, 4, 5, 74), Budget.CALLER_HOUR),
        (Dialled(3, 4, 5, 74, known=True), Budget.CALLER_HOUR),
        (Dialled(2, 5, 5, 74), Budget.CALLER_DAY),
        (Dialled(2, 5, 5, 74, known=True), Budget.CALLER_DAY),
        (Dialled(0, 0, 5, 0), None),
        (Dialled(0, 0, 6, 0), Budget.NEW_CALLS),
        (Dialled(0, 0, 7, 0, known=True), None),
        (Dialled(0, 0, 8, 0, known=True), Budget.CALLS),
        (Dialled(0, 0, 8, 0), Budget.CALLS),
        (Dialled(0, 0, 0, 75), Budget.NEW_MINUTES),
        (Dialled(0, 0, 0, 99, known=True), None),
        (Dialled(0, 0, 0, 100, known=True), Budget.MINUTES),
        (Dialled(0, 0, 0, 100), Budget.MINUTES),
    ],
)
def test_used_up(dialled: Dialled, budget: Budget | None) -> None:
    assert used_up(dialled, BUDGETS) is budget


@pytest.mark.parametrize(
    ("answers", "known", "budget"),
    [
        (5, False, None),
        (6, False, Budget.NEW_ANSWERS),
        (7, True, None),
        (8, True, Budget.ANSWERS),
        (8, False, Budget.ANSWERS),
    ],
)
def test_answers_used_up(answers: int, known: bool, budget: Budget | None) -> None:
    assert answers_used_up(answers, known, BUDGETS) is budget


OFTEN = frozenset(["often"])


@pytest.mark.parametrize(
    ("lately", "caller", "since", "room"),
    [
        (Lately(0, 0, frozenset()), "somebody", 0, True),
        (Lately(4, 66, OFTEN), "somebody", 1, True),
        (Lately(0, 0, OFTEN), "often", 0, False),
        (Lately(0, 0, frozenset()), "somebody", 2, False),  # half of three is two
        (Lately(5, 0, frozenset()), "somebody", 0, False),  # new callers share six, of which a tenth is left
        (Lately(0, 67, frozenset()), "somebody", 0, False),
    ],
)
def test_has_room(lately: Lately, caller: str, since: int, room: bool) -> None:
    assert has_room(lately, [caller], since, BUDGETS) is room


@examples(1000)
@given(
    st.builds(Budgets, *[st.integers(1, 40)] * 4),
    st.builds(Dialled, *[st.integers(0, 50)] * 4, known=st.booleans()),
    st.integers(0, 20),
)
def test_whoever_has_room_is_refused_by_no_budget(budgets: Budgets, before: Dialled, since: int) -> None:
    """``since`` calls of the caller come on top of what was counted before."""
    assume(before.by_caller_hour <= before.by_caller_day <= before.calls)
    is_often = before.by_caller_hour >= half(budgets.by_caller_hour) or before.by_caller_day >= half(
        budgets.by_caller_day
    )
    remembered = Lately(before.calls + since, before.minutes + since, frozenset(["me"] if is_often else []))
    if has_room(remembered, ["me"], since, budgets):
        counted = Dialled(
            before.by_caller_hour + since,
            before.by_caller_day + since,
            before.calls + since,
            before.minutes + since,
            before.known,
        )
        assert used_up(counted, budgets) is None


def test_a_budget_of_one_is_one_for_everybody() -> None:
    least = Budgets(1, 1, 1, 1, 1)
    assert used_up(Dialled(), least) is None
    assert used_up(Dialled(calls=1, known=True), least) is Budget.CALLS
    assert answers_used_up(0, known=False, budgets=least) is None
