"""How many texts a number, a range of numbers and all together get in a day, whoever asks at once."""

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select

from ivr.clock import parse_moment
from ivr.core.text.delivery import State
from ivr.core.text.limits import Limit, Limits
from ivr.core.text.promises import Purpose, Texted
from ivr.privacy import Privacy
from ivr.store.db import read, writing
from ivr.store.metrics import delivery_metrics
from ivr.store.promises import ROOM
from ivr.store.tables import outbox, text_count
from tests.support.desk import NOW, PROMISE, Desk


def numbers(count: int, prefix: str = "+81901234") -> list[str]:
    return [f"{prefix}{each:04}" for each in range(count)]


def test_one_number_in_a_day(desk: Desk) -> None:
    kept = [desk.keep(replace(PROMISE, key=f"CA{each}", body=f"text {each}")) for each in range(12)]
    assert kept == [Texted.COMING] * 10 + [Texted.IMPOSSIBLE] * 2
    assert read(desk.engine, delivery_metrics, NOW).refused == {Limit.NUMBER: 2}
    assert desk.keep(replace(PROMISE, key="CA99"), NOW + (parse_moment("2026-11-02") - parse_moment("2026-11-01"))) is (
        Texted.COMING
    )


def test_a_range_of_numbers_in_a_day(desk: Desk) -> None:
    """As when a swindler lets us text numbers that pay for each text they get."""
    pumped = [desk.keep(replace(PROMISE, key=f"CA{to}", to=to)) for to in numbers(25)]
    assert pumped == [Texted.COMING] * 20 + [Texted.IMPOSSIBLE] * 5
    assert desk.keep(replace(PROMISE, key="CA", to="+819099990000")) is Texted.COMING


def test_numbers_that_are_keyed_in(desk: Desk) -> None:
    caller, other = "+81312345678", "+81612345678"
    keyed = replace(PROMISE, purpose=Purpose.KEYED, asked_by=caller)
    first, *rest = numbers(5)
    assert desk.keep(replace(keyed, key="1", to=first)) is Texted.COMING
    assert desk.keep(replace(keyed, key="2", to=first, body="another", asked_by=other)) is Texted.IMPOSSIBLE
    kept = [desk.keep(replace(keyed, key=to, to=to)) for to in rest]
    assert kept == [Texted.COMING, Texted.COMING, Texted.IMPOSSIBLE, Texted.IMPOSSIBLE]
    assert desk.keep(replace(PROMISE, key="own", to=first, body="own")) is Texted.COMING


def test_limits_hold_when_all_ask_at_once(desk: Desk) -> None:
    keyed = replace(PROMISE, purpose=Purpose.KEYED, asked_by="+81312345678")
    with ThreadPoolExecutor(12) as pool:
        kept = Counter(pool.map(lambda to: desk.keep(replace(keyed, key=to, to=to)), numbers(12)))
    assert kept == {Texted.COMING: 3, Texted.IMPOSSIBLE: 9}


def far_apart(count: int) -> list[str]:
    """Return numbers of different ranges."""
    return [f"+8190{each:04}0000" for each in range(1000, 1000 + count)]


def send_before(desk: Desk, count: int, at: datetime = NOW) -> None:
    """Store texts that were sent to others."""
    row = {"purpose": Purpose.INFORMATION, "language": "vi", "made_at": at, "due_at": at, "state": State.DELIVERED}
    with writing(desk.engine) as connection:
        connection.execute(insert(outbox), [row | {"promise": f"before {each}"} for each in range(count)])


def keep_at_once(desk: Desk, receivers: Iterable[str]) -> Counter[Texted]:
    with ThreadPoolExecutor(12) as pool:
        return Counter(pool.map(lambda to: desk.keep(replace(PROMISE, key=to, to=to)), receivers))


def test_a_range_is_not_exceeded_when_all_ask_at_once(desk: Desk) -> None:
    assert keep_at_once(desk, numbers(24)) == {Texted.COMING: 20, Texted.IMPOSSIBLE: 4}


@pytest.mark.parametrize("before", [0, ROOM])
def test_all_are_not_exceeded_when_all_ask_at_once(desk: Desk, before: int) -> None:
    if before:
        send_before(desk, before)
    desk.limits = Limits(in_all=before + 6)
    assert keep_at_once(desk, far_apart(16)) == {Texted.COMING: 6, Texted.IMPOSSIBLE: 10}
    assert read(desk.engine, delivery_metrics, NOW).refused == {Limit.ALL: 10}


def test_texts_that_were_stored_since_the_last_count_are_counted(desk: Desk) -> None:
    desk.limits = Limits(in_all=ROOM + 2)
    first, second, third = far_apart(3)
    assert desk.keep(replace(PROMISE, key=first, to=first)) is Texted.COMING
    send_before(desk, ROOM)
    assert desk.keep(replace(PROMISE, key=second, to=second)) is Texted.COMING
    assert desk.keep(replace(PROMISE, key=third, to=third)) is Texted.IMPOSSIBLE


def test_texts_of_yesterday_make_room(desk: Desk) -> None:
    desk.limits = Limits(in_all=ROOM + 1)
    send_before(desk, ROOM, NOW - timedelta(hours=12))
    first, second, third = far_apart(3)
    assert desk.keep(replace(PROMISE, key=first, to=first)) is Texted.COMING
    assert desk.keep(replace(PROMISE, key=second, to=second)) is Texted.IMPOSSIBLE
    later = NOW + timedelta(hours=12)
    assert desk.keep(replace(PROMISE, key=third, to=third), later) is Texted.COMING


@pytest.mark.parametrize("back", [timedelta(), timedelta(minutes=5)], ids=["rows are gone", "the clock is set back"])
def test_a_count_that_is_of_no_use_is_made_again(desk: Desk, back: timedelta) -> None:
    """SQLite uses the ids of rows again that were deleted; a day that begins earlier may have more texts."""
    send_before(desk, 50)
    first, second = far_apart(2)
    assert desk.keep(replace(PROMISE, key=first, to=first)) is Texted.COMING
    with writing(desk.engine) as connection:
        if not back:
            connection.execute(delete(outbox))
    assert desk.keep(replace(PROMISE, key=second, to=second), NOW - back) is Texted.COMING
    with desk.engine.connect() as connection:
        assert connection.execute(select(text_count.c.texts, text_count.c.at)).one() == (51 if back else 0, NOW - back)


def test_limits_hold_over_a_change_of_the_key(desk: Desk) -> None:
    for each in range(10):
        desk.keep(replace(PROMISE, key=f"CA{each}", body=f"text {each}"))
    desk.privacy = Privacy("a new secret of thirty-two chars.", "a secret of thirty-two characters")
    assert desk.keep(replace(PROMISE, key="CA11", body="one more")) is Texted.IMPOSSIBLE


def test_callers_who_withhold_their_number_are_not_one_caller(desk: Desk) -> None:
    keyed = replace(PROMISE, purpose=Purpose.KEYED, asked_by=None)
    assert {desk.keep(replace(keyed, key=to, to=to)) for to in numbers(8)} == {Texted.COMING}
