"""What became of call-backs, as reports count it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from ivr.core.callbacks.promises import OPEN, State
from schedules import home_midnight
from sentences import word


class Result(StrEnum):
    """What became of a call-back. MISSED includes numbers that can't be called."""

    REACHED = word("reached a person")
    MISSED = word("not reached")
    CANCELLED = word("cancelled")
    WAITING = word("waiting")


STATES: Mapping[Result, tuple[State, ...]] = {
    Result.REACHED: (State.REACHED,),
    Result.MISSED: (State.MISSED, State.FAILED),
    Result.CANCELLED: (State.CANCELLED,),
    Result.WAITING: OPEN,
}
"""The states that count as each result. Each state counts as one."""
RESULT = {state: result for result, states in STATES.items() for state in states}


def is_whole(month: date, now: datetime, keep: timedelta) -> bool:
    """Whether all call-backs of a month (its first day) are there, if they are deleted after a time.

    Of others nothing may be told: from day to day they get fewer, and the differences would tell small counts.
    """
    return home_midnight(month) > now - keep


@dataclass(frozen=True, slots=True)
class Reached:
    """How the call-backs went that reached a person.

    Attributes:
        asked: the median time from asking to the call that put a person through; None: there are none.
        due: the median time from when it was due to that call, of those that needed one call only; None: there are
            none. Of the others that moment is not kept, since each further call is due later.
        calls: how many of them took how many calls.
    """

    asked: timedelta | None = None
    due: timedelta | None = None
    calls: Mapping[int, int] = field(default_factory=dict)


def half(times: Sequence[timedelta]) -> timedelta | None:
    """Return the median: the time within which half of them came, one that was measured; None: there are none."""
    return sorted(times)[(len(times) - 1) // 2] if times else None
