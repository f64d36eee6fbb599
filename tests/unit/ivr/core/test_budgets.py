"""Budgets: which of them is used up, for callers who have called before and for others."""

import pytest

from ivr.core.budgets import Budget, Budgets, Dialled, answers_used_up, used_up

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


def test_a_budget_of_one_is_one_for_everybody() -> None:
    least = Budgets(1, 1, 1, 1, 1)
    assert used_up(Dialled(), least) is None
    assert used_up(Dialled(calls=1, known=True), least) is Budget.CALLS
    assert answers_used_up(0, known=False, budgets=least) is None
