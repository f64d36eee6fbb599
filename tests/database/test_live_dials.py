"""What was dialled, as a process remembers it: far from the limits nobody is asked, near them the database is."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from ivr.core.budgets import Budgets, Lately
from ivr.service.dials import Dials
from ivr.store.budgets import lately
from ivr.store.db import open_store, read
from tests.support.clocks import StandingClock
from tests.support.recorded import ME, MINUTE, NOON, step, write
from tests.support.waiting import LONG

OTHER, OLD_KEY = "b" * 64, "c" * 64
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BUDGETS = Budgets(by_caller_hour=4, by_caller_day=10, calls=20, minutes=6000)


@pytest.fixture
def dials(engine: Engine) -> Dials:
    return Dials(engine, BUDGETS, StandingClock(NOON), LONG)


def dial(engine: Engine, caller: str | None, *moments: datetime) -> None:
    """Record dialled calls of a caller, as another process does."""
    steps = [
        step(f"{at} {caller}"[:40], 2, "connect", "vi", at=at - timedelta(seconds=10), caller=caller, dials=True)
        for at in moments
    ]
    write(engine, steps)


def test_before_the_first_look_it_is_asked(dials: Dials) -> None:
    assert not dials.has_room([ME])
    assert dials.refresh()
    assert dials.has_room([ME])
    assert dials.has_room([])


def test_callers_with_half_of_a_limit_are_counted_exactly(engine: Engine, dials: Dials) -> None:
    dial(engine, ME, NOON - MINUTE)
    assert dials.refresh()
    assert dials.has_room([ME])
    dial(engine, ME, NOON - 2 * MINUTE)
    assert dials.refresh()
    assert not dials.has_room([ME])
    assert not dials.has_room([OTHER, ME])
    assert dials.has_room([OTHER])
    assert dials.has_room([])


@pytest.mark.parametrize(
    ("minutes", "often"),
    [
        ((1,), False),
        ((1, 59), True),
        ((1, 61), False),
        ((61, 62, 63, 64), False),
        ((61, 62, 63, 64, 65), True),
        ((61, 62, 63, 64, 24 * 60), False),
    ],
)
def test_an_hour_and_a_day(engine: Engine, minutes: tuple[int, ...], often: bool) -> None:
    dial(engine, ME, *(NOON - each * MINUTE for each in minutes))
    dial(engine, None, NOON, NOON, NOON - MINUTE)
    found = read(engine, lately, BUDGETS, NOON)
    assert found.often == (frozenset([ME]) if often else frozenset())
    in_a_day = sum(each < 24 * 60 for each in minutes) + 2  # of those who withhold their number two are the same call
    assert found == Lately(in_a_day, 60 * in_a_day, found.often)


def test_own_calls_count_before_they_are_recorded(engine: Engine, dials: Dials) -> None:
    assert dials.refresh()
    dials.note(ME)
    assert dials.has_room([ME])
    dials.note(ME)
    assert not dials.has_room([ME])
    assert not dials.has_room([ME, OLD_KEY])
    assert dials.has_room([OTHER])
    assert dials.refresh()
    assert not dials.has_room([ME])  # the recorder may not have written them yet


def test_the_calls_of_all(engine: Engine, dials: Dials) -> None:
    """New callers share three quarters; of these a tenth is left for what others dial meanwhile."""
    assert dials.refresh()
    for _ in range(12):
        dials.note(None)
    assert dials.has_room([ME])
    dials.note(None)
    assert not dials.has_room([ME])
    assert not dials.has_room([])


def test_the_minutes_of_all(engine: Engine) -> None:
    """A call that has not ended counts as an hour."""
    dials = Dials(engine, Budgets(minutes=200), StandingClock(NOON), LONG)
    dial(engine, OTHER, NOON - MINUTE)
    assert dials.refresh()
    assert dials.has_room([ME])
    dials.note(OTHER)
    assert dials.has_room([ME])
    dials.note(OTHER)
    assert not dials.has_room([ME])


def test_when_the_database_does_not_answer_it_is_asked_as_ever() -> None:
    dials = Dials(open_store("postgresql+psycopg://nobody@127.0.0.1:1/nothing"), BUDGETS, StandingClock(NOON), LONG)
    assert not dials.refresh()
    assert not dials.has_room([ME])
