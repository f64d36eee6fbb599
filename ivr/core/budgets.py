"""Budgets: the most dialled calls, minutes and answers to texts, so that nobody can make the service spend without end.

A caller's number can be forged. Forged numbers differ from call to call, or belong to nobody who has called before. So
callers who have not called or texted on an earlier day share three quarters of each daily budget, and the last quarter
is left for the others. The quarter does not protect against somebody who forges the numbers of real callers.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sentences import word


@dataclass(frozen=True, slots=True)
class Budgets:
    """The most dialled calls for one caller in an hour and a day; calls, minutes, and answers to texts in a day."""

    by_caller_hour: int = 20
    by_caller_day: int = 60
    calls: int = 1000
    minutes: int = 6000
    answers: int = 2000


AS_SHIPPED = Budgets()


@dataclass(frozen=True, slots=True)
class Dialled:
    """What was dialled before in the last 24 hours.

    Attributes:
        by_caller_hour: calls for the same caller, in the last hour; 0 for a withheld number.
        by_caller_day: calls for the same caller.
        calls: all calls.
        minutes: how long they lasted; a call whose end is not known counts with its limit.
        known: whether the caller has called or texted on an earlier day.
    """

    by_caller_hour: int = 0
    by_caller_day: int = 0
    calls: int = 0
    minutes: int = 0
    known: bool = False

    def and_one(self, seconds: int, *, of_caller: bool) -> "Dialled":
        """Add a dialled call that has just ended; ``of_caller``: it counts for the caller, whose number is known."""
        mine = int(of_caller)
        return Dialled(
            self.by_caller_hour + mine,
            self.by_caller_day + mine,
            self.calls + 1,
            self.minutes + seconds // 60,
            self.known,
        )


class Budget(StrEnum):
    """A budget that is used up. The value is shown to ops staff."""

    CALLER_HOUR = word("too many dialled calls for this caller in an hour")
    CALLER_DAY = word("too many dialled calls for this caller in a day")
    CALLS = word("too many dialled calls in a day")
    NEW_CALLS = word("too many dialled calls for new callers in a day")
    MINUTES = word("too many minutes of dialled calls in a day")
    NEW_MINUTES = word("too many minutes of dialled calls for new callers in a day")
    ANSWERS = word("too many answers to texts in a day")
    NEW_ANSWERS = word("too many answers to texts of new senders in a day")


def used_up(dialled: Dialled, budgets: Budgets) -> Budget | None:
    """Return the first budget that does not allow one more dialled call; None: all do."""
    new = not dialled.known
    return _first(
        [
            (Budget.CALLER_HOUR, dialled.by_caller_hour, budgets.by_caller_hour),
            (Budget.CALLER_DAY, dialled.by_caller_day, budgets.by_caller_day),
            (Budget.CALLS, dialled.calls, budgets.calls),
            (Budget.MINUTES, dialled.minutes, budgets.minutes),
            (Budget.NEW_CALLS, dialled.calls, _for_new(budgets.calls) if new else budgets.calls),
            (Budget.NEW_MINUTES, dialled.minutes, _for_new(budgets.minutes) if new else budgets.minutes),
        ]
    )


@dataclass(frozen=True, slots=True)
class Lately:
    """What was dialled for all callers in the last 24 hours, as it is remembered between two looks.

    Attributes:
        calls: all calls.
        minutes: how long they lasted; a call whose end is not known counts with its limit.
        often: the callers (keyed hashes) with at least :func:`half` of the calls of an hour or a day.
    """

    calls: int
    minutes: int
    often: frozenset[str]


def half(most: int) -> int:
    """Return the number of calls from which on a caller's calls are counted exactly; at least 1."""
    return (most + 1) // 2


def has_room(lately: Lately, hashes: Collection[str], since: int, budgets: Budgets) -> bool:
    """Whether all budgets allow one more dialled call, whatever is not remembered exactly.

    False means only that it has to be counted. ``hashes`` are those of the caller's number, empty if it is withheld;
    ``since`` is how many calls were dialled for it since the look. A tenth is left for what others dial meanwhile.
    """
    few = min(half(budgets.by_caller_hour), half(budgets.by_caller_day))
    return (
        since < few
        and lately.often.isdisjoint(hashes)
        and lately.calls < _for_new(budgets.calls) * 9 // 10
        and lately.minutes < _for_new(budgets.minutes) * 9 // 10
    )


def answers_used_up(answers: int, known: bool, budgets: Budgets) -> Budget | None:
    """Return the budget that does not allow one more answer to a text; ``answers`` are those of the last 24 hours."""
    most = budgets.answers if known else _for_new(budgets.answers)
    return _first([(Budget.ANSWERS, answers, budgets.answers), (Budget.NEW_ANSWERS, answers, most)])


def _for_new(most: int) -> int:
    """Return the share of a budget for callers who have not called before; at least 1."""
    return max(most * 3 // 4, 1)


def _first(checks: Iterable[tuple[Budget, int, int]]) -> Budget | None:
    return next((budget for budget, count, most in checks if count >= most), None)
